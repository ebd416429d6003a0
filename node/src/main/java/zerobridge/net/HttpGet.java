package zerobridge.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import zerobridge.codec.ProtocolException;

/**
 * One HTTP/1.1 GET over a socket of the {@link Dialer}, for trackers and for devices in the local
 * network. Bounded in size and time; no redirects, cookies, compression or connection reuse. {@code
 * https} is verified against the system's certificates. Safe for any thread; blocks.
 */
public final class HttpGet {
  private final Dialer dialer;
  private final InstantSource clock;

  public HttpGet(Dialer dialer, InstantSource clock) {
    this.dialer = dialer;
    this.clock = clock;
  }

  /** A status code and a body. */
  public static final class Response {
    private final int status;
    private final byte[] body;

    Response(int status, byte[] body) {
      this.status = status;
      this.body = body;
    }

    public int status() {
      return status;
    }

    /** The body, not copied. */
    public byte[] body() {
      return body;
    }
  }

  /**
   * Fetches a resource.
   *
   * @param uri {@code http} or {@code https}; the raw path and query are sent as they are
   * @param timeout for everything from dialling to the last byte
   * @param maxBody most bytes of the body; a longer one is refused
   * @throws ProtocolException if the answer is no HTTP or too large
   * @throws NetworkRefusedException if the network mode forbids it
   */
  public Response get(URI uri, Duration timeout, int maxBody) throws IOException {
    return get(uri, HostKind.UNKNOWN, timeout, maxBody);
  }

  /**
   * As {@link #get(URI, Duration, int)}, over one address family.
   *
   * @param family {@link HostKind#IPV4}, {@link HostKind#IPV6} or {@link HostKind#UNKNOWN} for any
   */
  public Response get(URI uri, HostKind family, Duration timeout, int maxBody) throws IOException {
    byte[] request = (head("GET", uri) + "\r\n").getBytes(ISO_8859_1);
    return exchange(uri, family, request, timeout, maxBody);
  }

  /** Sends a request and reads the answer. */
  Response exchange(URI uri, HostKind family, byte[] request, Duration timeout, int maxBody)
      throws IOException {
    boolean secure = "https".equalsIgnoreCase(uri.getScheme());
    String host = uri.getHost();
    if (host == null || !(secure || "http".equalsIgnoreCase(uri.getScheme()))) {
      throw new IllegalArgumentException("Not an http address: " + uri);
    }
    if (host.startsWith("[")) {
      host = host.substring(1, host.length() - 1);
    }
    int port = uri.getPort() != -1 ? uri.getPort() : secure ? 443 : 80;
    long deadline = clock.millis() + timeout.toMillis();
    Socket raw = dialer.tcp(host, port, family, timeout);
    try {
      raw.setSoTimeout(Math.toIntExact(timeout.toMillis()));
      Socket socket = secure ? secured(raw, host, port) : raw;
      OutputStream out = socket.getOutputStream();
      out.write(request);
      out.flush();
      HttpResponseReader reader = new HttpResponseReader(new Deadline(socket, deadline), maxBody);
      return reader.read();
    } finally {
      // Only the socket below TLS: closing that above it can block.
      raw.close();
    }
  }

  private static SSLSocket secured(Socket raw, String host, int port) throws IOException {
    SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
    SSLSocket socket = (SSLSocket) factory.createSocket(raw, host, port, true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  /** The first lines of a request, without the empty line that ends them. */
  static String head(String method, URI uri) {
    String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    String host = uri.getHost() + (uri.getPort() == -1 ? "" : ":" + uri.getPort());
    return method
        + " "
        + path
        + query
        + " HTTP/1.1\r\nHost: "
        + host.toLowerCase(Locale.ROOT)
        + "\r\nAccept-Encoding: identity\r\nConnection: close\r\n";
  }

  /** Each read may wait only until the common deadline. */
  private final class Deadline extends InputStream {
    private final Socket socket;
    private final InputStream in;
    private final long end;

    Deadline(Socket socket, long end) throws IOException {
      this.socket = socket;
      this.in = socket.getInputStream();
      this.end = end;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      long left = end - clock.millis();
      if (left <= 0) {
        throw new java.net.SocketTimeoutException("The server took too long.");
      }
      socket.setSoTimeout((int) Math.min(left, Integer.MAX_VALUE));
      return in.read(target, offset, length);
    }
  }
}
