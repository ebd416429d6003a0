package zerobridge.reach;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import zerobridge.io.Threads;
import zerobridge.net.PeerAddress;

class PortMapperTest {
  private final Threads threads = new Threads("mapper");
  private final BlockingQueue<String> calls = new LinkedBlockingQueue<>();
  private final BlockingQueue<MappingStatus> told = new LinkedBlockingQueue<>();

  @AfterEach
  void stop() {
    threads.close();
  }

  /** What a way does when it is asked. */
  private interface Does {
    Lease map() throws IOException;
  }

  private MappingProtocol way(String word, Does does) {
    return new MappingProtocol() {
      @Override
      public String word() {
        return word;
      }

      @Override
      public Gateway gateway() {
        return FakeGateway.gateway();
      }

      @Override
      public Lease map(PortRequest request) throws IOException {
        calls.add(word + " maps " + request.port());
        return does.map();
      }

      @Override
      public void unmap(PortRequest request) {
        calls.add(word + " releases " + request.port());
      }
    };
  }

  private PortMapper mapper(MappingProtocol... ways) {
    PortMapper[] made = new PortMapper[1];
    made[0] = new PortMapper(() -> List.of(ways), threads, () -> told.add(made[0].status()));
    return made[0];
  }

  private static Lease lease(String external) {
    return new Lease(PeerAddress.ip(external), Duration.ofHours(1));
  }

  private MappingStatus nextStatus() throws InterruptedException {
    MappingStatus status = told.poll(20, TimeUnit.SECONDS);
    assertThat(status).isNotNull();
    return status;
  }

  @Test
  void oneAnswerIsEnoughAndNobodyWaitsForTheSilent() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    PortMapper mapper =
        mapper(way("slow", () -> awaited(never)), way("good", () -> lease("45.66.7.8")));
    assertThat(mapper.status().state()).isEqualTo(MappingStatus.State.SEARCHING);
    mapper.start(15_441);
    MappingStatus status = nextStatus();
    assertThat(status.state()).isEqualTo(MappingStatus.State.MAPPED);
    assertThat(status.protocol()).isEqualTo("good");
    never.countDown();
    mapper.close();
    assertThat(calls).contains("good releases 15441").doesNotContain("slow releases 15441");
  }

  private static Lease awaited(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new IOException("silence");
  }

  @Test
  void theMostTellingFailureIsTold() throws Exception {
    PortMapper mapper =
        mapper(
            way(
                "mute",
                () -> {
                  throw new IOException("silence");
                }),
            way(
                "taken",
                () -> {
                  throw MappingRefusedException.taken(15_441);
                }));
    mapper.start(15_441);
    assertThat(nextStatus().state()).isEqualTo(MappingStatus.State.TAKEN);
    mapper.close();
    assertThat(calls).doesNotContain("taken releases 15441");
  }

  @Test
  void aBugInOneWayDoesNotSpoilTheOthers() throws Exception {
    PortMapper mapper =
        mapper(
            way(
                "bug",
                () -> {
                  throw new IllegalStateException("on purpose, for the test");
                }));
    mapper.start(15_441);
    assertThat(nextStatus().state()).isEqualTo(MappingStatus.State.SILENT);
  }

  @Test
  void withoutARouterNobodyIsAsked() throws Exception {
    PortMapper mapper = mapper();
    mapper.start(15_441);
    MappingStatus status = nextStatus();
    assertThat(status.state()).isEqualTo(MappingStatus.State.SILENT);
    assertThat(status.local()).isNull();
  }

  @Test
  void anotherNetworkIsAskedAnew() throws Exception {
    PortMapper mapper = mapper(way("good", () -> lease("45.66.7.8")));
    mapper.start(15_441);
    nextStatus();
    assertThat(calls.take()).isEqualTo("good maps 15441");
    mapper.moved();
    assertThat(calls.poll(20, TimeUnit.SECONDS)).isEqualTo("good maps 15441");
  }

  @Test
  void addressesThatAreNoInternetMeanAnotherRouter() {
    for (String ip : List.of("192.168.0.2", "10.1.2.3", "100.64.1.1")) {
      InetAddress external = PeerAddress.ip(ip);
      assertThat(
              new MappingStatus(MappingStatus.State.MAPPED, "PCP", external, null, "")
                  .isDoubleNat())
          .as(ip)
          .isTrue();
    }
    assertThat(
            new MappingStatus(
                    MappingStatus.State.MAPPED, "PCP", PeerAddress.ip("45.66.7.8"), null, "")
                .isDoubleNat())
        .isFalse();
  }
}
