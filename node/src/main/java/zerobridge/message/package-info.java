/** Short messages between the open pages of one site, passed on from peer to peer. */
@NullMarked
package zerobridge.message;

import org.jspecify.annotations.NullMarked;
