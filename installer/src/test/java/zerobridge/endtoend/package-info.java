/**
 * The whole product as a person meets it: installed, started by a real browser, used, and removed.
 */
@NullMarked
package zerobridge.endtoend;

import org.jspecify.annotations.NullMarked;
