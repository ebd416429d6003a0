package zerobridge.ui;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Values that a node fills into a site's pages: {@code {themeclass}}, {@code {site_modified}} and
 * {@code lang={lang}}, in one pass so that a value is never read as a placeholder (UI server, site
 * files). Bytes that are not text stay as they are.
 */
final class HtmlVariables {
  private static final Pattern PLACEHOLDER =
      Pattern.compile("\\{themeclass}|\\{site_modified}|lang=\\{lang}");

  /**
   * The reference pads the theme's name to this length; sites may rely on the class with a blank.
   */
  private static final int THEME_LENGTH = 6;

  private final String theme;
  private final String language;
  private final long modified;

  /**
   * @param theme {@code light} or {@code dark}; other characters than letters are dropped
   * @param language two letters, as in {@code en}
   * @param modified time of the site's last change in seconds since 1970
   */
  HtmlVariables(String theme, String language, long modified) {
    this.theme = theme.replaceAll("[^A-Za-z]", "");
    this.language = language.replaceAll("[^A-Za-z-]", "");
    this.modified = modified;
  }

  /** The class for the body of pages: {@code theme-light } with the blank. */
  String themeClass() {
    return "theme-" + theme + " ".repeat(Math.max(0, THEME_LENGTH - theme.length()));
  }

  /** The page with the values in place; the same array if there is none to fill in. */
  byte[] fill(byte[] page) {
    // One byte is one character here, so offsets and undecodable bytes survive unchanged.
    String text = new String(page, StandardCharsets.ISO_8859_1);
    Matcher matcher = PLACEHOLDER.matcher(text);
    if (!matcher.find()) {
      return page;
    }
    String filled =
        matcher.replaceAll(
            found ->
                Matcher.quoteReplacement(
                    switch (found.group()) {
                      case "{themeclass}" -> themeClass();
                      case "{site_modified}" -> Long.toString(modified);
                      default -> "lang=" + language;
                    }));
    return filled.getBytes(StandardCharsets.ISO_8859_1);
  }
}
