package zerobridge.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zerobridge.Programs;
import zerobridge.crypto.SiteAddress;
import zerobridge.io.Threads;
import zerobridge.net.Dialer;
import zerobridge.net.HostKind;
import zerobridge.net.NetworkMode;

/** Two nodes meet through a real tracker program. */
class OpentrackerIT {
  private static final SiteAddress SITE = SiteAddress.parse("1TeSTvb4w2PWE81S2rEELgmX2GCCExQGT");
  private static final SiteAddress FOREIGN =
      SiteAddress.parse("1HeLLo4uzjaLetFx6NH3PMwFP3qbRbTf3D");

  @TempDir Path directory;
  private final Threads threads = new Threads("test");
  private final Dialer dialer = new Dialer();
  private final Set<String> found = new ConcurrentSkipListSet<>();
  private Process opentracker;
  private int port;

  @BeforeEach
  void start() throws Exception {
    Path program = Programs.require("opentracker", "opentracker");
    dialer.allow(NetworkMode.loopbackOnly());
    port = freePort();
    // Debian's build serves only what is listed, and gives up its rights before it reads the list.
    Path list = directory.resolve("list");
    Files.writeString(list, HexFormat.of().formatHex(SITE.sha1()) + "\n");
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.setPosixFilePermissions(list, PosixFilePermissions.fromString("rw-r--r--"));
    String number = Integer.toString(port);
    opentracker =
        new ProcessBuilder(
                program.toString(),
                "-i",
                "127.0.0.1",
                "-p",
                number,
                "-P",
                number,
                "-w",
                list.toString())
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile())
            .start();
    awaitListening();
  }

  @AfterEach
  void stop() throws Exception {
    threads.close();
    if (opentracker != null) {
      opentracker.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }
  }

  /** The same number free for both protocols. */
  private static int freePort() throws IOException {
    while (true) {
      InetAddress loopback = InetAddress.getLoopbackAddress();
      try (ServerSocket tcp = new ServerSocket(0, 1, loopback);
          DatagramSocket udp =
              new DatagramSocket(new InetSocketAddress(loopback, tcp.getLocalPort()))) {
        return udp.getLocalPort();
      } catch (BindException e) {
        // Taken by another program's datagrams: the next try gets another number.
      }
    }
  }

  /** A UDP announce is retried by itself, so waiting for it waits for the program. */
  private void awaitListening() throws Exception {
    try (Announcer probe = announcer(0)) {
      while (probe.announce(SITE, AnnounceMode.START, true).get(60, TimeUnit.SECONDS) == 0) {
        assertThat(opentracker.isAlive()).as(() -> log()).isTrue();
      }
    }
    found.clear();
  }

  private String log() {
    try {
      return Files.readString(directory.resolve("log"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private Announcer announcer(int openPort) {
    return announcer(openPort, "udp://127.0.0.1:" + port, "http://127.0.0.1:" + port + "/announce");
  }

  private Announcer announcer(int openPort, String... urls) {
    Announcer.Reachability reachability =
        new Announcer.Reachability() {
          @Override
          public int openPort(HostKind family) {
            return openPort;
          }

          @Override
          public boolean isOnline() {
            return true;
          }
        };
    Announcer announcer =
        new Announcer(
            dialer,
            threads,
            Clock.systemUTC(),
            new SecureRandom(),
            reachability,
            (site, tracker, peers) -> peers.forEach(p -> found.add(p.toString())));
    announcer.setTrackers(TrackerList.of(Tracker.parseAll(List.of(urls))));
    return announcer;
  }

  private static int announce(Announcer announcer, SiteAddress site) throws Exception {
    return announcer.announce(site, AnnounceMode.START, true).get(60, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"udp://127.0.0.1:PORT", "http://127.0.0.1:PORT/announce"})
  void twoNodesFindEachOther(String template) throws Exception {
    String url = template.replace("PORT", Integer.toString(port));
    try (Announcer first = announcer(20_001, url);
        Announcer second = announcer(20_002, url)) {
      assertThat(announce(first, SITE)).isEqualTo(1);
      assertThat(announce(second, SITE)).isEqualTo(1);
      assertThat(found).contains("127.0.0.1:20001");
      first.stopped(SITE).get(60, TimeUnit.SECONDS);
      found.clear();
      assertThat(announce(second, SITE)).isEqualTo(1);
      assertThat(found).as("the first has left").doesNotContain("127.0.0.1:20001");
    }
  }

  @Test
  void aRefusalIsToldInTheTrackersWords() throws Exception {
    String url = "http://127.0.0.1:" + port + "/announce";
    try (Announcer announcer = announcer(20_003, url)) {
      assertThat(announce(announcer, FOREIGN)).isZero();
      TrackerStatus status = announcer.stats(FOREIGN).getOrDefault(url, TrackerStatus.NEW);
      assertThat(status.lastError()).contains("not authorized");
    }
  }
}
