/**
 * Finding the peers of a site: trackers asked over HTTP, UDP and the peer protocol, told of to
 * other nodes, and served by this one.
 */
@NullMarked
package zerobridge.tracker;

import org.jspecify.annotations.NullMarked;
