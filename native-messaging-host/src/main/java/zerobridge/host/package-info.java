/** The process that the browser starts: relays its stdio to the node. */
@NullMarked
package zerobridge.host;

import org.jspecify.annotations.NullMarked;
