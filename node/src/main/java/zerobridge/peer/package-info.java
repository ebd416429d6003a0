/** Connections to other nodes and the commands spoken on them. */
@NullMarked
package zerobridge.peer;

import org.jspecify.annotations.NullMarked;
