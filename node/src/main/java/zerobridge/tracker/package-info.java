/** Finding the peers of a site: trackers asked over HTTP and UDP. */
@NullMarked
package zerobridge.tracker;

import org.jspecify.annotations.NullMarked;
