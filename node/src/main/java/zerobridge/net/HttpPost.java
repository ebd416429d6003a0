package zerobridge.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;

/**
 * One HTTP/1.1 POST with the limits of {@link HttpGet}, for devices in the local network. Safe for
 * any thread; blocks.
 */
public final class HttpPost {
  private final HttpGet http;

  public HttpPost(Dialer dialer, InstantSource clock) {
    this.http = new HttpGet(dialer, clock);
  }

  /**
   * Sends a body.
   *
   * @param headers further lines of the header; neither names nor values may hold line ends
   * @param timeout for everything from dialling to the last byte
   * @param maxBody most bytes of the answer; a longer one is refused
   * @throws IOException if the server can't be reached or its answer is no HTTP or too large
   */
  public HttpGet.Response post(
      URI uri, Map<String, String> headers, byte[] body, Duration timeout, int maxBody)
      throws IOException {
    StringBuilder head = new StringBuilder(HttpGet.head("POST", uri));
    headers.forEach((name, value) -> head.append(line(name, value)));
    head.append(line("Content-Length", Integer.toString(body.length))).append("\r\n");
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.write(head.toString().getBytes(ISO_8859_1));
    request.write(body);
    return http.exchange(uri, HostKind.UNKNOWN, request.toByteArray(), timeout, maxBody);
  }

  private static String line(String name, String value) {
    if (name.matches("(?s).*[\r\n:].*") || value.matches("(?s).*[\r\n].*")) {
      throw new IllegalArgumentException("No header line: " + name + ": " + value);
    }
    return name + ": " + value + "\r\n";
  }
}
