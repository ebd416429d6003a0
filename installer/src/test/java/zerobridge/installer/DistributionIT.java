package zerobridge.installer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The distribution as it was packed, started by its own launchers. */
class DistributionIT {

  private static final Path DISTRIBUTION = Path.of("target/zerobridge").toAbsolutePath();

  @TempDir Path folder;

  /** What a launcher printed, both streams together, and how it ended. */
  private record Run(int code, String output) {}

  private Run run(Path program, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
                Stream.concat(Stream.of(program.toString()), Arrays.stream(arguments)).toList())
            .directory(folder.toFile())
            .redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("XDG_"));
    builder.environment().put("HOME", folder.toString());
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Run(process.waitFor(), output);
  }

  @Test
  void startsThroughChainsOfLinks() throws IOException, InterruptedException {
    Path near =
        Files.createSymbolicLink(folder.resolve("near"), DISTRIBUTION.resolve("bin/zerobridge"));
    Path far =
        Files.createSymbolicLink(
            Files.createDirectory(folder.resolve("bin")).resolve("zb"), Path.of("../near"));
    assertThat(near).exists();
    Run status = run(far, Map.of(), "status");
    assertThat(status.output()).contains("The node is not running");
    assertThat(status.code()).isZero();
  }

  @Test
  void passesExitCodesOn() throws IOException, InterruptedException {
    assertThat(
            run(DISTRIBUTION.resolve("bin/zerobridge"), Map.of(), "install", "--nonsense").code())
        .isEqualTo(2);
  }

  @Test
  void saysWhatToDoWithoutJava() throws IOException, InterruptedException {
    Path tools = Files.createDirectory(folder.resolve("tools"));
    for (String tool : new String[] {"sh", "readlink"}) {
      Files.createSymbolicLink(tools.resolve(tool), Path.of("/bin", tool));
    }
    Map<String, String> bare = Map.of("PATH", tools.toString(), "JAVA_HOME", "");
    Run run = run(DISTRIBUTION.resolve("bin/zerobridge"), bare, "status");
    assertThat(run.output()).contains("Java 17 or newer was not found");
    assertThat(run.code()).isEqualTo(1);
  }

  @Test
  void holdsEveryModule() {
    for (String jar : new String[] {"node", "native-messaging-host", "installer", "gson"}) {
      assertThat(DISTRIBUTION.resolve("lib/" + jar + ".jar")).isRegularFile();
    }
    assertThat(DISTRIBUTION.resolve("bin/zerobridge-host")).isExecutable();
  }
}
