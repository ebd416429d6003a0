package zerobridge.site;

import java.util.List;
import zerobridge.io.InnerPath;
import zerobridge.net.PeerAddress;

/**
 * How far one version of a manifest got: a snapshot, replaced by a newer one with every peer that
 * takes it. Peer protocol, publishing.
 *
 * @param manifest what was published
 * @param modified which version of it, Unix seconds
 * @param peers every peer that was tried or is known to have it, in the order they were tried
 * @param queued whether nobody is known to have it yet: it is offered to whoever appears, also
 *     after a restart
 */
public record PublishProgress(
    InnerPath manifest, long modified, List<Delivery> peers, boolean queued) {

  /** Where one peer stands. */
  public enum State {
    /** It was asked what it has, and it has this version or a newer one. */
    HAS,
    /** It was sent the version and has not been seen to have it: maybe late, maybe a lie. */
    SENT,
    /** It said no. */
    REFUSED,
    /** No connection could be made. */
    UNREACHABLE
  }

  /**
   * One peer.
   *
   * @param peer where it is; port 0 for one behind a closed port
   * @param words its own answer or the reason of the failure
   */
  public record Delivery(PeerAddress peer, State state, String words) {}

  /** Keeps the peers as they are now. */
  public PublishProgress {
    peers = List.copyOf(peers);
  }

  /** How many peers are known to have this version: asked again, not just told. */
  public int have() {
    return count(State.HAS);
  }

  /** How many peers are in a state. */
  public int count(State state) {
    return (int) peers.stream().filter(each -> each.state() == state).count();
  }

  /** The peers in a state. */
  public List<Delivery> in(State state) {
    return peers.stream().filter(each -> each.state() == state).toList();
  }

  /** One sentence for the person. */
  public String sentence() {
    int have = have();
    if (have > 0) {
      return have == 1 ? "1 peer has this version" : have + " peers have this version";
    }
    return queued
        ? "Nobody has this version yet; it goes out as soon as somebody is there"
        : "Nobody is known to have this version";
  }
}
