package zerobridge.site;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import zerobridge.peer.PeerConnection;

/**
 * Whom a new version is offered to first: those that took earlier ones, are reachable without
 * dialling, run a recent program and keep up with the site. They pass it on soonest. Peer protocol,
 * weakness W15.
 */
final class PushOrder {
  private static final int CONNECTED = 10;
  private static final int PER_TAKEN = 3;
  private static final int MOST_COUNTED = 5;
  private static final int RECENT_PROGRAM = 2;
  private static final int KEEPS_UP = 2;

  private PushOrder() {}

  /** The peers, best first; equals in any order, so that not all publishers choose the same. */
  static List<Peer> best(List<Peer> peers, Random random) {
    record Weighed(Peer peer, int weight) {}
    List<Weighed> weighed = new ArrayList<>();
    peers.forEach(peer -> weighed.add(new Weighed(peer, weight(peer))));
    Collections.shuffle(weighed, random);
    weighed.sort(Comparator.comparingInt(Weighed::weight).reversed());
    return weighed.stream().map(Weighed::peer).toList();
  }

  static int weight(Peer peer) {
    int weight = Math.max(-10, Math.min(10, peer.reputation()));
    weight += PER_TAKEN * Math.min(MOST_COUNTED, peer.pushesTaken());
    weight -= PER_TAKEN * Math.min(MOST_COUNTED, peer.pushesLost());
    PeerConnection connection = peer.connection();
    if (connection != null) {
      weight += CONNECTED;
      weight += connection.handshake().rev() >= Push.FETCHES_BODY_SINCE_REV ? RECENT_PROGRAM : 0;
    }
    return weight + (peer.knownModified() > 0 ? KEEPS_UP : 0);
  }
}
