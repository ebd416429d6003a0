/** Command line, options and the one composition root. */
@NullMarked
package zerobridge.app;

import org.jspecify.annotations.NullMarked;
