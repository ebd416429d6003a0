package zerobridge.site;

import java.time.Duration;
import java.util.Optional;
import zerobridge.net.PeerAddress;

/**
 * What is known of one peer of a site, for the sidebar, the popup and statistics. Immutable.
 *
 * @param address where it listens; port 0 means that only its own connection reaches it
 * @param connected whether a connection is open now
 * @param encrypted whether that connection uses TLS
 * @param certificate the hash of its certificate, empty if unknown
 * @param ping the last measured answer time
 * @param source how it was found first: {@code tracker}, {@code pex}, {@code request}, {@code
 *     optional}, {@code local}, {@code user}, {@code saved}
 * @param reputation between -10 and 10 after the next use; higher is asked first
 * @param badFiles files it gave that did not verify
 * @param problem the latest exact reason it was marked for
 */
public record PeerStatus(
    PeerAddress address,
    boolean connected,
    boolean encrypted,
    String certificate,
    Optional<Duration> ping,
    String source,
    int reputation,
    int badFiles,
    Optional<String> problem) {}
