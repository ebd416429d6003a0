package zerobridge.ui;

import com.google.gson.JsonElement;
import java.util.Locale;
import zerobridge.user.User;

/** The person's theme and language, as pages see them. Safe for any thread. */
final class Appearance {
  private final User user;

  Appearance(User user) {
    this.user = user;
  }

  /** {@code light} or {@code dark}, as sites are told: light unless the person chose. */
  String theme() {
    return chosenTheme().equals("dark") ? "dark" : "light";
  }

  /** The class for our own part of a page; empty lets it follow the person's system. */
  String themeClass() {
    return switch (chosenTheme()) {
      case "dark" -> "theme-dark";
      case "light" -> "theme-light";
      default -> "";
    };
  }

  private String chosenTheme() {
    JsonElement theme = user.globalSettings().get("theme");
    return theme != null && theme.isJsonPrimitive() ? theme.getAsString() : "";
  }

  HtmlVariables variables(long modified) {
    String language = Locale.getDefault().getLanguage();
    return new HtmlVariables(theme(), language.isEmpty() ? "en" : language, modified);
  }
}
