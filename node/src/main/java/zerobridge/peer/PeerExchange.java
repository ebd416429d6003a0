package zerobridge.peer;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import zerobridge.codec.Message;
import zerobridge.codec.ProtocolException;
import zerobridge.crypto.SiteAddress;
import zerobridge.net.HostKind;
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

  /** Points for a list with malformed entries, however many there are. */
  private static final int MALFORMED_WEIGHT = 1;

  private record Kind(String key, HostKind host) {}

  private static final List<Kind> KINDS =
      List.of(
          new Kind("peers", HostKind.IPV4),
          new Kind("peers_ipv6", HostKind.IPV6),
          new Kind("peers_onion", HostKind.ONION));

  private static final int DEFAULT_NEED = 5;

  static PeerExchange read(SiteAddress site, Message params, PeerConnection from) {
    long need = params.integer("need").orElse(DEFAULT_NEED);
    return new PeerExchange(
        site, addresses(params, from), (int) Math.max(0, Math.min(need, MAX_NEED)));
  }

  /**
   * The addresses of a request or answer that its sender may be believed: none that are malformed
   * or can't be dialled, and private ones only from a peer that is in such a network itself. One
   * that has a wrong length is left out and costs its sender a bad action; the reference would end
   * the connection, but a single entry may have come from somebody else, and says nothing about the
   * others.
   */
  static List<PeerAddress> addresses(Message message, PeerConnection from) {
    List<PeerAddress> addresses = new ArrayList<>();
    for (Kind kind : KINDS) {
      addresses.addAll(
          addresses(message.value(kind.key), kind.host, MAX_PEERS - addresses.size(), from));
    }
    return addresses;
  }

  /**
   * As {@link #addresses(Message, PeerConnection)}, of one list.
   *
   * @param packed an array, else there are none
   * @param max entries read; those that are left out count
   */
  static List<PeerAddress> addresses(
      @Nullable Object packed, HostKind kind, int max, PeerConnection from) {
    if (!(packed instanceof List<?> entries)) {
      return List.of();
    }
    List<PeerAddress> addresses = new ArrayList<>();
    String fault = "";
    for (Object entry : entries.subList(0, Math.min(entries.size(), Math.max(0, max)))) {
      byte[] bytes = Message.asBytes(entry);
      try {
        if (bytes == null) {
          throw new ProtocolException("A packed address is bytes.");
        }
        PeerAddress address =
            kind == HostKind.ONION
                ? PackedAddress.unpackOnion(bytes)
                : PackedAddress.unpackIp(bytes);
        if (isFitFor(from, address)) {
          addresses.add(address);
        }
      } catch (ProtocolException e) {
        fault = String.valueOf(e.getMessage());
      }
    }
    if (!fault.isEmpty()) {
      from.badAction(MALFORMED_WEIGHT, fault);
    }
    return addresses;
  }

  /** True if an address may be taken from a peer, or given to it. */
  static boolean isFitFor(PeerConnection peer, PeerAddress address) {
    return address.isPublic()
        || (address.isPrivate() && address.isConnectable() && peer.address().isPrivate());
  }
}
