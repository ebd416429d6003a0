package zerobridge.peer;

import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.codec.Message;
import zerobridge.codec.ProtocolException;
import zerobridge.crypto.SiteAddress;
import zerobridge.net.PackedAddress;
import zerobridge.net.PeerAddress;

/**
 * A peer names others and asks for some (peer protocol, pex).
 *
 * @param peers what the sender names; unverified, at most {@link #MAX_PEERS}
 * @param need how many it wants, 0 to {@link #MAX_NEED}
 */
public record PeerExchange(SiteAddress site, List<PeerAddress> peers, int need) {
  /** Addresses taken from one message; the reference sends five and has no limit (W13). */
  public static final int MAX_PEERS = 100;

  /** Addresses given in one message; the reference asks for ten at most. */
  public static final int MAX_NEED = 50;

  private static final Logger log = LoggerFactory.getLogger(PeerExchange.class);
  private static final int DEFAULT_NEED = 5;

  static PeerExchange read(SiteAddress site, Message params, PeerConnection from) {
    long need = params.integer("need").orElse(DEFAULT_NEED);
    return new PeerExchange(
        site, addresses(params, from), (int) Math.max(0, Math.min(need, MAX_NEED)));
  }

  /**
   * The addresses of a request or answer that its sender may be believed: none that are malformed
   * or can't be dialled, and private ones only from a peer that is in such a network itself.
   */
  static List<PeerAddress> addresses(Message message, PeerConnection from) {
    List<PeerAddress> addresses = new ArrayList<>();
    addAll(addresses, message.binaries("peers"), PackedAddress::unpackIp);
    addAll(addresses, message.binaries("peers_ipv6"), PackedAddress::unpackIp);
    addAll(addresses, message.binaries("peers_onion"), PackedAddress::unpackOnion);
    return addresses.stream().filter(address -> isFitFor(from, address)).toList();
  }

  /** True if an address may be taken from a peer, or given to it. */
  static boolean isFitFor(PeerConnection peer, PeerAddress address) {
    return address.isPublic()
        || (address.isPrivate() && address.isConnectable() && peer.address().isPrivate());
  }

  private static void addAll(List<PeerAddress> target, List<byte[]> packed, Unpacker unpacker) {
    for (byte[] entry : packed) {
      if (target.size() == MAX_PEERS) {
        return;
      }
      try {
        target.add(unpacker.unpack(entry));
      } catch (ProtocolException e) {
        // One bad entry says nothing about the others; the reference would end the connection.
        log.debug("An address in a peer exchange is left out: {}", e.getMessage());
      }
    }
  }

  private interface Unpacker {
    PeerAddress unpack(byte[] packed) throws ProtocolException;
  }
}
