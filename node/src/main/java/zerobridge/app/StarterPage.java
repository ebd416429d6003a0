package zerobridge.app;

/** The page that a new site begins with. */
final class StarterPage {
  private StarterPage() {}

  static String html(String title) {
    String safe = title.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    return """
    <!doctype html>
    <html lang="en">
    <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>%s</title>
      <style>
        :root { color-scheme: light dark; }
        body { font: 18px/1.6 system-ui, sans-serif; max-width: 38rem; margin: 4rem auto; padding: 0 1rem; }
      </style>
    </head>
    <body class="{themeclass}">
      <h1>%s</h1>
      <p>This page is yours: only you can change it, anybody can help to spread it.
        Edit <code>index.html</code> in the site's folder, then sign and publish.</p>
    </body>
    </html>
    """
        .formatted(safe, safe);
  }
}
