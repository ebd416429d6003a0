package zerobridge.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zerobridge.codec.Message;
import zerobridge.crypto.SiteAddress;
import zerobridge.io.InnerPath;

/** What peers may make this node do (peer protocol, bad actions and CPU time). */
class ConductTest {
  private static final SiteAddress SITE = SiteAddress.parse("1TeSTvb4w2PWE81S2rEELgmX2GCCExQGT");
  private static final Map<String, Object> LIST = Map.of("site", SITE.value(), "since", 0);

  @TempDir Path folder;
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
  private final InstantSource clock = now::get;
  private final AtomicInteger worked = new AtomicInteger();

  private void pass(Duration time) {
    now.updateAndGet(instant -> instant.plus(time));
  }

  /** Counts the work that was done, each piece of which takes a while by the clock on the wall. */
  private TestPeer node(Duration each) throws IOException {
    PeerService service =
        new FolderService(SITE, folder) {
          @Override
          public Map<InnerPath, Long> modifiedSince(
              PeerConnection from, SiteAddress asked, long since) {
            worked.incrementAndGet();
            pass(each);
            return Map.of();
          }
        };
    return TestPeer.with(TestPeer.settings(), service, clock);
  }

  @Test
  void w18WorkBeyondTheBudgetIsDelayedThenRefusedWithoutBlockingAnybody() throws IOException {
    int atOnce = (int) (Work.LISTS.burst() / Work.points("listModified"));
    try (TestPeer node = node(Duration.ZERO);
        ScriptedPeer greedy = ScriptedPeer.dial(node.port());
        ScriptedPeer honest = ScriptedPeer.dial(node.port())) {
      greedy.handshake();
      honest.handshake();
      int refused = 0;
      int answered = 0;
      for (int i = 1; i <= atOnce; i++) {
        greedy.request("listModified", i, LIST);
        Message answer = greedy.next();
        assertThat(answer.has("modified_files")).isTrue();
      }
      for (int i = 1; i <= Conduct.MAX_DELAYED + 10; i++) {
        greedy.request("listModified", 1000 + i, LIST);
      }
      // Other commands of the same peer go on meanwhile, and so does everybody else.
      greedy.request("ping", 5000, Map.of());
      honest.request("listModified", 1, LIST);
      assertThat(honest.next().has("modified_files")).isTrue();
      boolean ponged = false;
      while (refused + answered < Conduct.MAX_DELAYED + 10 || !ponged) {
        Message answer = greedy.next();
        if (answer.has("body")) {
          ponged = true;
          assertThat(answered).isLessThan(Conduct.MAX_DELAYED);
        } else if (answer.has("error")) {
          assertThat(answer.text("error")).isEqualTo("Too many requests");
          refused++;
        } else {
          answered++;
        }
      }
      assertThat(refused).isGreaterThanOrEqualTo(10);
      assertThat(answered).isEqualTo(Conduct.MAX_DELAYED + 10 - refused);
      assertThat(worked.get()).isEqualTo(atOnce + answered + 1);
    }
  }

  @Test
  void w18WhoGoesOnRegardlessIsCutOff() throws IOException {
    try (TestPeer node = node(Duration.ZERO);
        ScriptedPeer greedy = ScriptedPeer.dial(node.port())) {
      greedy.handshake();
      int most = 2000;
      boolean cut = false;
      for (int i = 1; i <= most && !cut; i++) {
        try {
          greedy.request("checkport", i, Map.of("port", 1));
        } catch (IOException e) {
          cut = true;
        }
      }
      assertThat(greedy.readsUntilEnd()).isTrue();
      assertThat(node.network().connections()).filteredOn(PeerConnection::isOpen).isEmpty();
    }
  }

  @Test
  void w18InnocentBusyPeerSurvivesASlowMachine() throws IOException {
    try (TestPeer node = node(Duration.ofSeconds(3));
        ScriptedPeer busy = ScriptedPeer.dial(node.port())) {
      busy.handshake();
      // As a node with two hundred sites in common does when it starts.
      for (int i = 1; i <= 200; i++) {
        busy.request("listModified", i * 10L, LIST);
        assertThat(busy.next().has("modified_files")).isTrue();
        busy.request("pex", i * 10L + 1, Map.of("site", SITE.value(), "need", 5));
        assertThat(busy.next().has("error")).isFalse();
        busy.request("ping", i * 10L + 2, Map.of());
        assertThat(busy.next().text("body")).isEqualTo("Pong!");
        busy.request("update", i * 10L + 3, update());
        assertThat(busy.next().text("ok")).isEqualTo("File not changed");
      }
      assertThat(worked.get()).isEqualTo(200);
      assertThat(node.network().connections()).hasSize(1);
    }
  }

  private static Map<String, Object> update() {
    return Map.of(
        "site", SITE.value(), "inner_path", "content.json", "body", new byte[0], "modified", 1);
  }

  @Test
  void largeAnswersCostMoreThanSmallOnes() {
    Conduct conduct = new Conduct(clock);
    conduct.charge(Work.LISTS, Work.points(8L << 20));
    assertThat(conduct.admit(Work.LISTS, 5).admission()).isEqualTo(Conduct.Admission.LATER);
    assertThat(conduct.admit(Work.SMALL, 1).admission()).isEqualTo(Conduct.Admission.NOW);
    pass(Duration.ofSeconds(30));
    assertThat(conduct.admit(Work.LISTS, 5).admission()).isEqualTo(Conduct.Admission.NOW);
  }

  @Test
  void whatIsRefusedIsNotCharged() {
    Conduct conduct = new Conduct(clock);
    conduct.charge(Work.DIALS, Work.DIALS.burst() + Work.DIALS.perSecond() * 9);
    for (int i = 0; i < 100; i++) {
      assertThat(conduct.admit(Work.DIALS, 20).admission()).isEqualTo(Conduct.Admission.NEVER);
    }
    pass(Duration.ofSeconds(14));
    assertThat(conduct.admit(Work.DIALS, 20).admission()).isEqualTo(Conduct.Admission.NOW);
  }
}
