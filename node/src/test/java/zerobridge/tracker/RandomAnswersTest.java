package zerobridge.tracker;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import zerobridge.RandomBytes;

/** Random answers never do more than be refused; profile {@code fuzz} looks harder. */
class RandomAnswersTest {
  @Test
  void http() throws IOException {
    RandomBytes.feed("tracker/HttpAnswerFuzz", AnswerTargets::http);
  }

  @Test
  void udp() throws IOException {
    RandomBytes.feed("tracker/UdpAnswerFuzz", AnswerTargets::udp);
  }
}
