package zerobridge.reach;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import zerobridge.net.HostKind;
import zerobridge.net.PeerAddress;

class PortCheckTest {
  private static final Surroundings HERE =
      new Surroundings(
          Set.of(PeerAddress.ip("192.168.1.5"), PeerAddress.ip("2003:1:2:3::5")), List.of());

  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final InstantSource clock = () -> now;
  private final PortCheck check = new PortCheck(clock, new Random(1));
  private final List<String> asked = new ArrayList<>();

  private Witness says(String ip, boolean open, String seenAs) {
    return witness(
        ip, CompletableFuture.completedFuture(new Witness.Testimony(open, PeerAddress.ip(seenAs))));
  }

  private Witness witness(String ip, CompletableFuture<Witness.Testimony> answer) {
    return new Witness() {
      @Override
      public InetAddress address() {
        return PeerAddress.ip(ip);
      }

      @Override
      public CompletableFuture<Witness.Testimony> tryPort(int port) {
        asked.add(ip);
        return answer;
      }
    };
  }

  private void ask(Witness... witnesses) {
    check.ask(HostKind.IPV4, List.of(witnesses), 15_441);
  }

  private Evidence.Verdict verdict() {
    return check.verdict(HostKind.IPV4);
  }

  private void arrival(String from) {
    check.arrived(PeerAddress.ip(from), HERE);
  }

  @Test
  void w25PeersOfDifferentNetworksSayWhetherThePortIsOpen() {
    ask(says("45.1.1.1", false, "9.9.1.1"));
    assertThat(verdict()).isEqualTo(Evidence.Verdict.UNKNOWN);
    ask(says("45.1.2.2", false, "9.9.1.1"));
    assertThat(asked).as("the same network again").containsExactly("45.1.1.1");
    ask(says("77.1.1.1", false, "9.9.1.1"));
    assertThat(verdict()).isEqualTo(Evidence.Verdict.CLOSED);
    assertThat(check.verdict(HostKind.IPV6)).isEqualTo(Evidence.Verdict.UNKNOWN);
    assertThat(check.observed().believed(HostKind.IPV4)).containsExactly(PeerAddress.ip("9.9.1.1"));
  }

  @Test
  void w25WhoeverArrivesProvesThatThePortIsOpenAgainstAllWords() {
    ask(says("45.1.1.1", false, "9.9.1.1"), says("77.1.1.1", false, "9.9.1.1"));
    arrival("62.3.4.5");
    assertThat(verdict()).isEqualTo(Evidence.Verdict.OPEN);
  }

  @Test
  void w25NobodyIsAskedWhileOthersArrive() {
    arrival("62.3.4.5");
    ask(says("45.1.1.1", true, "9.9.1.1"));
    assertThat(asked).isEmpty();
    assertThat(verdict()).isEqualTo(Evidence.Verdict.OPEN);
  }

  @Test
  void w25AtMostThreeAreAskedInTwentyMinutes() {
    Witness[] crowd = new Witness[50];
    for (int i = 0; i < crowd.length; i++) {
      crowd[i] = witness("45." + i + ".1.1", new CompletableFuture<>());
    }
    ask(crowd);
    ask(crowd);
    assertThat(asked).hasSize(3);
  }

  @Test
  void w25ItIsCheckedAgainOnceEvidenceIsOldAndTheVerdictStandsMeanwhile() {
    arrival("62.3.4.5");
    assertThat(verdict()).isEqualTo(Evidence.Verdict.OPEN);
    now = now.plus(Evidence.FRESH).plusSeconds(1);
    assertThat(verdict()).isEqualTo(Evidence.Verdict.OPEN);
    ask(says("45.1.1.1", false, "9.9.1.1"), says("77.1.1.1", false, "9.9.1.1"));
    assertThat(asked).hasSize(2);
    assertThat(verdict()).isEqualTo(Evidence.Verdict.CLOSED);
    now = now.plus(Duration.ofHours(2));
    assertThat(verdict()).isEqualTo(Evidence.Verdict.UNKNOWN);
  }

  @Test
  void w25TwoThatReachSomebodyElseUnderOurPortDoNotMakeItOpen() {
    ask(says("45.1.1.1", true, "9.9.1.1"), says("77.1.1.1", true, "9.9.1.1"));
    assertThat(verdict()).isEqualTo(Evidence.Verdict.CLOSED);
  }

  @Test
  void w25TwoThatArriveOverALocalProxyMakeItOpen() {
    arrival("172.17.0.1");
    assertThat(verdict()).isEqualTo(Evidence.Verdict.UNKNOWN);
    ask(says("45.1.1.1", true, "9.9.1.1"), says("77.1.1.1", true, "9.9.1.1"));
    assertThat(verdict()).isEqualTo(Evidence.Verdict.OPEN);
  }

  @Test
  void neighboursProveNothing() {
    arrival("192.168.1.9");
    arrival("127.0.0.1");
    arrival("2003:1:2:3::9");
    assertThat(verdict()).isEqualTo(Evidence.Verdict.UNKNOWN);
    assertThat(check.verdict(HostKind.IPV6)).isEqualTo(Evidence.Verdict.UNKNOWN);
    arrival("2003:1:2:4::9");
    assertThat(check.verdict(HostKind.IPV6)).isEqualTo(Evidence.Verdict.OPEN);
  }

  @Test
  void aChangeMakesAllOfItThePast() {
    arrival("62.3.4.5");
    ask(says("45.1.1.1", false, "9.9.1.1"));
    check.forget();
    assertThat(verdict()).isEqualTo(Evidence.Verdict.UNKNOWN);
  }

  @Test
  void whoeverDoesNotAnswerIsLeftAloneAndOthersAreAsked() {
    for (int i = 1; i < 20; i++) {
      String ip = "45." + i + ".1.1";
      ask(witness(ip, CompletableFuture.failedFuture(new IOException("gone"))));
      ask(says(ip, false, "9.9.1.1"));
    }
    assertThat(asked).hasSize(6).doesNotHaveDuplicates();
    now = now.plus(Evidence.FRESH).plusSeconds(1);
    ask(says("45.1.1.1", false, "9.9.1.1"));
    assertThat(asked).hasSize(7);
  }

  @Test
  void oneNetworkAloneCannotNameOurAddress() {
    ObservedAddresses observed = check.observed();
    observed.saw(PeerAddress.ip("45.1.1.1"), "9.9.1.1");
    observed.saw(PeerAddress.ip("45.1.2.2"), "9.9.1.1");
    assertThat(observed.believed(HostKind.IPV4)).isEmpty();
    observed.saw(PeerAddress.ip("46.1.1.1"), "9.9.1.1");
    assertThat(observed.believed(HostKind.IPV4)).containsExactly(PeerAddress.ip("9.9.1.1"));
    assertThat(observed.believed(HostKind.IPV6)).isEmpty();
  }

  @Test
  void namesAndPrivateAddressesAreNoObservations() {
    ObservedAddresses observed = check.observed();
    for (String text : List.of("example.com", "192.168.1.5", "127.0.0.1", "", "1.2.3", "::x")) {
      observed.saw(PeerAddress.ip("45.1.1.1"), text);
      observed.saw(PeerAddress.ip("46.1.1.1"), text);
    }
    assertThat(observed.believed(HostKind.IPV4)).isEmpty();
    assertThat(observed.believed(HostKind.IPV6)).isEmpty();
  }

  @Test
  void aMillionWordsAreForgottenButTheNewest() {
    ObservedAddresses observed = check.observed();
    observed.saw(PeerAddress.ip("1.1.1.1"), "9.9.1.1");
    observed.saw(PeerAddress.ip("2.1.1.1"), "9.9.1.1");
    for (int i = 0; i < 100; i++) {
      observed.saw(PeerAddress.ip("45." + i + ".1.1"), "9.9.2." + i);
    }
    assertThat(observed.believed(HostKind.IPV4)).isEmpty();
  }
}
