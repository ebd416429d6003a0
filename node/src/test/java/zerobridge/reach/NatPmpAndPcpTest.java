package zerobridge.reach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import zerobridge.net.PeerAddress;

class NatPmpAndPcpTest {
  private static final PortRequest REQUEST = new PortRequest(15_441, Duration.ofHours(1));
  private static final InetAddress EXTERNAL = PeerAddress.ip("45.66.7.8");

  private static NatPmp natPmp(FakeGateway router) {
    return new NatPmp(
        FakeGateway.gateway(), router.udp().getPort(), FakeGateway.dialer(), Clock.systemUTC());
  }

  private static Pcp pcp(FakeGateway router) {
    return new Pcp(
        FakeGateway.gateway(),
        router.udp().getPort(),
        FakeGateway.dialer(),
        Clock.systemUTC(),
        new Random(7));
  }

  @Test
  void natPmpMapsAndReleases() throws Exception {
    List<byte[]> asked = new CopyOnWriteArrayList<>();
    Function<byte[], byte[]> answers = FakeGateway.natPmp(EXTERNAL, 0, 0);
    try (FakeGateway router = FakeGateway.answering(recorded(asked, answers))) {
      NatPmp way = natPmp(router);
      assertThat(way.map(REQUEST)).isEqualTo(new Lease(EXTERNAL, Duration.ofHours(1)));
      way.unmap(REQUEST);
    }
    assertThat(asked)
        .extracting(java.util.HexFormat.of()::formatHex)
        .containsExactly("000200003c513c5100000e10", "0000", "000200003c51000000000000");
  }

  @Test
  void natPmpGivesBackAnotherPortThanAskedFor() throws Exception {
    List<byte[]> asked = new CopyOnWriteArrayList<>();
    Function<byte[], byte[]> answers = FakeGateway.natPmp(EXTERNAL, 0, 1);
    try (FakeGateway router = FakeGateway.answering(recorded(asked, answers))) {
      assertThatThrownBy(() -> natPmp(router).map(REQUEST))
          .isInstanceOfSatisfying(
              MappingRefusedException.class, it -> assertThat(it.isPortTaken()).isTrue());
    }
    assertThat(asked).hasSize(2);
    assertThat(asked.get(1)).endsWith(0, 0, 0, 0);
  }

  @Test
  void natPmpTellsRefusalFromSilence() throws Exception {
    try (FakeGateway router = FakeGateway.answering(FakeGateway.natPmp(EXTERNAL, 2, 0))) {
      assertThatThrownBy(() -> natPmp(router).map(REQUEST))
          .isInstanceOf(MappingRefusedException.class)
          .hasMessageContaining("doesn't let programs");
    }
    try (FakeGateway router = FakeGateway.answering(FakeGateway.natPmp(EXTERNAL, 1, 0))) {
      assertThatThrownBy(() -> natPmp(router).map(REQUEST))
          .isNotInstanceOf(MappingRefusedException.class)
          .hasMessageContaining("doesn't speak NAT-PMP");
    }
  }

  @Test
  void aLostQuestionIsAskedAgain() throws Exception {
    AtomicInteger lost = new AtomicInteger(2);
    Function<byte[], byte[]> answers = FakeGateway.natPmp(EXTERNAL, 0, 0);
    Function<byte[], byte[]> lossy =
        question -> lost.getAndDecrement() > 0 ? new byte[0] : answers.apply(question);
    try (FakeGateway router = FakeGateway.answering(lossy)) {
      assertThat(natPmp(router).map(REQUEST).external()).isEqualTo(EXTERNAL);
    }
  }

  @Test
  void pcpMapsRenewsAndReleasesWithOneNonce() throws Exception {
    List<byte[]> asked = new CopyOnWriteArrayList<>();
    Function<byte[], byte[]> answers = FakeGateway.pcp(EXTERNAL, it -> it);
    try (FakeGateway router = FakeGateway.answering(recorded(asked, answers))) {
      Pcp way = pcp(router);
      assertThat(way.map(REQUEST)).isEqualTo(new Lease(EXTERNAL, Duration.ofHours(1)));
      way.map(REQUEST);
      way.unmap(REQUEST);
    }
    assertThat(asked.get(0)).hasSize(60).startsWith(2, 1, 0, 0, 0, 0, 0x0e, 0x10);
    assertThat(asked.get(1)).isEqualTo(asked.get(0));
    assertThat(asked.get(2)).startsWith(2, 1, 0, 0, 0, 0, 0, 0);
    assertThat(java.util.Arrays.copyOfRange(asked.get(2), 24, 42))
        .isEqualTo(java.util.Arrays.copyOfRange(asked.get(0), 24, 42));
  }

  @Test
  void pcpPassesOverAnswersWithAnotherNonce() throws Exception {
    AtomicInteger wrong = new AtomicInteger(1);
    Function<byte[], byte[]> forged =
        FakeGateway.pcp(
            EXTERNAL,
            answer -> {
              answer[24] ^= (byte) (wrong.getAndSet(0) == 1 ? 0xff : 0);
              return answer;
            });
    try (FakeGateway router = FakeGateway.answering(forged)) {
      assertThat(pcp(router).map(REQUEST).external()).isEqualTo(EXTERNAL);
    }
    assertThat(wrong).hasValue(0);
  }

  @Test
  void pcpSaysWhatTheRouterMeans() throws Exception {
    assertThat(pcpFailure(2)).isInstanceOf(MappingRefusedException.class);
    assertThat(pcpFailure(1)).isNotInstanceOf(MappingRefusedException.class);
    assertThat(pcpFailure(12)).hasMessageContaining("another one translates");
    try (FakeGateway old = FakeGateway.answering(question -> new byte[] {0, (byte) 0x81, 0, 1})) {
      assertThatThrownBy(() -> pcp(old).map(REQUEST)).hasMessageContaining("doesn't speak PCP");
    }
  }

  private static Throwable pcpFailure(int result) throws IOException {
    Function<byte[], byte[]> refusing =
        FakeGateway.pcp(
            EXTERNAL,
            answer -> {
              answer[3] = (byte) result;
              return answer;
            });
    try (FakeGateway router = FakeGateway.answering(refusing)) {
      return org.assertj.core.api.Assertions.catchThrowable(() -> pcp(router).map(REQUEST));
    }
  }

  @Test
  void garbageIsNoAnswer() throws Exception {
    Random random = new Random(42);
    Function<byte[], byte[]> garbage =
        question -> {
          byte[] bytes = new byte[1 + random.nextInt(80)];
          random.nextBytes(bytes);
          bytes[0] |= 4;
          return bytes;
        };
    try (FakeGateway router = FakeGateway.answering(garbage)) {
      assertThatThrownBy(() -> pcp(router).map(REQUEST)).hasMessageContaining("doesn't answer");
      assertThatThrownBy(() -> natPmp(router).map(REQUEST)).hasMessageContaining("doesn't answer");
    }
  }

  private static Function<byte[], byte[]> recorded(
      List<byte[]> asked, Function<byte[], byte[]> answers) {
    return question -> {
      asked.add(question);
      return answers.apply(question);
    };
  }
}
