package zerobridge.site;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import zerobridge.peer.PeerClient;
import zerobridge.peer.PeerConnection;

/**
 * Keeps a site in touch with a few peers even while there is nothing to fetch, and exchanges
 * addresses with them (peer protocol, periodic work and PEX). Confined to the site's lane.
 */
final class Acquaintance {
  private static final int WANTED = 3;
  private static final int WANTED_OF_MANY = 6;
  private static final int MANY = 50;
  private static final int MOST_DIALLED = 30;
  private static final int EXCHANGES = 2;

  /** As short as a visit that looks for somebody who has the site. */
  private static final Duration PAUSE = Duration.ofSeconds(5);

  private static final long LIVELY_SECONDS = 7 * 24 * 3600;

  private final SiteCore core;
  private final PeerSearch search;
  private boolean running;

  Acquaintance(SiteCore core, PeerSearch search) {
    this.core = core;
    this.search = search;
  }

  /** Exchanges addresses with two of those that are connected. */
  void exchange() {
    List<Peer> open = core.peers.connected();
    for (Peer peer : open.subList(0, Math.min(EXCHANGES, open.size()))) {
      PeerConnection connection = peer.connection();
      if (connection != null) {
        search.exchange(peer, new PeerClient(connection));
      }
    }
  }

  /** A connection works for this site: the peer at its end may know others, and wants to. */
  void met(Peer peer, PeerConnection connection) {
    if (peer.mayExchange(System.nanoTime(), PAUSE.toNanos())) {
      search.exchange(peer, new PeerClient(connection));
    }
  }

  /** Brings the number of connections to three, or six where there are many peers. */
  void needConnections() {
    int most = core.host.services().options().connections();
    int wanted = Math.min(core.peers.size() >= MANY ? WANTED_OF_MANY : WANTED, most);
    int open = core.peers.connected().size();
    if (running || open >= wanted || !isLively()) {
      return;
    }
    Iterator<Peer> candidates = core.peers.toDial(MOST_DIALLED, peer -> true).iterator();
    running = true;
    Round round = new Round(candidates, wanted - open, open == 0);
    round.start();
  }

  /** Connections are few: a site that rests for good doesn't need them. */
  private boolean isLively() {
    SiteSettings settings = core.settings.get();
    return settings.own() || core.host.nowSeconds() - settings.modified() < LIVELY_SECONDS;
  }

  /** Dials as many at a time as are missing, and the next for each that fails. */
  private final class Round {
    private final Iterator<Peer> candidates;
    private final int missing;
    private final boolean wasAlone;
    private int underWay;
    private boolean reached;

    Round(Iterator<Peer> candidates, int missing, boolean wasAlone) {
      this.candidates = candidates;
      this.missing = missing;
      this.wasAlone = wasAlone;
    }

    void start() {
      for (int i = 0; i < missing; i++) {
        next();
      }
      end();
    }

    private void next() {
      if (candidates.hasNext() && core.settings.get().serving()) {
        Peer peer = candidates.next();
        underWay++;
        Outcomes.deliver(
            core.connect(peer),
            core.lane,
            (connection, error) -> {
              underWay--;
              if (connection != null) {
                reached = true;
                search.exchange(peer, new PeerClient(connection));
              } else {
                peer.connectionError(String.valueOf(FileFetch.reasonOf(error).getMessage()));
                core.peers.judge(peer);
                next();
              }
              end();
            });
      }
    }

    private void end() {
      if (underWay == 0 && running) {
        running = false;
        if (wasAlone && reached) {
          core.updates().noLongerAlone();
        }
      }
    }
  }
}
