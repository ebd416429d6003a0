/** What a site is: manifests, their rules and their signatures. */
@NullMarked
package zerobridge.content;

import org.jspecify.annotations.NullMarked;
