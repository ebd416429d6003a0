package zerobridge.tracker;

import java.net.URI;

/**
 * A tracker asked by HTTP or HTTPS (BEP 3, BEP 7, BEP 23).
 *
 * @param uri with brackets around an IPv6 address and always with a port
 */
public record HttpTracker(String url, String host, int port, URI uri) implements Tracker {}
