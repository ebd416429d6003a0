package zerobridge.browser;

/**
 * One line of a page's console.
 *
 * @param level {@code error}, {@code warning}, {@code info}, {@code log} or {@code debug}
 * @param text what was said, for an uncaught error its message
 * @param source the address it came from, or empty
 */
public record ConsoleMessage(String level, String text, String source) {

  /** Whether the browser would show it in red. */
  public boolean isError() {
    return level.equals("error");
  }
}
