package zerobridge.peer;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import zerobridge.Vectors;
import zerobridge.crypto.SiteAddress;
import zerobridge.io.Threads;
import zerobridge.net.PeerAddress;

/** Our TLS hello and the versions we take must look like those of the reference. */
class TlsVectorsTest {
  private static final SiteAddress SITE = SiteAddress.parse("1TeSTvb4w2PWE81S2rEELgmX2GCCExQGT");
  private static final int SERVER_NAME = 0;
  private static final int ALPN = 16;
  private static final int SUPPORTED_VERSIONS = 43;

  @TempDir Path folder;

  private static JsonObject captures() {
    return Vectors.json("peer/tls_upgrade_072.json").getAsJsonObject().getAsJsonObject("captures");
  }

  /** The parts of a hello that tell one program from another. */
  private record Hello(
      int recordType, int legacyVersion, List<String> suites, Map<Integer, byte[]> extensions) {
    static Hello read(byte[] record) {
      ByteBuffer bytes = ByteBuffer.wrap(record);
      int type = bytes.get();
      bytes.position(5 + 4);
      int legacy = bytes.getShort();
      bytes.position(bytes.position() + 32);
      bytes.position(bytes.position() + 1 + (bytes.get(bytes.position()) & 0xff));
      List<String> suites = new ArrayList<>();
      for (int left = bytes.getShort(); left > 0; left -= 2) {
        suites.add(String.format("%04x", bytes.getShort() & 0xffff));
      }
      bytes.position(bytes.position() + 1 + (bytes.get(bytes.position()) & 0xff));
      Map<Integer, byte[]> extensions = new HashMap<>();
      bytes.limit(bytes.position() + 2 + (bytes.getShort(bytes.position()) & 0xffff));
      bytes.getShort();
      while (bytes.hasRemaining()) {
        int kind = bytes.getShort() & 0xffff;
        byte[] body = new byte[bytes.getShort() & 0xffff];
        bytes.get(body);
        extensions.put(kind, body);
      }
      return new Hello(type, legacy, suites, extensions);
    }

    byte[] extension(int kind) {
      return Objects.requireNonNull(extensions.get(kind), "extension " + kind);
    }
  }

  @Test
  void ourHelloOffersWhatTheRecordedOneDoes() throws IOException {
    JsonObject recorded = captures().getAsJsonObject("client_hello_072");
    try (TestPeer node = TestPeer.tls(new FolderService(SITE, folder));
        ServerSocket server = ScriptedPeer.listen();
        Threads threads = new Threads("script")) {
      PeerAddress address = PeerAddress.of("127.0.0.1", server.getLocalPort());
      CompletableFuture<?> dialled = threads.call("dial", () -> node.network().connect(address));
      try (Socket accepted = server.accept()) {
        byte[] head = accepted.getInputStream().readNBytes(5);
        int length = (head[3] & 0xff) << 8 | (head[4] & 0xff);
        byte[] record = ByteBuffer.allocate(5 + length).put(head).array();
        System.arraycopy(accepted.getInputStream().readNBytes(length), 0, record, 5, length);
        Hello ours = Hello.read(record);

        assertThat(ours.recordType()).isEqualTo(recorded.get("record_type").getAsInt());
        assertThat(String.format("%04x", ours.legacyVersion()))
            .isEqualTo(recorded.get("legacy_version").getAsString());
        assertThat(ours.suites()).containsAll(strongest(recorded));
        assertThat(new String(ours.extension(ALPN), StandardCharsets.ISO_8859_1))
            .endsWith(recorded.get("alpn").getAsString());
        String name =
            new String(ours.extension(SERVER_NAME), StandardCharsets.US_ASCII).substring(5);
        assertThat(name).matches("[a-z0-9.]+\\.[a-z]+");
        // The reference offers 1.0 and 1.1 too; no node needs them, and both are broken.
        assertThat(HexFormat.of().formatHex(ours.extension(SUPPORTED_VERSIONS)))
            .isEqualTo("0403040303");
      }
      assertThat(dialled.handle((connection, fault) -> fault != null)).isNotNull();
    }
  }

  /** The recorded suites that a current library takes without being forced. */
  private static List<String> strongest(JsonObject recorded) {
    List<String> suites = new ArrayList<>();
    for (JsonElement suite : recorded.getAsJsonArray("cipher_suites")) {
      if (suite.getAsString().matches("13..|c0..|cc..")) {
        suites.add(suite.getAsString());
      }
    }
    assertThat(suites).isNotEmpty();
    return suites;
  }

  static Stream<Map.Entry<String, JsonElement>> versions() {
    return captures().getAsJsonObject("server_tls_versions").entrySet().stream();
  }

  @ParameterizedTest
  @MethodSource("versions")
  void takesTheVersionsThatTheReferenceTakes(Map.Entry<String, JsonElement> recorded)
      throws Exception {
    boolean taken = recorded.getValue().toString().contains("ALPN protocol: h2");
    String version = recorded.getKey().replace("-tls1_", "TLSv1.").replace("-tls1", "TLSv1");
    try (TestPeer node = TestPeer.tls(new FolderService(SITE, folder));
        Socket raw = new Socket(InetAddress.getLoopbackAddress(), node.port())) {
      raw.setSoTimeout(20_000);
      if (taken) {
        try (SSLSocket tls = client(raw, version)) {
          tls.startHandshake();
          assertThat(tls.getSession().getProtocol()).isEqualTo(version);
          assertThat(tls.getApplicationProtocol()).isEqualTo("h2");
        }
      } else {
        raw.getOutputStream().write(oldHello(version));
        assertThat(raw.getInputStream().read()).as("an alert").isEqualTo(21);
      }
    }
  }

  private static SSLSocket client(Socket raw, String version) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new TrustsAll()}, null);
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(raw, "w3.org", raw.getPort(), true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setProtocols(new String[] {version});
    parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
    socket.setSSLParameters(parameters);
    return socket;
  }

  /** A hello that knows nothing newer than an old version, which the JDK would not send. */
  private static byte[] oldHello(String version) {
    String minor = version.equals("TLSv1") ? "01" : "02";
    String random = "00".repeat(32);
    // Version, random, no session, two suites, no compression.
    String hello = "03" + minor + random + "00" + "0004c014002f" + "0100";
    return HexFormat.of().parseHex("160301002f" + "0100002b" + hello);
  }

  private static final class TrustsAll extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, @Nullable Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, @Nullable Socket socket) {}

    @Override
    public void checkClientTrusted(
        X509Certificate[] chain, String type, @Nullable SSLEngine engine) {}

    @Override
    public void checkServerTrusted(
        X509Certificate[] chain, String type, @Nullable SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
