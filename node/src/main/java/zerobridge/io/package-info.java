/**
 * Threads, serial lanes, crash-safe files, safe relative paths and rate limits: what every other
 * package stands on.
 */
@NullMarked
package zerobridge.io;

import org.jspecify.annotations.NullMarked;
