package zerobridge.tracker;

/** A tracker asked by datagrams (BEP 15); a path in its URL has no meaning. */
public record UdpTracker(String url, String host, int port) implements Tracker {}
