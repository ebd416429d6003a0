package zerobridge.api;

import org.jspecify.annotations.Nullable;

/**
 * What pages may learn of the node itself, at one instant. Immutable.
 *
 * @param peerBind the address that peers connect to, {@code *} for all
 * @param peerPort the port that peers connect to
 * @param ipv4Open whether others reach that port, null before it is known
 * @param ipv6Open the same over IPv6
 * @param reach the same for people
 * @param torStatus as in {@code Disabled} or {@code OK (5 onions running)}
 * @param torEnabled whether tor is in use
 * @param uiHost the address of this server
 * @param uiPort the port of this server
 * @param offline whether the node may not use the network
 */
public record NodeStatus(
    String peerBind,
    int peerPort,
    @Nullable Boolean ipv4Open,
    @Nullable Boolean ipv6Open,
    Reach reach,
    String torStatus,
    boolean torEnabled,
    String uiHost,
    int uiPort,
    boolean offline) {

  /**
   * Whether others can reach this node, for people.
   *
   * @param state {@code open}, {@code unknown}, {@code off}, or a word for why not
   * @param text the answer as a sentence
   * @param remedy what to do about it, or empty
   */
  public record Reach(String state, String text, String remedy) {}

  /** Whether any way in is open; null before it is known. */
  @Nullable Boolean anyOpen() {
    if (Boolean.TRUE.equals(ipv4Open) || Boolean.TRUE.equals(ipv6Open)) {
      return true;
    }
    return (ipv4Open == null && ipv6Open == null) ? null : Boolean.FALSE;
  }
}
