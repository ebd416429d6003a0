/** Keys, signatures, hashes and certificates. */
@NullMarked
package zerobridge.crypto;

import org.jspecify.annotations.NullMarked;
