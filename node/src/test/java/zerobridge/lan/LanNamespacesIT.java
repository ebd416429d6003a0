package zerobridge.lan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import zerobridge.Programs;

/** Real broadcasts between two machines of a network, which are namespaces of this one. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LanNamespacesIT {
  private static final String SHARED = "1TeSTvb4w2PWE81S2rEELgmX2GCCExQGT";
  private static final String OTHER = "1HeLLo4uzjaLetFx6NH3PMwFP3qbRbTf3D";

  private final String first = "zb-lan1-" + ProcessHandle.current().pid();
  private final String second = "zb-lan2-" + ProcessHandle.current().pid();
  private final List<String> made = new ArrayList<>();
  private final List<Process> started = new ArrayList<>();
  private Path ip;

  @BeforeEach
  void makeNetwork() throws IOException {
    ip = Programs.require("ip", "iproute2");
    if (!"root".equals(System.getProperty("user.name"))) {
      String line = "network namespaces need root";
      if ("1".equals(System.getenv("ZEROBRIDGE_REQUIRE_ALL"))) {
        throw new AssertionError(line);
      }
      System.out.println("Tests skipped: " + line);
      Assumptions.abort(line);
    }
    for (String name : List.of(first, second)) {
      ip("netns add " + name);
      made.add(name);
      ip("-n " + name + " link set lo up");
    }
    ip("-n " + first + " link add eth0 type veth peer name eth0 netns " + second);
    address(first, "192.168.88.1/24");
    address(second, "192.168.88.2/24");
  }

  private void address(String namespace, String address) throws IOException {
    ip("-n " + namespace + " addr add " + address + " broadcast + dev eth0");
    ip("-n " + namespace + " link set eth0 up");
  }

  private void ip(String arguments) throws IOException {
    List<String> line = new ArrayList<>(List.of(ip.toString()));
    line.addAll(List.of(arguments.split(" ", -1)));
    Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    String said =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(said).as(String.join(" ", line)).isEmpty();
  }

  @AfterEach
  void clear() throws Exception {
    for (Process process : started) {
      process.destroy();
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }
    for (String name : made) {
      ip("netns del " + name);
    }
  }

  @Test
  void twoMachinesOfANetworkFindEachOther() throws Exception {
    Process one = start(first, "40001", SHARED, OTHER);
    Process two = start(second, "40002", SHARED);
    BufferedReader ofOne = one.inputReader(StandardCharsets.UTF_8);
    BufferedReader ofTwo = two.inputReader(StandardCharsets.UTF_8);
    assertThat(ofOne.readLine()).isEqualTo("ready 1544");
    assertThat(ofTwo.readLine()).isEqualTo("ready 1544");

    // In its first second the new network loses datagrams: it is asked again.
    two.getOutputStream().write("\n\n\n\n".getBytes(StandardCharsets.US_ASCII));
    two.getOutputStream().flush();

    assertThat(ofTwo.readLine()).isEqualTo("found " + SHARED + " at 192.168.88.1:40001");
    assertThat(ofOne.readLine()).isEqualTo("found " + SHARED + " at 192.168.88.2:40002");
  }

  private static String classPath() {
    return LanNamespacesIT.class.getClassLoader() instanceof URLClassLoader own
        ? Stream.of(own.getURLs()).map(URL::getPath).collect(Collectors.joining(File.pathSeparator))
        : System.getProperty("java.class.path");
  }

  private Process start(String namespace, String... arguments) throws IOException {
    List<String> line =
        new ArrayList<>(
            List.of(
                ip.toString(),
                "netns",
                "exec",
                namespace,
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Djava.util.logging.config.file=/dev/null",
                "-cp",
                classPath(),
                LanProgram.class.getName()));
    line.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    started.add(process);
    return process;
  }
}
