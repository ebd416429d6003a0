package zerobridge.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zerobridge.crypto.SiteAddress;
import zerobridge.io.InnerPath;
import zerobridge.io.Threads;

/** Limits of speed on whole connections, with a clock of the test's own. */
class BandwidthTest {
  private static final SiteAddress SITE = SiteAddress.parse("1TeSTvb4w2PWE81S2rEELgmX2GCCExQGT");
  private static final InnerPath FILE = InnerPath.parse("file.bin");
  private static final int FILE_BYTES = 1_000_000;
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir Path folder;
  private final Threads threads = new Threads("time");
  private final AtomicReference<Instant> now = new AtomicReference<>(START);
  private final InstantSource clock = now::get;

  @AfterEach
  void stop() {
    threads.close();
  }

  private TestPeer node(boolean tls, InstantSource by) throws IOException {
    Files.write(FILE.in(folder), new byte[FILE_BYTES]);
    PeerSettings settings = tls ? TestPeer.settings().withIpLocal(Set.of()) : TestPeer.settings();
    return TestPeer.with(settings, new FolderService(SITE, folder), by);
  }

  private ScheduledFuture<?> timePasses() {
    return threads.every(
        Duration.ZERO,
        Duration.ofMillis(5),
        "time",
        () -> now.updateAndGet(instant -> instant.plus(Duration.ofMillis(50))));
  }

  @ParameterizedTest
  @CsvSource({"true, true", "true, false", "false, true", "false, false"})
  void aMegabyteTakesTenSecondsAtATenthOfItASecond(boolean tls, boolean up) throws IOException {
    try (TestPeer limited = node(tls, clock);
        TestPeer other = node(tls, Clock.systemUTC())) {
      Bandwidth bandwidth = limited.network().bandwidth();
      PeerConnection connection =
          up
              ? other.network().connect(limited.address())
              : limited.network().connect(other.address());
      bandwidth.limit(new Bandwidth.Limits(up ? 100_000 : 0, up ? 0 : 100_000));
      PeerClient client = new PeerClient(connection);
      CompletableFuture<Long> download =
          client.download(SITE, FILE, FILE_BYTES, OutputStream.nullOutputStream());
      ScheduledFuture<?> time = timePasses();
      assertThat(download).succeedsWithin(SOON).isEqualTo((long) FILE_BYTES);
      time.cancel(false);
      Duration taken = Duration.between(START, now.get());
      assertThat(taken).isGreaterThan(Duration.ofSeconds(9));
      assertThat(bandwidth.limits()).isNotEqualTo(Bandwidth.Limits.NONE);
    }
  }

  @Test
  void othersGoOnWhileOneFillsTheLine() throws IOException {
    try (TestPeer limited = node(false, clock);
        TestPeer greedy = node(false, Clock.systemUTC());
        TestPeer modest = node(false, Clock.systemUTC())) {
      PeerConnection busy = greedy.network().connect(limited.address());
      PeerConnection quiet = modest.network().connect(limited.address());
      Bandwidth bandwidth = limited.network().bandwidth();
      bandwidth.limit(new Bandwidth.Limits(10_000, 0));
      CompletableFuture<Long> download =
          new PeerClient(busy).download(SITE, FILE, FILE_BYTES, OutputStream.nullOutputStream());
      for (int i = 0; i < 20; i++) {
        assertThat(new PeerClient(quiet).ping()).succeedsWithin(SOON);
      }
      assertThat(download).isNotDone();
      bandwidth.limit(Bandwidth.Limits.NONE);
      assertThat(download).succeedsWithin(SOON).isEqualTo((long) FILE_BYTES);
    }
  }
}
