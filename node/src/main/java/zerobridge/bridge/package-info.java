/** The local socket that the browser extension and the command line talk to. */
@NullMarked
package zerobridge.bridge;

import org.jspecify.annotations.NullMarked;
