package zerobridge.ui;

import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * One request with what the gate found out about it, and the way to answer.
 *
 * @param target path and query
 * @param fetch what the browser says about it
 */
record Exchange(
    Request request,
    Response response,
    Callback callback,
    RequestTarget target,
    FetchMetadata fetch) {

  /** This exchange, which ends by another callback. */
  Exchange with(Callback other) {
    return new Exchange(request, response, other, target, fetch);
  }

  @Nullable String header(String name) {
    return request.getHeaders().get(name);
  }

  boolean isPost() {
    return request.getMethod().equals("POST");
  }

  void set(String header, String value) {
    response.getHeaders().put(header, value);
  }

  void redirect(String location) {
    Replies.redirect(request, response, callback, location);
  }

  void refuse(int status, String line) {
    Replies.text(request, response, callback, status, line);
  }

  void error(ErrorPage page) {
    page.send(request, response, callback);
  }

  /** Ends the exchange after a failure in a later stage; our bug unless the browser went away. */
  void fail(Throwable problem) {
    if (response.isCommitted()) {
      callback.failed(problem);
    } else {
      refuse(500, "ZeroBridge made a mistake here. Its log says more.");
    }
  }
}
