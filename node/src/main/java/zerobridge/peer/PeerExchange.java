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
 * @param peers what the sender names; unverified, at most {@link #MAX_PEERS}, none malformed
 * @param need how many it wants, 0 to {@link #MAX_NEED}
 */
public record PeerExchange(SiteAddress site, List<PeerAddress> peers, int need) {
  /** Addresses taken from one message; the reference sends five and has no limit (W13). */
  public static final int MAX_PEERS = 100;

  /** Addresses given in one message; the reference asks for ten at most. */
  public static final int MAX_NEED = 50;

  private static final Logger log = LoggerFactory.getLogger(PeerExchange.class);
  private static final int DEFAULT_NEED = 5;

  static PeerExchange read(SiteAddress site, Message params) {
    long need = params.integer("need").orElse(DEFAULT_NEED);
    return new PeerExchange(site, addresses(params), (int) Math.max(0, Math.min(need, MAX_NEED)));
  }

  /** The addresses of a request or answer; malformed ones are left out. */
  static List<PeerAddress> addresses(Message message) {
    List<PeerAddress> addresses = new ArrayList<>();
    addAll(addresses, message.binaries("peers"), PackedAddress::unpackIp);
    addAll(addresses, message.binaries("peers_ipv6"), PackedAddress::unpackIp);
    addAll(addresses, message.binaries("peers_onion"), PackedAddress::unpackOnion);
    return List.copyOf(addresses);
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
