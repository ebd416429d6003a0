/** Finding nodes with the same sites on the local network, as 0.7.2 does, but without its lists. */
@NullMarked
package zerobridge.lan;

import org.jspecify.annotations.NullMarked;
