/** Who can be dialled and how: addresses, and the only place that opens outgoing sockets. */
@NullMarked
package zerobridge.net;

import org.jspecify.annotations.NullMarked;
