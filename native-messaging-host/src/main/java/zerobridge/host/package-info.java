/**
 * The process that the browser starts: relays its stdio to the node, and starts the node when
 * asked.
 */
@NullMarked
package zerobridge.host;

import org.jspecify.annotations.NullMarked;
