package zerobridge.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OptionsFileTest {
  @TempDir Path folder;

  @Test
  void understandsThePredecessorsFile() throws IOException {
    OptionsFile file =
        read(
            """
            [global]
            # a comment
            fileserver_port = 24615
            trackers =
              udp://one.example:6969
              http://two.example/announce
            offline
            disable_udp = True
            broadcast_port = 0
            """);
    assertThat(file.value("no-udp")).contains("True");
    assertThat(file.value("no-local-discovery")).contains("true");
    assertThat(file.value("peer-port")).contains("24615");
    assertThat(file.value("tracker"))
        .contains("udp://one.example:6969\nhttp://two.example/announce");
    assertThat(file.value("offline")).contains("true");
    assertThat(file.value("ui-port")).isEmpty();
  }

  @Test
  void namesTheLineThatIsNoSetting() {
    assertThatThrownBy(() -> read("ui-port = 1\n= 5\n"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("line 2");
  }

  private OptionsFile read(String text) throws IOException {
    Path path = folder.resolve("zerobridge.conf");
    Files.writeString(path, text);
    return OptionsFile.read(path);
  }
}
