package zerobridge.site;

import java.time.Clock;
import java.util.function.Function;
import zerobridge.io.Threads;
import zerobridge.peer.PeerNetwork;
import zerobridge.tracker.Announcer;

/**
 * What all sites of a node share.
 *
 * @param threads where everything runs
 * @param network connections to peers
 * @param announcer makes the one that finds peers through trackers, with the sites as its listener
 * @param clock the time for manifests and settings
 * @param options the node's limits
 */
public record SiteServices(
    Threads threads,
    PeerNetwork network,
    Function<Announcer.Listener, Announcer> announcer,
    Clock clock,
    SiteOptions options) {}
