package zerobridge.host;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The host as browsers run it: a process with pipes. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostProcessTest {
  @TempDir private Path temp = Path.of("unset");
  private Path start = Path.of("unset");
  private final List<Process> hosts = new ArrayList<>();

  @BeforeEach
  void writeStartProgram() throws IOException {
    start = temp.resolve("start.sh");
    Files.writeString(
        start,
        "#!/bin/sh\nexec '" + java() + "' -cp '" + classPath() + "' zerobridge.host.ToyNode\n");
    Files.setPosixFilePermissions(start, PosixFilePermissions.fromString("rwx------"));
  }

  @AfterEach
  void endHosts() {
    hosts.forEach(Process::destroyForcibly);
  }

  @Test
  void twoHostsStartOneNodeWhichOutlivesThem() throws Exception {
    Process one = host();
    Process two = host();
    FakeBrowser first = browser(one);
    FakeBrowser second = browser(two);
    first.say("{\"id\":1,\"cmd\":\"start\"}");
    second.say("{\"id\":1,\"cmd\":\"start\"}");
    long firstNode = pid(first);
    long secondNode = pid(second);
    assertThat(firstNode).isEqualTo(secondNode);
    assertThat(Files.readAllLines(temp.resolve("run/starts.txt"))).hasSize(1);

    first.close();
    assertThat(one.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(one.exitValue()).isZero();
    second.close();
    assertThat(two.waitFor(30, TimeUnit.SECONDS)).isTrue();

    // A third one finds the node that the first two left running, and ends it.
    Process three = host();
    try (FakeBrowser third = browser(three)) {
      third.say("{\"id\":2,\"cmd\":\"hello\",\"start\":false}");
      assertThat(pid(third)).isEqualTo(firstNode);
      third.say("{\"id\":3,\"cmd\":\"stop\"}");
      assertThat(third.next().get("id").getAsInt()).isEqualTo(3);
    }
    ProcessHandle.of(firstNode).ifPresent(node -> node.onExit().join());
  }

  @Test
  void theNodeHasASessionOfItsOwn() throws Exception {
    Process host = host();
    try (FakeBrowser browser = browser(host)) {
      browser.say("{\"id\":1,\"cmd\":\"start\"}");
      long node = pid(browser);
      Path stat = Path.of("/proc/" + node + "/stat");
      if (Files.exists(stat)) {
        String text = Files.readString(stat);
        // After the name in brackets: state, parent, process group, session.
        String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ", -1);
        assertThat(fields[2]).isEqualTo(Long.toString(node));
        assertThat(fields[3]).isEqualTo(Long.toString(node));
      }
      browser.say("{\"id\":3,\"cmd\":\"stop\"}");
      browser.next();
    }
    assertThat(host.waitFor(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void answersQuicklyFromARunningNode() throws Exception {
    Files.createDirectories(temp.resolve("run"));
    try (ToyNode node = new ToyNode(temp.resolve("run/node.sock"))) {
      node.serveInBackground();
      long best = Long.MAX_VALUE;
      for (int i = 0; i < 5; i++) {
        long begin = System.nanoTime();
        Process host = host();
        try (FakeBrowser browser = browser(host)) {
          browser.say("{\"id\":1,\"cmd\":\"hello\"}");
          assertThat(pid(browser)).isEqualTo(ProcessHandle.current().pid());
          best = Math.min(best, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
        }
        host.waitFor();
      }
      // Printed, not asserted: the figure belongs to the machine.
      System.out.println("native host: process start to first answer " + best + " ms (best of 5)");
    }
  }

  @Test
  void endsWithCodeOneWhenTheFramingBreaks() throws Exception {
    Process host = host();
    host.getOutputStream().write("hello\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    host.getOutputStream().flush();
    assertThat(host.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(host.exitValue()).isEqualTo(1);
    assertThat(host.getInputStream().readAllBytes()).isEmpty();
  }

  private Process host() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(
                java(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx32m",
                "-cp",
                classPath(),
                "zerobridge.host.Main",
                "chrome-extension://test/"));
    builder.environment().put(RunDirectory.VARIABLE, temp.resolve("run").toString());
    builder.environment().put(StartCommand.VARIABLE, start.toString());
    Process host = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    hosts.add(host);
    return host;
  }

  private static FakeBrowser browser(Process host) {
    return new FakeBrowser(host.getOutputStream(), Channels.newChannel(host.getInputStream()));
  }

  /** Skips the events before the first answer. */
  private static long pid(FakeBrowser browser) throws IOException {
    JsonObject message = browser.nextAfterStarting();
    assertThat(FakeBrowser.isEvent(message, "up")).as(message.toString()).isTrue();
    return browser.next().get("pid").getAsLong();
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private static String classPath() {
    return System.getProperty("java.class.path");
  }
}
