package zerobridge.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import zerobridge.net.SourceNetwork;

class FarewellTest {
  private static final long HOUR = 3_600_000;

  private final List<Farewell.Candidate<String>> all = new ArrayList<>();

  private static Farewell.Candidate<String> candidate(
      String name, String network, int users, int standing, long bytesIn) {
    return new Farewell.Candidate<>(
        name, new SourceNetwork(network), false, users, standing, bytesIn, 100, HOUR, 2 * 60_000);
  }

  @Test
  void manyNewcomersOfOneNetworkPushNobodyElseOut() {
    for (int i = 0; i < 100; i++) {
      all.add(candidate("honest-" + i, "network-" + i, 1, 0, 1000 + i));
    }
    for (int i = 0; i < 412; i++) {
      // Attackers answer quickly, are used by a site and sent something too.
      all.add(
          new Farewell.Candidate<>(
              "attacker-" + i, new SourceNetwork("their"), false, 1, 0, 10, 50, 2 * HOUR, 61_000));
    }
    List<String> chosen = Farewell.choose(all, 300);
    assertThat(chosen).hasSize(300).allMatch(name -> name.startsWith("attacker"));
  }

  @Test
  void thoseWhoGaveUsMostAreKeptWhereverTheyAre() {
    for (int i = 0; i < 50; i++) {
      all.add(candidate("peer-" + i, "same", 1, 0, i < 5 ? 1_000_000 : 0));
    }
    List<String> chosen = Farewell.choose(all, 50);
    assertThat(chosen).doesNotContain("peer-0", "peer-1", "peer-2", "peer-3", "peer-4");
    assertThat(chosen.size()).isGreaterThan(20);
  }

  @Test
  void misbehaviourGoesBeforeUselessnessAndUselessnessBeforeAge() {
    for (int i = 0; i < 40; i++) {
      all.add(candidate("good-" + i, "n" + i, 1, 5, 100));
      all.add(candidate("unused-" + i, "m" + i, 0, 0, 100));
    }
    all.add(candidate("rude", "r", 3, -7, 1_000_000_000));
    List<String> chosen = Farewell.choose(all, 30);
    assertThat(chosen.get(0)).isEqualTo("rude");
    assertThat(chosen.subList(1, 30)).allMatch(name -> name.startsWith("unused"));
  }

  @Test
  void busyOnesAreNeverChosen() {
    all.add(new Farewell.Candidate<>("busy", new SourceNetwork("n"), true, 0, -10, 0, 0, 0, 0));
    assertThat(Farewell.choose(all, 5)).isEmpty();
  }

  @Test
  void theLastUsedPeerOfANetworkStays() {
    for (int i = 0; i < 100; i++) {
      all.add(candidate("peer-" + i, "network-" + i % 60, 1, 0, 0));
    }
    List<String> chosen = Farewell.choose(all, 100);
    List<String> left = new ArrayList<>();
    all.stream()
        .filter(c -> !chosen.contains(c.connection()))
        .forEach(c -> left.add(c.network().prefix()));
    assertThat(left.stream().distinct().count()).isEqualTo(60);
  }
}
