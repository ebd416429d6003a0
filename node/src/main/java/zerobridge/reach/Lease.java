package zerobridge.reach;

import java.net.InetAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A port that a gateway forwards to this machine.
 *
 * @param external the gateway's own address on its other side, {@code null} if it didn't say
 * @param lifetime until it ends by itself; zero if it never does
 */
record Lease(@Nullable InetAddress external, Duration lifetime) {}
