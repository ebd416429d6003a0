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

  /** {@code light} or {@code dark}. */
  String theme() {
    JsonElement theme = user.globalSettings().get("theme");
    return theme != null && theme.isJsonPrimitive() && theme.getAsString().equals("dark")
        ? "dark"
        : "light";
  }

  HtmlVariables variables(long modified) {
    String language = Locale.getDefault().getLanguage();
    return new HtmlVariables(theme(), language.isEmpty() ? "en" : language, modified);
  }
}
