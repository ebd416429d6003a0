package zerobridge.dht;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import zerobridge.net.PeerAddress;

class RoutingTableTest {
  private final Random random = new Random(5);
  private final MovableClock clock = new MovableClock();
  private final NodeId own = NodeId.random(random);
  private final RoutingTable table = new RoutingTable(own, clock);

  private Contact local(int sharedBits, int port) {
    return new Contact(
        own.neighbour(sharedBits, random),
        new InetSocketAddress(PeerAddress.ip("127.0.0.1"), port));
  }

  private Contact far(String ip, NodeId id) {
    return new Contact(id, new InetSocketAddress(PeerAddress.ip(ip), 6881));
  }

  @Test
  void aFullBucketKeepsWhoAnswers() {
    for (int i = 1; i <= 8; i++) {
      assertThat(table.answered(local(0, i))).isEmpty();
    }

    assertThat(table.answered(local(0, 9))).isEmpty();
    assertThat(table.size()).isEqualTo(8);
    assertThat(table.latest(9)).noneMatch(node -> node.address().getPort() == 9);
  }

  @Test
  void whoWasSilentForLongIsAskedBeforeItsPlaceIsGiven() {
    Contact first = local(0, 1);
    table.answered(first);
    clock.advance(RoutingTable.FRESH.plus(Duration.ofSeconds(1)));
    for (int i = 2; i <= 8; i++) {
      table.answered(local(0, i));
    }
    Contact newcomer = local(0, 9);

    assertThat(table.answered(newcomer)).contains(first);
    table.failed(first.address());
    assertThat(table.latest(8)).contains(first);
    table.failed(first.address());
    assertThat(table.latest(8)).contains(newcomer).doesNotContain(first);
  }

  @Test
  void memoryIsBoundedHoweverManyCome() {
    for (int i = 0; i < 20_000; i++) {
      table.answered(
          new Contact(
              NodeId.random(random),
              new InetSocketAddress(PeerAddress.ip("127.0.0.1"), 1 + i % 65_535)));
    }

    assertThat(table.size()).isBetween(8, 8 * 20);
  }

  @Test
  void oneAddressOfTheInternetIsOneNode() {
    table.answered(far("8.8.8.8", own.neighbour(0, random)));
    table.answered(
        new Contact(
            own.neighbour(3, random), new InetSocketAddress(PeerAddress.ip("8.8.8.8"), 7000)));

    assertThat(table.size()).isEqualTo(1);
  }

  @Test
  void aNodeWithAFitIdReplacesOneWithout() {
    for (int i = 1; i <= 8; i++) {
      Contact unfit = far("9.9.9." + i, unfitIn(0));
      assertThat(table.answered(unfit)).isEmpty();
    }
    Contact fit = fitFor("8.8.4.4");

    assertThat(table.answered(fit)).isEmpty();
    assertThat(table.latest(8)).contains(fit).hasSize(8);
  }

  private NodeId unfitIn(int bits) {
    return own.neighbour(bits, random);
  }

  /** A fit id that lies in the bucket of those that share no bit with ours. */
  private Contact fitFor(String ip) {
    for (int seed = 0; seed < 256; seed++) {
      Contact made = far(ip, SecureNodeId.make(PeerAddress.ip(ip), seed, random));
      if (own.sharedBits(made.id()) == 0) {
        return made;
      }
    }
    throw new AssertionError("No such id for " + ip);
  }

  @Test
  void theNearestAreGivenFirst() {
    for (int i = 1; i <= 40; i++) {
      table.answered(local(i % 10, i));
    }
    NodeId target = NodeId.random(random);

    assertThat(table.closest(target, 8))
        .hasSize(8)
        .isSortedAccordingTo((a, b) -> target.compareDistance(a.id(), b.id()));
  }

  @Test
  void anotherIdOfOursSortsTheSameNodesAnew() {
    for (int i = 1; i <= 5; i++) {
      table.answered(local(i, i));
    }
    NodeId other = NodeId.random(random);

    table.move(other);

    assertThat(table.own()).isEqualTo(other);
    assertThat(table.size()).isEqualTo(5);
    assertThat(Optional.of(table.latest(5).get(0))).isPresent();
  }
}
