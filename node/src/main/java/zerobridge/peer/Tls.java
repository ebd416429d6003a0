package zerobridge.peer;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * Puts TLS onto a connected socket, at its start or between two messages (peer protocol, TLS
 * parameters). Certificates say nothing about who a peer is and are never checked. The raw socket
 * stays the caller's: it alone is closed, because closing an {@link SSLSocket} can block behind a
 * writer.
 */
final class Tls {
  /** First byte of a TLS handshake record; no message starts with it. */
  static final int HANDSHAKE_RECORD = 0x16;

  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};
  private static final String[] ALPN = {"h2", "http/1.1"};

  /** Names that other nodes put into their hellos: one without a name would stand out. */
  private static final List<String> COMMON_NAMES =
      List.of(
          "yahoo.com",
          "amazon.com",
          "live.com",
          "microsoft.com",
          "mail.ru",
          "csdn.net",
          "bing.com",
          "amazon.co.jp",
          "office.com",
          "imdb.com",
          "msn.com",
          "samsung.com",
          "huawei.com",
          "ztedevices.com",
          "godaddy.com",
          "w3.org",
          "gravatar.com",
          "creativecommons.org",
          "hatena.ne.jp",
          "adobe.com",
          "opera.com",
          "apache.org",
          "rambler.ru",
          "one.com",
          "nationalgeographic.com",
          "networksolutions.com",
          "php.net",
          "python.org",
          "phoca.cz",
          "debian.org",
          "ubuntu.com",
          "nazwa.pl",
          "symantec.com");

  static {
    // Another handshake inside the first costs the asking side little and this one much; no node
    // has a use for it. The library reads this at its first handshake.
    System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
  }

  private final Supplier<SSLContext> context;
  private final SecureRandom random = new SecureRandom();

  /** The context is asked for at the first connection. */
  Tls(Supplier<SSLContext> context) {
    this.context = context;
  }

  /** Begins TLS as the side that dialled; returns when the handshake is done. */
  SSLSocket asClient(Socket raw) throws IOException {
    return asClient(raw, PROTOCOLS);
  }

  /** As {@link #asClient(Socket)}, with some versions of TLS only. */
  SSLSocket asClient(Socket raw, String... protocols) throws IOException {
    String name = COMMON_NAMES.get(random.nextInt(COMMON_NAMES.size()));
    SSLSocket socket =
        (SSLSocket) context.get().getSocketFactory().createSocket(raw, name, raw.getPort(), true);
    socket.setUseClientMode(true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setProtocols(protocols);
    parameters.setCipherSuites(fastFirst(socket.getEnabledCipherSuites()));
    parameters.setApplicationProtocols(ALPN);
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  /**
   * Begins TLS as the side that was dialled.
   *
   * @param consumed bytes of the TLS stream that have been read from the socket already
   */
  SSLSocket asServer(Socket raw, byte[] consumed) throws IOException {
    SSLSocket socket =
        (SSLSocket)
            context
                .get()
                .getSocketFactory()
                .createSocket(raw, new ByteArrayInputStream(consumed), true);
    socket.setUseClientMode(false);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setProtocols(PROTOCOLS);
    parameters.setCipherSuites(fastFirst(socket.getEnabledCipherSuites()));
    socket.setSSLParameters(parameters);
    // A fixed list would refuse clients that offer other protocols; none at all is fine too.
    socket.setHandshakeApplicationProtocolSelector(
        (ignored, offered) -> offered.contains(ALPN[0]) ? ALPN[0] : "");
    socket.startHandshake();
    return socket;
  }

  /**
   * The node runs without the second compiler, which alone knows the processor's AES instructions:
   * ChaCha20 is four times faster then. All other suites stay for nodes that want them.
   */
  private static String[] fastFirst(String[] suites) {
    String[] sorted = suites.clone();
    Arrays.sort(sorted, Comparator.comparing(suite -> !suite.contains("CHACHA20")));
    return sorted;
  }
}
