/** From .bit names to site addresses. */
@NullMarked
package zerobridge.name;

import org.jspecify.annotations.NullMarked;
