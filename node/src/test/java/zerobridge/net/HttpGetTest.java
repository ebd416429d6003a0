package zerobridge.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zerobridge.codec.ProtocolException;
import zerobridge.io.Threads;

class HttpGetTest {
  private static final int MAX = 1000;
  private final Threads threads = new Threads("test");

  @AfterEach
  void stop() {
    threads.close();
  }

  /** Serves one connection with canned bytes and tells what was asked. */
  private CompletableFuture<String> serve(ServerSocket server, String response) {
    return threads.call(
        "server",
        () -> {
          try (Socket socket = server.accept()) {
            StringBuilder asked = new StringBuilder();
            InputStream in = socket.getInputStream();
            while (!asked.toString().endsWith("\r\n\r\n")) {
              asked.append((char) in.read());
            }
            socket.getOutputStream().write(response.getBytes(ISO_8859_1));
            return asked.toString();
          }
        });
  }

  private HttpGet.Response get(String response) throws IOException {
    Dialer dialer = new Dialer();
    dialer.allow(NetworkMode.loopbackOnly());
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<String> asked = serve(server, response);
      URI uri = URI.create("http://127.0.0.1:" + server.getLocalPort() + "/a?info_hash=%20%ff&x=1");
      HttpGet.Response got =
          new HttpGet(dialer, Clock.systemUTC()).get(uri, Duration.ofSeconds(10), MAX);
      assertThat(asked.orTimeout(10, TimeUnit.SECONDS).join())
          .startsWith("GET /a?info_hash=%20%ff&x=1 HTTP/1.1\r\nHost: 127.0.0.1:");
      return got;
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello ignored",
        "HTTP/1.0 200 OK\r\n\r\nhello",
        "HTTP/1.1 200\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\n\r\n"
      })
  void readsBodiesOfEveryForm(String response) throws IOException {
    HttpGet.Response got = get(response);
    assertThat(got.status()).isEqualTo(200);
    assertThat(new String(got.body(), ISO_8859_1)).isEqualTo("hello");
  }

  @Test
  void refusesLargeBodies() throws IOException {
    String exact = "x".repeat(MAX);
    assertThat(get("HTTP/1.1 200 OK\r\n\r\n" + exact).body()).hasSize(MAX);
    for (String response :
        new String[] {
          "HTTP/1.1 200 OK\r\n\r\n" + exact + "x",
          "HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n",
          "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7fffffff\r\n",
          "HTTP/1.1 200 OK\r\nX: " + "y".repeat(9000) + "\r\n\r\n",
          "HTTP/1.1 200 OK\r\n" + "X: y\r\n".repeat(101) + "\r\n",
          "220 smtp.example.org\r\n\r\n"
        }) {
      assertThatThrownBy(() -> get(response)).isInstanceOf(ProtocolException.class);
    }
  }

  @Test
  void nothingLeavesBeforeTheModeIsKnownOrWhenOffline() {
    Dialer dialer = new Dialer();
    HttpGet http = new HttpGet(dialer, Clock.systemUTC());
    URI uri = URI.create("http://127.0.0.1:9/");
    assertThatThrownBy(() -> http.get(uri, Duration.ofSeconds(1), MAX))
        .isInstanceOf(NetworkRefusedException.class)
        .hasMessageContaining("before the network mode");
    dialer.allow(NetworkMode.offline());
    assertThatThrownBy(() -> http.get(uri, Duration.ofSeconds(1), MAX))
        .isInstanceOf(NetworkRefusedException.class);
    assertThatThrownBy(() -> dialer.udp("127.0.0.1", 9))
        .isInstanceOf(NetworkRefusedException.class);
    dialer.allow(NetworkMode.loopbackOnly());
    assertThatThrownBy(() -> dialer.tcp("192.0.2.1", 9, Duration.ofSeconds(1)))
        .isInstanceOf(NetworkRefusedException.class);
    assertThatThrownBy(() -> dialer.tcp("bka4ht2bzxchy44r.onion", 9, Duration.ofSeconds(1)))
        .isInstanceOf(NetworkRefusedException.class);
    assertThatThrownBy(() -> dialer.tcp("127.0.0.1", 0, Duration.ofSeconds(1)))
        .isInstanceOf(NetworkRefusedException.class);
  }
}
