/** The life of a site: registry, first visit, download, serving, publishing. */
@NullMarked
package zerobridge.site;

import org.jspecify.annotations.NullMarked;
