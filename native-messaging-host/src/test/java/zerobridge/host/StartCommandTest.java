package zerobridge.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StartCommandTest {
  private static final Path HOME = Path.of("/opt/zerobridge");

  @Test
  void detachesWithWhatTheSystemHas() {
    assertThat(StartCommand.of(Map.of("PATH", "/nowhere"), "Linux", HOME))
        .containsExactly("nohup", "/opt/zerobridge/bin/zerobridge", "run");
  }

  @Test
  void obeysTheEnvironment() {
    assertThat(
            StartCommand.of(
                Map.of("PATH", "/nowhere", "ZEROBRIDGE_START_COMMAND", "/t/start"), "Linux", HOME))
        .containsExactly("nohup", "/t/start", "run");
  }
}
