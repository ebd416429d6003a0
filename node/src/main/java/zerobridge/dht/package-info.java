/** The mainline DHT of BitTorrent: finding the peers of a site without a tracker. */
@NullMarked
package zerobridge.dht;

import org.jspecify.annotations.NullMarked;
