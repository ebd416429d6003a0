package zerobridge.reach;

import java.time.Duration;

/**
 * What a gateway is asked for: that whoever connects to this TCP port of it reaches the same port
 * here.
 *
 * @param port the same outside as inside, because peers are told only one
 * @param lifetime how long it may last unless it is renewed
 */
record PortRequest(int port, Duration lifetime) {}
