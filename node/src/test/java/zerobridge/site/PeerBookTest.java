package zerobridge.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
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
      book.addAll(many(1000).subList(start, start + 100), PeerSource.PEX, STRANGER);
    }

    assertThat(book.size()).isEqualTo(PeerSource.PEX.cap);
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
    book.add(onion, PeerSource.REQUEST);
    assertThat(book.size()).isEqualTo(1);
    assertThat(book.toShare(10, List.of(), false)).isEmpty();

    book.add(onion, PeerSource.TRACKER);
    assertThat(book.toShare(10, List.of(), false)).containsExactly(onion);
  }
}
