/** Who the person is to sites: identities and certificates. */
@NullMarked
package zerobridge.user;

import org.jspecify.annotations.NullMarked;
