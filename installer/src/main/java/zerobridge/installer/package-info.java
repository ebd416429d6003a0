/** Puts ZeroBridge on a machine, registers it with each browser, and takes it off again. */
@NullMarked
package zerobridge.installer;

import org.jspecify.annotations.NullMarked;
