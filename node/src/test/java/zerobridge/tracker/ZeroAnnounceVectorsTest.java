package zerobridge.tracker;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.RSAPrivateKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zerobridge.Vectors;
import zerobridge.codec.Message;
import zerobridge.codec.MsgPackReader;
import zerobridge.codec.MsgPackWriter;
import zerobridge.crypto.OnionSignature;
import zerobridge.crypto.SiteAddress;
import zerobridge.io.Threads;
import zerobridge.net.Dialer;
import zerobridge.net.HostKind;
import zerobridge.net.NetworkMode;
import zerobridge.net.PeerAddress;
import zerobridge.net.Route;
import zerobridge.peer.FolderService;
import zerobridge.peer.PeerSettings;
import zerobridge.peer.ScriptedPeer;
import zerobridge.peer.TestPeer;

/** The reference's talk with a tracker that is a node, with each of us in either place. */
class ZeroAnnounceVectorsTest {
  /** Of this machine, this minute and this run; and TLS, which was switched off for the record. */
  private static final Set<String> INCOMPARABLE =
      Set.of("peer_id", "fileserver_port", "port_opened", "time", "crypt_supported");

  private final JsonObject recorded = Vectors.json("peer/zero_announce_072.json").getAsJsonObject();
  private final JsonArray steps = recorded.getAsJsonArray("steps");
  private final SiteAddress site = SiteAddress.parse(recorded.get("site").getAsString());
  private final String onion = recorded.get("onion").getAsString();
  private final String nonce = recorded.get("onion_sign_this").getAsString();

  @TempDir Path folder;

  private byte[] hex(String key) {
    return HexFormat.of().parseHex(recorded.get(key).getAsString());
  }

  private byte[] bytes(int step, String key) {
    return HexFormat.of().parseHex(steps.get(step).getAsJsonObject().get(key).getAsString());
  }

  private static Message message(byte[] bytes) throws IOException {
    return Objects.requireNonNull(new MsgPackReader(new ByteArrayInputStream(bytes)).next());
  }

  private static Message params(Message request) {
    return Objects.requireNonNull(request.map("params"));
  }

  private static String text(Message message) {
    return HexFormat.of().formatHex(MsgPackWriter.encode(message.fields()));
  }

  private static String comparable(Message handshake) {
    Map<Object, Object> fields = new LinkedHashMap<>(handshake.fields());
    fields.keySet().removeAll(INCOMPARABLE);
    return text(Message.of(fields));
  }

  @Test
  void theRecordedKeyAndProofBelongTogether() {
    assertThat(PeerAddress.Onion.of(hex("onion_public_key_pkcs1_der_hex"), 0).label())
        .isEqualTo(onion);
    assertThat(
            OnionSignature.isValid(
                hex("onion_public_key_pkcs1_der_hex"),
                nonce.getBytes(US_ASCII),
                hex("signature_hex")))
        .isTrue();
    assertThat(site.sha256()).isEqualTo(hex("site_sha256"));
  }

  @Test
  void w12AsksAndProvesAsTheReferenceDoes() throws Exception {
    Dialer withOnions = new Dialer();
    withOnions.allow(NetworkMode.loopbackOnly().withOnion(new NoRoute()));
    CompletableFuture<List<PeerAddress>> found = new CompletableFuture<>();
    try (Threads threads = new Threads("test");
        TestPeer client = TestPeer.clear(new FolderService(site, folder));
        ServerSocket server = ScriptedPeer.listen();
        Announcer announcer =
            new Announcer(
                new Announcer.Ways(withOnions, client.network()),
                threads,
                Clock.systemUTC(),
                new SecureRandom(),
                new RecordedNode(),
                (address, tracker, peers) -> found.complete(peers))) {
      String url = "zero://127.0.0.1:" + server.getLocalPort();
      announcer.setTrackers(TrackerList.of(List.of(Tracker.parse(url))));
      CompletableFuture<Integer> answered = announcer.announce(site, AnnounceMode.START, true);
      try (ScriptedPeer tracker = ScriptedPeer.accept(server)) {
        assertThat(comparable(params(tracker.next())))
            .isEqualTo(comparable(params(message(bytes(0, "request_hex")))));
        for (int step = 0; step < steps.size(); step++) {
          if (step > 0) {
            assertThat(text(tracker.next()))
                .as("request %d", step)
                .isEqualTo(HexFormat.of().formatHex(bytes(step, "request_hex")));
          }
          tracker.send(bytes(step, "response_hex"));
        }
        assertThat(answered.get(60, TimeUnit.SECONDS)).isEqualTo(1);
      }
    }
    assertThat(found.get(60, TimeUnit.SECONDS))
        .extracting(PeerAddress::toString)
        .containsExactlyInAnyOrder(
            "1.2.3.4:15441",
            "127.0.0.1:16848",
            "[2001:db8::1]:15441",
            "bka4ht2bzxchy44r.onion:15441");
  }

  @Test
  void w11AnswersAsTheReferenceDoesButForTheNonce() throws Exception {
    Instant now = Instant.ofEpochSecond(Long.parseLong(nonce));
    PeerSettings settings =
        PeerSettings.onPort(0).withBind(PeerAddress.ip("127.0.0.1")).withIpLocal(Set.of());
    FolderService service = new FolderService(site, folder);
    try (Threads threads = new Threads("test");
        TestPeer node = TestPeer.with(settings, service, Clock.systemUTC());
        TrackerServer server =
            new TrackerServer(
                folder.resolve("peers"),
                node.network(),
                threads,
                Clock.fixed(now, ZoneOffset.UTC),
                new SecureRandom())) {
      server.start();
      List<SiteHash> hashes = List.of(SiteHash.of(site.sha256(), 0));
      for (String known :
          List.of("1.2.3.4:15441", "[2001:db8::1]:15441", "bka4ht2bzxchy44r.onion:15441")) {
        server.peers().announce(PeerAddress.parse(known), hashes, now, true, true);
      }
      try (ScriptedPeer client = ScriptedPeer.dial(node.port())) {
        client.send(bytes(0, "request_hex"));
        assertThat(comparable(client.next()))
            .isEqualTo(comparable(message(bytes(0, "response_hex"))));
        client.send(bytes(1, "request_hex"));
        Message first = client.next();
        assertThat(first.text("onion_sign_this")).hasSizeGreaterThan(20).isNotEqualTo(nonce);
        assertThat(text(withNonce(first)))
            .isEqualTo(HexFormat.of().formatHex(bytes(1, "response_hex")));
        assertThat(server.peers().peerCount()).isEqualTo(4);

        server.nonces().give(node.network().connections().get(0), nonce, now);
        client.send(bytes(2, "request_hex"));
        assertThat(text(client.next()))
            .isEqualTo(HexFormat.of().formatHex(bytes(2, "response_hex")));
        assertThat(server.peers().all())
            .extracting(kept -> kept.address().toString())
            .contains(onion + ".onion:16848");

        client.send(bytes(2, "request_hex"));
        assertThat(client.next().text("onion_sign_this"))
            .as("what is known needs no new proof")
            .isNull();
      }
    }
  }

  private Message withNonce(Message answer) {
    Map<Object, Object> fields = new LinkedHashMap<>(answer.fields());
    fields.put("onion_sign_this", nonce);
    return Message.of(fields);
  }

  /** Onions need not be dialled here. */
  private static final class NoRoute implements Route {
    @Override
    public Socket connect(String host, int port, Duration timeout) throws IOException {
      throw new IOException("no onions here");
    }

    @Override
    public boolean allowsDatagrams() {
      return false;
    }
  }

  /** The node that was recorded: one onion service, and a port that is open. */
  private final class RecordedNode implements Announcer.Reachability, OnionIdentity {
    @Override
    public int openPort(HostKind family) {
      return family == HostKind.IPV4 ? 16848 : 0;
    }

    @Override
    public boolean isOnline() {
      return true;
    }

    @Override
    public OnionIdentity onion(SiteAddress address, HostKind over) {
      return this;
    }

    @Override
    public String label() {
      return onion;
    }

    @Override
    public byte[] publicKey() {
      return hex("onion_public_key_pkcs1_der_hex");
    }

    @Override
    public byte[] sign(byte[] message) throws IOException {
      try {
        RSAPrivateKey key =
            RSAPrivateKey.getInstance(
                Base64.getDecoder()
                    .decode(recorded.get("onion_private_key_pkcs1_base64").getAsString()));
        Signature method = Signature.getInstance("SHA256withRSA");
        method.initSign(
            KeyFactory.getInstance("RSA")
                .generatePrivate(
                    new RSAPrivateKeySpec(key.getModulus(), key.getPrivateExponent())));
        method.update(message);
        return method.sign();
      } catch (GeneralSecurityException e) {
        throw new IOException(e);
      }
    }
  }
}
