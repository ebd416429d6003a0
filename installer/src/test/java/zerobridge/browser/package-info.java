/**
 * Drives real browsers in tests with nothing but the JDK and Gson: Chromium by its DevTools
 * protocol, Firefox by Marionette, the keyboard by {@link java.awt.Robot} on a display without a
 * screen.
 */
@NullMarked
package zerobridge.browser;

import org.jspecify.annotations.NullMarked;
