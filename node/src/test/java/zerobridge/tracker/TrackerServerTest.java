package zerobridge.tracker;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zerobridge.crypto.Hashes;
import zerobridge.crypto.OnionKey;
import zerobridge.crypto.SiteAddress;
import zerobridge.io.Threads;
import zerobridge.net.PeerAddress;
import zerobridge.peer.FolderService;
import zerobridge.peer.TestPeer;
import zerobridge.peer.ZeroAnnounce;

/** What our own tracker remembers, tells and refuses. */
class TrackerServerTest {
  private static final byte[] SITE = Hashes.sha256(new byte[] {1});
  private static final byte[] OTHER = Hashes.sha256(new byte[] {2});
  private static final List<String> ALL = List.of("ip4", "ipv4", "ipv6", "onion");
  private static final Object CONNECTION = new Object();

  @TempDir Path folder;
  private final Threads threads = new Threads("test");
  private final OnionKey key = OnionKey.fromSeed(new byte[32]);
  private final String label = PeerAddress.Onion.of(key.publicKey(), 0).label();
  private Instant now = Instant.ofEpochSecond(1_700_000_000);
  private InstantSource clock = () -> now;
  private TestPeer node;
  private TrackerServer server;

  @BeforeEach
  void open() throws IOException {
    node =
        TestPeer.clear(
            new FolderService(SiteAddress.parse("1TeSTvb4w2PWE81S2rEELgmX2GCCExQGT"), folder));
    server = server();
  }

  @AfterEach
  void close() {
    server.close();
    node.close();
    threads.close();
  }

  private TrackerServer server() {
    TrackerServer made =
        new TrackerServer(
            folder.resolve("peers"),
            node.network(),
            threads,
            () -> clock.instant(),
            new SecureRandom());
    made.start();
    return made;
  }

  private static TrackerServer.Asker from(String address) {
    return new TrackerServer.Asker(CONNECTION, PeerAddress.parse(address), true);
  }

  private static ZeroAnnounce announce(
      List<byte[]> hashes, List<String> onions, List<String> add, ZeroAnnounce.Wanted wanted) {
    return new ZeroAnnounce(hashes, onions, 15441, wanted, add, null);
  }

  private static ZeroAnnounce open(byte[]... hashes) {
    return announce(
        Arrays.asList(hashes),
        List.of(),
        List.of("ipv4", "ipv6"),
        new ZeroAnnounce.Wanted(ALL, 20, false));
  }

  private ZeroAnnounce hidden(byte[]... hashes) {
    List<String> onions = new ArrayList<>();
    for (byte[] ignored : hashes) {
      onions.add(label);
    }
    return announce(
        Arrays.asList(hashes), onions, List.of("onion"), new ZeroAnnounce.Wanted(ALL, 20, false));
  }

  private ZeroAnnounce.Proof proof(String nonce) {
    return new ZeroAnnounce.Proof(
        nonce, Map.of(ByteBuffer.wrap(key.publicKey()), key.sign(nonce.getBytes(US_ASCII))));
  }

  private List<String> seenBy(String asker, byte[] site) {
    ZeroAnnounce looks =
        announce(List.of(site), List.of(), List.of(), new ZeroAnnounce.Wanted(ALL, 50, false));
    return server.answer(from(asker), looks).peers().get(0).stream().map(Object::toString).toList();
  }

  @Test
  void whoCanBeReachedIsNamedToOthersButNotToItself() {
    assertThat(server.answer(from("9.9.9.9:1"), open(SITE)).peers()).containsExactly(List.of());
    assertThat(seenBy("8.8.8.8:1", SITE)).containsExactly("9.9.9.9:15441");
    assertThat(seenBy("8.8.8.8:1", OTHER)).isEmpty();
    ZeroAnnounce again = open(SITE);
    assertThat(server.answer(from("9.9.9.9:2"), again).peers()).containsExactly(List.of());
  }

  @Test
  void whoCannotBeReachedIsNotNamed() {
    ZeroAnnounce closed =
        announce(List.of(SITE), List.of(), List.of(), new ZeroAnnounce.Wanted(ALL, 20, false));
    server.answer(from("9.9.9.9:1"), closed);
    ZeroAnnounce otherFamily =
        announce(
            List.of(SITE), List.of(), List.of("ipv6"), new ZeroAnnounce.Wanted(ALL, 20, false));
    server.answer(from("9.9.9.9:1"), otherFamily);
    server.answer(
        new TrackerServer.Asker(CONNECTION, PeerAddress.parse("127.0.0.1:1"), false), open(SITE));
    assertThat(server.peers().peerCount()).isZero();
  }

  @Test
  void onlyTheTypesThatAreAskedForAreNamed() {
    server.answer(from("9.9.9.9:1"), open(SITE));
    server.answer(from("[2001:db8::9]:1"), open(SITE));
    ZeroAnnounce six =
        announce(
            List.of(SITE),
            List.of(),
            List.of(),
            new ZeroAnnounce.Wanted(List.of("ipv6"), 20, false));
    assertThat(server.answer(from("8.8.8.8:1"), six).peers().get(0))
        .containsExactly(PeerAddress.parse("[2001:db8::9]:15441"));
    assertThat(seenBy("8.8.8.8:1", SITE)).hasSize(2);
  }

  @Test
  void theLocalNetworkIsNamedOnlyThere() {
    server.answer(from("192.168.1.5:1"), open(SITE));
    assertThat(seenBy("8.8.8.8:1", SITE)).isEmpty();
    assertThat(seenBy("192.168.1.6:1", SITE)).containsExactly("192.168.1.5:15441");
    ZeroAnnounce looks =
        announce(List.of(SITE), List.of(), List.of(), new ZeroAnnounce.Wanted(ALL, 50, false));
    TrackerServer.Asker throughTor =
        new TrackerServer.Asker(CONNECTION, PeerAddress.parse("127.0.0.1:1"), false);
    assertThat(server.answer(throughTor, looks).peers().get(0)).isEmpty();
  }

  @Test
  void anOnionIsNamedOnceItIsProven() {
    ZeroAnnounce.Answered first = server.answer(from("8.8.8.8:1"), hidden(SITE, OTHER));
    assertThat(first.toSign()).isNotNull();
    assertThat(seenBy("9.9.9.9:1", SITE)).isEmpty();
    ZeroAnnounce.Answered second =
        server.answer(from("8.8.8.8:1"), hidden(SITE, OTHER).proven(proof(asked(first))));
    assertThat(second.toSign()).isNull();
    assertThat(seenBy("9.9.9.9:1", SITE)).containsExactly(label + ".onion:15441");
    assertThat(server.answer(from("8.8.8.8:1"), hidden(SITE, OTHER)).toSign())
        .as("nothing would change")
        .isNull();
  }

  private static String asked(ZeroAnnounce.Answered answered) {
    return Objects.requireNonNull(answered.toSign());
  }

  private String nonce() {
    return asked(server.answer(from("8.8.8.8:1"), hidden(SITE)));
  }

  private boolean isTaken(Object connection, ZeroAnnounce.Proof proof) {
    TrackerServer.Asker asker =
        new TrackerServer.Asker(connection, PeerAddress.parse("8.8.8.8:1"), true);
    server.answer(asker, hidden(SITE).proven(proof));
    return server.peers().peerCount() > 0;
  }

  @Test
  void w11ANonceIsGoodForOneConnectionOneTimeAndThreeMinutes() {
    assertThat(isTaken(new Object(), proof(nonce()))).as("another connection").isFalse();
    String old = nonce();
    now = now.plus(Duration.ofMinutes(3));
    assertThat(isTaken(CONNECTION, proof(old))).as("too late").isFalse();
    assertThat(isTaken(CONNECTION, proof("" + now.plusSeconds(60).getEpochSecond())))
        .as("a time, as the reference takes it")
        .isFalse();
    String used = nonce();
    assertThat(isTaken(CONNECTION, new ZeroAnnounce.Proof(used, Map.of()))).as("empty").isFalse();
    String spoilt = nonce();
    ZeroAnnounce.Proof wrong =
        new ZeroAnnounce.Proof(
            spoilt, Map.of(ByteBuffer.wrap(key.publicKey()), key.sign(new byte[] {1})));
    assertThat(isTaken(CONNECTION, wrong)).as("a wrong signature").isFalse();
    assertThat(isTaken(CONNECTION, proof(spoilt))).as("the second attempt").isFalse();
    assertThat(isTaken(CONNECTION, proof(nonce()))).isTrue();
  }

  @Test
  void aProofForAnotherOnionIsNone() {
    OnionKey foreign = OnionKey.fromSeed(Hashes.sha256(new byte[] {7}));
    String nonce = nonce();
    ZeroAnnounce.Proof proof =
        new ZeroAnnounce.Proof(
            nonce,
            Map.of(ByteBuffer.wrap(foreign.publicKey()), foreign.sign(nonce.getBytes(US_ASCII))));
    assertThat(isTaken(CONNECTION, proof)).isFalse();
  }

  @Test
  void whoAnnouncesAllForgetsTheRest() {
    server.answer(from("9.9.9.9:1"), open(SITE));
    server.answer(from("9.9.9.9:1"), open(OTHER));
    assertThat(seenBy("8.8.8.8:1", SITE)).hasSize(1);
    ZeroAnnounce all =
        announce(List.of(OTHER), List.of(), List.of("ip4"), new ZeroAnnounce.Wanted(ALL, 20, true));
    server.answer(from("9.9.9.9:1"), all);
    assertThat(seenBy("8.8.8.8:1", SITE)).isEmpty();
    assertThat(seenBy("8.8.8.8:1", OTHER)).hasSize(1);
  }

  @Test
  void theNewestComeFirstAndNoMoreThanAskedFor() {
    for (int i = 0; i < 40; i++) {
      now = now.plusSeconds(1);
      server.answer(from("9.9." + i + ".9:1"), open(SITE));
    }
    ZeroAnnounce wants =
        announce(List.of(SITE), List.of(), List.of("ipv4"), new ZeroAnnounce.Wanted(ALL, 3, false));
    assertThat(server.answer(from("8.8.8.8:1"), wants).peers().get(0))
        .extracting(PeerAddress::host)
        .containsExactly("9.9.39.9", "9.9.38.9", "9.9.37.9");
    ZeroAnnounce greedy =
        announce(
            List.of(SITE), List.of(), List.of("ipv4"), new ZeroAnnounce.Wanted(ALL, 50, false));
    assertThat(server.answer(from("8.8.7.8:1"), greedy).peers().get(0)).hasSize(30);
    assertThat(server.answer(from("8.8.7.8:1"), greedy).peers().get(0))
        .as("nothing has changed, so it is no search")
        .hasSize(5);
    ZeroAnnounce none =
        announce(List.of(SITE), List.of(), List.of(), new ZeroAnnounce.Wanted(ALL, 0, false));
    assertThat(server.answer(from("8.8.8.8:1"), none).peers()).containsExactly(List.of());
  }

  @Test
  void aLongListIsAnsweredForOneSecond() {
    List<byte[]> hashes = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      hashes.add(Hashes.sha256(new byte[] {3, (byte) i}));
    }
    Instant[] time = {now};
    clock =
        () -> {
          time[0] = time[0].plusMillis(100);
          return time[0];
        };
    ZeroAnnounce many =
        announce(hashes, List.of(), List.of("ipv4"), new ZeroAnnounce.Wanted(ALL, 20, false));
    assertThat(server.answer(from("9.9.9.9:1"), many).peers()).hasSize(10);
    assertThat(server.peers().siteCount()).as("kept all the same").isEqualTo(100);
  }

  @Test
  void whoIsSilentIsForgottenAfterFortyMinutes() {
    server.answer(from("9.9.9.9:1"), open(SITE));
    now = now.plus(Duration.ofMinutes(30));
    server.answer(from("9.9.8.9:1"), open(SITE));
    now = now.plus(Duration.ofMinutes(11));
    server.peers().expire(now.minus(Duration.ofMinutes(40)));
    assertThat(seenBy("8.8.8.8:1", SITE)).containsExactly("9.9.8.9:15441");
  }

  @Test
  void aRestartForgetsNothingButWhatIsTooOld() throws IOException {
    server.answer(from("9.9.9.9:1"), open(SITE));
    now = now.plus(Duration.ofMinutes(30));
    server.answer(from("9.9.8.9:1"), open(SITE, OTHER));
    server.answer(from("[2001:db8::9]:1"), open(SITE));
    ZeroAnnounce.Answered asks = server.answer(from("8.8.8.8:1"), hidden(SITE));
    server.answer(from("8.8.8.8:1"), hidden(SITE).proven(proof(asked(asks))));
    List<AnnouncedPeers.Kept> before = server.peers().all();
    server.close();
    Files.writeString(
        folder.resolve("peers"),
        Files.readString(folder.resolve("peers")) + "nonsense\n1.2.3.4:5 x AA==\n");
    now = now.plus(Duration.ofMinutes(20));
    server = server();
    assertThat(server.peers().all())
        .usingRecursiveFieldByFieldElementComparator()
        .containsExactlyElementsOf(before.subList(1, 4));
    assertThat(seenBy("8.8.8.8:1", OTHER)).containsExactly("9.9.8.9:15441");
  }

  @Test
  void oneNetworkCannotPushOutTheOthers() {
    server.answer(from("9.9.9.9:1"), open(SITE));
    for (int port = 2; port < 300; port++) {
      ZeroAnnounce flood =
          new ZeroAnnounce(
              List.of(SITE),
              List.of(),
              port,
              new ZeroAnnounce.Wanted(ALL, 5, false),
              List.of("ip4"),
              null);
      server.answer(from("7.7.7." + port % 256 + ":1"), flood);
    }
    assertThat(server.peers().peerCount()).isEqualTo(1 + 64);
    assertThat(server.peers().of(SiteHash.of(SITE, 0), peer -> true, 500, true))
        .contains(PeerAddress.parse("9.9.9.9:15441"));
  }

  @Test
  void staysWithinItsLimitsWhateverIsAnnounced() {
    AnnouncedPeers.Limits small =
        new AnnouncedPeers.Limits(
            50, 200, 20, 30, new AnnouncedPeers.Share(5, 60), new AnnouncedPeers.Share(10, 40));
    long seed = 20_261_125;
    Random random = new Random(seed);
    AnnouncedPeers peers = new AnnouncedPeers(small, random);
    for (int i = 0; i < 3_000; i++) {
      now = now.plusSeconds(random.nextInt(20));
      List<SiteHash> hashes = new ArrayList<>();
      for (int s = random.nextInt(40); s >= 0; s--) {
        hashes.add(new SiteHash(random.nextInt(60), 0, 0, 0));
      }
      PeerAddress peer =
          random.nextInt(4) == 0
              ? PeerAddress.Onion.of(Hashes.sha256(new byte[] {(byte) random.nextInt(30)}), 2)
              : PeerAddress.parse("9.9." + random.nextInt(20) + "." + random.nextInt(9) + ":9");
      peers.announce(peer, hashes, now, random.nextInt(5) > 0, random.nextBoolean());
      if (random.nextInt(50) == 0) {
        peers.expire(now.minusSeconds(200));
      }
      assertThat(peers.peerCount()).as("seed %d, step %d", seed, i).isLessThanOrEqualTo(50);
      assertThat(peers.entryCount()).as("seed %d, step %d", seed, i).isLessThanOrEqualTo(200);
    }
    int entries = peers.all().stream().mapToInt(kept -> kept.sites().size()).sum();
    assertThat(entries).as("both sides of the book agree").isEqualTo(peers.entryCount());
    for (int s = 0; s < 60; s++) {
      assertThat(peers.of(new SiteHash(s, 0, 0, 0), peer -> true, 500, true))
          .hasSizeLessThanOrEqualTo(20)
          .doesNotHaveDuplicates();
    }
    peers.expire(now.plusSeconds(1));
    assertThat(List.of(peers.peerCount(), peers.entryCount(), peers.siteCount())).containsOnly(0);
  }
}
