/** Whether others can reach this node: the gateway's port mapping, and proof from outside. */
@NullMarked
package zerobridge.reach;

import org.jspecify.annotations.NullMarked;
