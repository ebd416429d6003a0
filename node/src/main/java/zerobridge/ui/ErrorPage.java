package zerobridge.ui;

import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * A page that says what is not there, why, and what to do. Runs no script and loads nothing. It
 * keeps its origin, since the page around it sends messages to that one.
 *
 * @param status the HTTP status
 * @param what one short sentence: what did not work
 * @param why the cause, as far as known
 * @param next what the person can do now
 * @param link where that is done, empty if nowhere
 * @param linkText the link's words
 */
record ErrorPage(int status, String what, String why, String next, String link, String linkText) {
  private static final String POLICY =
      "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox allow-same-origin"
          + " allow-top-navigation allow-popups; base-uri 'none'; form-action 'none'";

  private static final String STYLE = Assets.text("error.css");
  private static final String MARK =
      "<svg viewBox=\"0 0 26 26\" aria-hidden=\"true\"><path d=\"M3 19c0-7 4.5-11 10-11s10 4 10"
          + " 11\"/><circle cx=\"3.6\" cy=\"19.5\" r=\"3\"/><circle cx=\"22.4\" cy=\"19.5\""
          + " r=\"3\"/></svg>";

  ErrorPage(int status, String what, String why, String next) {
    this(status, what, why, next, "", "");
  }

  void send(Request request, Response response, Callback callback) {
    response.getHeaders().put("Content-Security-Policy", POLICY);
    Replies.html(request, response, callback, status, html());
  }

  String html() {
    String action =
        link.isEmpty()
            ? ""
            : "<p><a class=\"button\" target=\"_top\" href=\""
                + Html.escape(link)
                + "\">"
                + Html.escape(linkText)
                + "</a></p>";
    return "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\""
        + " content=\"width=device-width, initial-scale=1\"><link rel=\"icon\" href=\"data:,\">"
        + "<title>"
        + Html.escape(what)
        + "</title><style>"
        + STYLE
        + "</style></head><body><main>"
        + MARK
        + "<h1>"
        + Html.escape(what)
        + "</h1><p>"
        + Html.escape(why)
        + "</p><p class=\"soft\">"
        + Html.escape(next)
        + "</p>"
        + action
        + "</main></body></html>";
  }
}
