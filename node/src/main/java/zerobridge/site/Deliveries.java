package zerobridge.site;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import zerobridge.site.PublishProgress.State;

/** Where each peer stands with one published version. Confined to the site's lane. */
final class Deliveries {
  static final String UNTRIED = "Being tried";
  static final String UNANSWERED = "No answer yet";

  /** To a peer that does not take it, a version is pushed no more often than this. */
  private static final int MAX_PUSHES = 2;

  private static final int MAX_DIALS = 3;

  private final Map<Peer, Track> tracks = new LinkedHashMap<>();

  /** One peer. */
  static final class Track {
    State state = State.UNREACHABLE;
    String words = UNTRIED;
    private int pushes;
    private int dials;

    void dialled() {
      dials++;
    }

    void pushed() {
      pushes++;
      state = State.SENT;
      words = UNANSWERED;
    }

    boolean wasPushed() {
      return pushes > 0;
    }

    boolean mayPush() {
      return pushes < MAX_PUSHES;
    }

    boolean has() {
      return state == State.HAS;
    }
  }

  /** The peer's entry, made when there is none. */
  Track of(Peer peer) {
    return tracks.computeIfAbsent(peer, unseen -> new Track());
  }

  /** Whether it may be of use to turn to the peer (again). */
  boolean mayTry(Peer peer) {
    Track track = tracks.get(peer);
    if (track == null) {
      return true;
    }
    return switch (track.state) {
      case HAS, REFUSED -> false;
      case SENT -> true;
      case UNREACHABLE -> track.dials < MAX_DIALS || peer.connection() != null;
    };
  }

  /** Whether the peer was never tried, or could not be reached then and is connected now. */
  boolean isNews(Peer peer) {
    Track track = tracks.get(peer);
    return track == null || (track.state == State.UNREACHABLE && peer.connection() != null);
  }

  /** Who was not there may be there by now. */
  void forgetUnreachable() {
    tracks.values().removeIf(track -> track.state == State.UNREACHABLE);
  }

  int have() {
    return (int) tracks.values().stream().filter(Track::has).count();
  }

  int size() {
    return tracks.size();
  }

  /** A snapshot for those who watch. */
  List<PublishProgress.Delivery> snapshot() {
    List<PublishProgress.Delivery> peers = new ArrayList<>();
    tracks.forEach(
        (peer, track) ->
            peers.add(new PublishProgress.Delivery(peer.address, track.state, track.words)));
    return peers;
  }
}
