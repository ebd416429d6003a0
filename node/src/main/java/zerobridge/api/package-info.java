/** The ZeroFrame commands that pages may call, with their permissions. */
@NullMarked
package zerobridge.api;

import org.jspecify.annotations.NullMarked;
