package zerobridge.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import zerobridge.net.PeerAddress;

/** Strangers can fill the book only so far, and can't point us where they like. */
class PeerBookTest {
  private static final PeerAddress OWN = PeerAddress.parse("8.8.8.8:15441");
  private static final PeerAddress STRANGER = PeerAddress.parse("9.9.9.9:15441");

  private final PeerBook book = new PeerBook(OWN::equals, Clock.systemUTC(), new Random(1));

  private static List<PeerAddress> many(int count) {
    List<PeerAddress> addresses = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      addresses.add(PeerAddress.parse("20." + i / 250 + "." + i % 250 + ".1:15441"));
    }
    return addresses;
  }

  @Test
  void oneMessageBringsAHundredAtMost() {
    assertThat(book.addAll(many(101), PeerSource.PEX, STRANGER)).isEqualTo(100);
  }

  @Test
  void oneSourceFillsTheBookOnlyToItsCap() {
    for (int start = 0; start < 1000; start += 100) {
      PeerAddress teller = PeerAddress.of("9." + start / 100 + ".9.9", 15_441);
      book.addAll(many(1000).subList(start, start + 100), PeerSource.PEX, teller);
    }

    assertThat(book.size()).isEqualTo(PeerSource.PEX.cap);
  }

  @Test
  void oneTellerFillsOnlyItsOwnShare() {
    for (int start = 0; start < 1000; start += 100) {
      book.addAll(many(1000).subList(start, start + 100), PeerSource.PEX, STRANGER);
    }

    assertThat(book.size()).isEqualTo(UntriedPeers.PER_TELLER);
  }

  private Peer known(PeerAddress address) {
    return Objects.requireNonNull(book.find(address));
  }

  /** Ten thousand messages of a hundred addresses, from as many networks as there can be. */
  @Test
  void w13AFloodOfAMillionAddressesLeavesHonestPeersAndBoundedMemory() throws Exception {
    PeerAddress reached = PeerAddress.parse("50.1.0.1:15441");
    PeerAddress tracked = PeerAddress.parse("51.1.0.1:15441");
    PeerAddress told = PeerAddress.parse("52.1.0.1:15441");
    PeerAddress honest = PeerAddress.parse("60.1.0.1:15441");
    book.addAll(List.of(reached), PeerSource.PEX, honest);
    book.reached(known(reached));
    book.addAll(List.of(tracked), PeerSource.TRACKER, null);
    book.addAll(List.of(told), PeerSource.PEX, honest);
    Random random = new Random(7);

    for (int message = 0; message < 10_000; message++) {
      PeerAddress teller = PeerAddress.of("70." + message % 3 + ".0.1", 15_441);
      List<PeerAddress> flood = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        int any = random.nextInt();
        byte[] ip = {(byte) (80 + (any & 31)), (byte) (any >>> 8), (byte) (any >>> 16), 7};
        flood.add(new PeerAddress.Ip(InetAddress.getByAddress(ip), 1 + random.nextInt(65_535)));
      }
      book.addAll(flood, PeerSource.PEX, teller);
    }

    assertThat(book.find(reached)).isNotNull();
    assertThat(book.find(tracked)).isNotNull();
    assertThat(book.find(told)).as("told by another than the flooders").isNotNull();
    assertThat(book.size()).isLessThanOrEqualTo(PeerSource.PEX.cap + 2);
    assertThat(book.toDial(3, any -> true))
        .extracting(peer -> peer.address)
        .as("whoever is worth it is dialled first")
        .contains(tracked);
  }

  @Test
  void w13EverySourceTogetherStaysBounded() {
    int number = 0;
    for (PeerSource source : PeerSource.values()) {
      number++;
      if (source != PeerSource.USER) {
        for (int i = 0; i < 30; i++) {
          PeerAddress teller = PeerAddress.of("9." + i + ".9.9", 15_441);
          List<PeerAddress> some = new ArrayList<>();
          for (int j = 0; j < 100; j++) {
            some.add(PeerAddress.of((20 + number) + "." + i + "." + j + ".1", 15_441));
          }
          book.addAll(some, source, teller);
        }
      }
    }

    assertThat(book.size()).isLessThanOrEqualTo(UntriedPeers.MAX);
  }

  @Test
  void w13ReachedPeersAreBoundedTooAndTheWorstGoFirst() {
    List<PeerAddress> all = many(PeerBook.MAX_TRIED + 1);
    for (PeerAddress each : all) {
      book.addAll(List.of(each), PeerSource.TRACKER, null);
    }
    Peer worst = known(all.get(17));
    worst.gaveBadData("a lie");

    for (PeerAddress each : all) {
      book.reached(known(each));
    }

    assertThat(book.find(worst.address)).isNull();
    assertThat(book.size()).isEqualTo(PeerBook.MAX_TRIED);
  }

  @Test
  void w13WhatIsHandedOutIsRatherReachedThanHeardOf() {
    book.addAll(many(50), PeerSource.PEX, STRANGER);
    PeerAddress reached = many(50).get(33);
    book.reached(known(reached));

    assertThat(book.toShare(1, List.of(), false)).containsExactly(reached);
  }

  @Test
  void aReachedPeerIsKeptThoughNobodyMentionsIt() {
    long longAgo = Clock.systemUTC().instant().getEpochSecond() - 24 * 3600;
    PeerAddress reached = many(60).get(7);
    for (PeerAddress each : many(60)) {
      book.restore(each, longAgo, longAgo, each.equals(reached) ? 3 : 0);
    }

    for (int i = 0; i < 30; i++) {
      book.cleanUp();
    }

    assertThat(book.find(reached)).isNotNull();
    assertThat(book.size()).isEqualTo(20);
  }

  @Test
  void aStrangerCannotAimUsAtPrivateNetworks() {
    List<PeerAddress> inside =
        List.of(
            PeerAddress.parse("192.168.1.1:80"),
            PeerAddress.parse("127.0.0.1:22"),
            PeerAddress.parse("[::1]:22"));

    assertThat(book.addAll(inside, PeerSource.PEX, STRANGER)).isZero();
    assertThat(book.addAll(inside, PeerSource.PEX, PeerAddress.parse("192.168.1.7:15441")))
        .isEqualTo(3);
  }

  @Test
  void weAreNotOurOwnPeer() {
    assertThat(book.addAll(List.of(OWN), PeerSource.TRACKER, null)).isZero();
  }

  @Test
  void aPeerBehindAClosedPortIsNeitherDialledNorHandedOut() {
    PeerAddress passive = PeerAddress.parse("20.0.0.1:0");

    assertThat(book.addAll(List.of(passive), PeerSource.PEX, STRANGER)).isZero();
    assertThat(book.toShare(10, List.of(), true)).isEmpty();
  }

  @Test
  void whatIsHandedOutIsPublicAndNew() {
    PeerAddress known = PeerAddress.parse("20.0.0.1:15441");
    PeerAddress fresh = PeerAddress.parse("21.0.0.1:15441");
    PeerAddress inside = PeerAddress.parse("10.0.0.1:15441");
    book.addAll(List.of(known, fresh, inside), PeerSource.USER, null);

    assertThat(book.toShare(10, List.of(known), false)).containsExactly(fresh);
  }

  @Test
  void thoseWithTheBestReputationAreDialledFirst() {
    book.addAll(many(5), PeerSource.PEX, STRANGER);
    book.addAll(List.of(many(5).get(3)), PeerSource.TRACKER, null);

    assertThat(book.toDial(1, any -> true))
        .singleElement()
        .extracting(peer -> peer.address)
        .isEqualTo(many(5).get(3));
  }

  @Test
  void oneNetworkDoesNotCrowdOutTheOthers() {
    List<PeerAddress> crowd = new ArrayList<>();
    for (int i = 1; i <= 20; i++) {
      crowd.add(PeerAddress.parse("30.1.0." + i + ":15441"));
    }
    PeerAddress lonely = PeerAddress.parse("40.1.0.1:15441");
    book.addAll(crowd, PeerSource.PEX, STRANGER);
    book.addAll(List.of(lonely), PeerSource.PEX, STRANGER);

    assertThat(book.toDial(3, any -> true)).extracting(peer -> peer.address).contains(lonely);
  }

  @Test
  void aPeerThatIsNeverReachedIsForgotten() {
    book.addAll(many(1), PeerSource.PEX, STRANGER);
    Peer peer = book.all().get(0);
    for (int i = 0; i < 5; i++) {
      peer.connectionError("refused");
      book.judge(peer);
    }
    assertThat(book.size()).isEqualTo(1);

    peer.connectionError("refused");
    book.judge(peer);

    assertThat(book.size()).isZero();
  }

  @Test
  void w10AnOnionThatAPeerOnlyClaimsIsNotToldToOthersBeforeSomebodyElseNamesIt() {
    PeerAddress onion = PeerAddress.parse("aaaaaaaaaaaaaaaa.onion:15441");
    book.addAll(List.of(onion), PeerSource.REQUEST, null);
    assertThat(book.size()).isEqualTo(1);
    assertThat(book.toShare(10, List.of(), false)).isEmpty();

    book.addAll(List.of(onion), PeerSource.TRACKER, null);
    assertThat(book.toShare(10, List.of(), false)).containsExactly(onion);
  }
}
