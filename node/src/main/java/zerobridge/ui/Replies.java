package zerobridge.ui;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Whole answers that fit in memory, with exact headers. Safe for any thread. */
final class Replies {
  static final String NO_STORE = "no-cache, no-store, private, must-revalidate, max-age=0";

  private Replies() {}

  /** Sends a body; HEAD gets the headers alone. */
  static void send(
      Request request, Response response, Callback callback, int status, String type, byte[] body) {
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
    if (response.getHeaders().get(HttpHeader.CACHE_CONTROL) == null) {
      response.getHeaders().put(HttpHeader.CACHE_CONTROL, NO_STORE);
    }
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
    boolean head = HttpMethod.HEAD.is(request.getMethod());
    response.write(true, head ? null : ByteBuffer.wrap(body), callback);
  }

  static void html(Request request, Response response, Callback callback, int status, String page) {
    byte[] body = page.getBytes(StandardCharsets.UTF_8);
    send(request, response, callback, status, "text/html; charset=utf-8", body);
  }

  static void json(Request request, Response response, Callback callback, String json) {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    send(request, response, callback, 200, "application/json; charset=utf-8", body);
  }

  /** One line of text, for answers that are not pages. */
  static void text(Request request, Response response, Callback callback, int status, String line) {
    byte[] body = (line + "\n").getBytes(StandardCharsets.UTF_8);
    send(request, response, callback, status, "text/plain; charset=utf-8", body);
  }

  /** Sends the browser on; never kept, since homepages and names change. */
  static void redirect(Request request, Response response, Callback callback, String location) {
    response.getHeaders().put(HttpHeader.LOCATION, location);
    text(request, response, callback, 307, "This page is at " + location);
  }
}
