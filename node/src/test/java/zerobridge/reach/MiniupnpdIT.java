package zerobridge.reach;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zerobridge.Programs;

/** A node behind a real router program that translates addresses as those of homes do. */
class MiniupnpdIT {
  private static final int PORT = 26_552;
  private static final int OUTSIDE_PORT = 15_441;

  @TempDir Path folder;
  private Path miniupnpd;
  private Namespaces world;
  private Talking internet;
  private final List<Talking> running = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    miniupnpd = Programs.require("miniupnpd", "miniupnpd-nftables");
    world = new Namespaces(folder);
    List<String> arguments =
        new ArrayList<>(List.of(folder.resolve("outside").toString(), "" + OUTSIDE_PORT));
    arguments.addAll(Namespaces.OUTSIDE);
    internet = program(world.internet, InternetProgram.class, arguments);
    internet.await("ready");
  }

  @AfterEach
  void stop() {
    running.forEach(Talking::close);
    if (world != null) {
      world.close();
    }
  }

  private Talking program(String namespace, Class<?> main, List<String> arguments)
      throws IOException {
    List<String> java =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx128m",
                "-cp",
                classPath(),
                main.getName()));
    java.addAll(arguments);
    return talking(world.in(namespace, java.toArray(String[]::new)));
  }

  /** Test runners that load the tests by a class loader of their own keep them from their own. */
  private static String classPath() {
    return MiniupnpdIT.class.getClassLoader() instanceof URLClassLoader own
        ? Stream.of(own.getURLs()).map(URL::getPath).collect(Collectors.joining(File.pathSeparator))
        : System.getProperty("java.class.path");
  }

  private Talking talking(List<String> command) throws IOException {
    Talking made = new Talking(command);
    running.add(made);
    return made;
  }

  private Talking router() throws Exception {
    Path settings = folder.resolve("miniupnpd.conf");
    Files.writeString(
        settings,
        """
        ext_ifname=wan
        listening_ip=lan
        http_port=0
        enable_upnp=yes
        enable_natpmp=yes
        secure_mode=yes
        uuid=5a45524f-0000-4000-8000-425249444745
        upnp_table_name=%1$s
        upnp_nat_table_name=%1$s
        upnp_forward_chain=MINIUPNPD
        upnp_nat_chain=PREROUTING_MINIUPNPD
        upnp_nat_postrouting_chain=POSTROUTING_MINIUPNPD
        allow 1024-65535 192.168.77.0/24 1024-65535
        deny 0-65535 0.0.0.0/0 0-65535
        """
            .formatted(Namespaces.TABLE));
    String pid = folder.resolve("miniupnpd.pid").toString();
    Talking router =
        talking(
            world.in(
                world.router, miniupnpd.toString(), "-d", "-f", settings.toString(), "-P", pid));
    router.await("Listening for NAT-PMP/PCP traffic");
    return router;
  }

  private Talking home(String ways, List<String> peers) throws IOException {
    List<String> arguments =
        new ArrayList<>(List.of(folder.resolve("home").toString(), "" + PORT, ways));
    peers.forEach(peer -> arguments.add(peer + ":" + OUTSIDE_PORT));
    return program(world.home, HomeProgram.class, arguments);
  }

  private String fromOutside() throws Exception {
    internet.say(Namespaces.EXTERNAL + ":" + PORT);
    return internet.await("answer: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"UPnP", "NAT-PMP", "PCP"})
  void othersComeInThroughTheMappingUntilTheNodeEnds(String way) throws Exception {
    router();
    assertThat(fromOutside()).startsWith("answer: no way in");

    Talking home = home(way, List.of());
    home.await("MAPPED " + way + " /" + Namespaces.EXTERNAL);
    assertThat(world.rules()).contains("dnat ip to " + Namespaces.INSIDE + ":" + PORT);
    assertThat(fromOutside()).startsWith("answer: connected");

    home.end();
    assertThat(world.rules()).doesNotContain("dnat");
    assertThat(fromOutside()).startsWith("answer: no way in");
  }

  @Test
  void peersFindThePortOpenAndAgreeOnTheAddress() throws Exception {
    router();
    Talking home = home("UPnP,NAT-PMP,PCP", Namespaces.OUTSIDE);
    home.await("seen as [/" + Namespaces.EXTERNAL + "]");
    assertThat(home.await("OPEN MAPPED")).contains(Namespaces.EXTERNAL);
    home.end();
    assertThat(world.rules()).doesNotContain("dnat");
  }

  @Test
  void withoutARouterThatListensPeersFindThePortClosed() throws Exception {
    Talking home = home("UPnP,NAT-PMP,PCP", Namespaces.OUTSIDE);
    assertThat(home.await("FORWARD_PORT SILENT"))
        .contains("TCP port " + PORT, "this computer (" + Namespaces.INSIDE + ")");
    home.end();
  }
}
