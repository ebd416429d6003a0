/** The HTTP side of the node: hosts, wrapper, site files, WebSocket. */
@NullMarked
package zerobridge.ui;

import org.jspecify.annotations.NullMarked;
