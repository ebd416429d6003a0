package zerobridge.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import zerobridge.crypto.SiteAddress;
import zerobridge.io.InnerPath;
import zerobridge.io.Threads;

class PublishPaceTest {
  private static final SiteAddress SITE = SiteAddress.parse("1TaLkFrMwvbNsooF4ioKAY9EuxTBTjipT");
  private static final InnerPath ROOT = InnerPath.ROOT_MANIFEST;

  @Test
  void ofWhatIsAskedForMeanwhileTheLastIsDoneOnce() throws Exception {
    try (Threads threads = new Threads("pace")) {
      PublishPace pace = new PublishPace(threads, Duration.ofMillis(500));
      AtomicInteger overtaken = new AtomicInteger();
      CompletableFuture<Void> done = new CompletableFuture<>();

      assertThat(pace.admit(SITE, ROOT, () -> done.complete(null))).isEmpty();
      assertThat(pace.admit(SITE, ROOT, overtaken::incrementAndGet)).isPresent();
      assertThat(pace.admit(SITE, ROOT, () -> done.complete(null))).isPresent();

      done.get(20, TimeUnit.SECONDS);
      assertThat(overtaken).hasValue(0);
    }
  }

  @Test
  void otherManifestsDoNotWait() {
    try (Threads threads = new Threads("pace")) {
      PublishPace pace = new PublishPace(threads, Duration.ofMinutes(1));

      assertThat(pace.admit(SITE, ROOT, () -> {})).isEmpty();
      assertThat(pace.admit(SITE, InnerPath.parse("data/users/content.json"), () -> {})).isEmpty();
      assertThat(pace.admit(SITE, ROOT, () -> {}))
          .hasValueSatisfying(wait -> assertThat(wait).isPositive());
    }
  }
}
