package zerobridge.reach;

import java.net.Inet4Address;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import zerobridge.net.PeerAddress;

/**
 * What became of asking the router to forward the port.
 *
 * @param state in one word
 * @param protocol by which the router was asked, empty if none answered
 * @param external the router's address on its other side, as it says; {@code null} if unknown
 * @param local this machine's address in the router's network, which a person needs to forward the
 *     port by hand; {@code null} if there is no private network
 * @param detail a sentence for logs and {@code doctor}, or empty
 */
public record MappingStatus(
    State state,
    String protocol,
    @Nullable InetAddress external,
    @Nullable Inet4Address local,
    String detail) {

  /** How the asking ended. */
  public enum State {
    /** The router isn't asked: the person, the privacy mode or the address doesn't want it. */
    OFF,
    SEARCHING,
    MAPPED,
    /** The port leads to another computer. */
    TAKEN,
    REFUSED,
    /** No router answers, or there is none. */
    SILENT
  }

  static final MappingStatus SEARCHING = new MappingStatus(State.SEARCHING, "", null, null, "");

  /**
   * Whether the router's other side is no internet yet: another router, or a carrier that shares
   * one address among its customers (RFC 6598), stands between.
   */
  public boolean isDoubleNat() {
    return external != null && !new PeerAddress.Ip(external, 1).isPublic();
  }
}
