package zerobridge.reach;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import zerobridge.Programs;

/**
 * A home, its router and the internet as network namespaces of this machine, from which nothing
 * leaves it: a computer 192.168.77.2 behind the router 192.168.77.1, which is 45.66.7.1 outside,
 * where three hosts of different networks are.
 */
final class Namespaces implements AutoCloseable {
  static final String EXTERNAL = "45.66.7.1";
  static final String INSIDE = "192.168.77.2";
  static final List<String> OUTSIDE = List.of("46.1.1.1", "47.1.1.1", "48.1.1.1");
  static final String TABLE = "zerobridge";
  private static final int PATIENCE_SECONDS = 20;

  private final Path folder;
  private final Path ip = Programs.require("ip", "iproute2");
  private final Path nft = Programs.require("nft", "nftables");
  final String home = name("home");
  final String router = name("router");
  final String internet = name("net");

  /** Makes them, or skips the test where this user may not. */
  Namespaces(Path folder) throws IOException {
    this.folder = folder;
    if (!"root".equals(System.getProperty("user.name"))) {
      String line = "network namespaces need root";
      if ("1".equals(System.getenv("ZEROBRIDGE_REQUIRE_ALL"))) {
        throw new AssertionError(line);
      }
      System.out.println("Tests skipped: " + line);
      Assumptions.abort(line);
    }
    try {
      make();
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private static String name(String part) {
    return "zb-" + ProcessHandle.current().pid() + "-" + part;
  }

  private void make() throws IOException {
    for (String name : List.of(home, router, internet)) {
      ip("netns add " + name);
      ip("-n " + name + " link set lo up");
    }
    ip("-n " + home + " link add eth0 type veth peer name lan netns " + router);
    ip("-n " + router + " link add wan type veth peer name eth0 netns " + internet);
    address(home, "eth0", INSIDE + "/24");
    address(router, "lan", "192.168.77.1/24");
    address(router, "wan", EXTERNAL + "/24");
    address(internet, "eth0", "45.66.7.2/24");
    ip("-n " + home + " route add default via 192.168.77.1");
    for (String host : OUTSIDE) {
      ip("-n " + internet + " addr add " + host + "/32 dev eth0");
      ip("-n " + router + " route add " + host + "/32 via 45.66.7.2");
    }
    run(in(router, "sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward"));
    Path rules = folder.resolve("rules.nft");
    Files.writeString(rules, RULES);
    run(in(router, nft.toString(), "-f", rules.toString()));
  }

  /** Lets everything out, translated, and nothing in but what miniupnpd adds to its chains. */
  private static final String RULES =
      """
      table inet zerobridge {
        chain forward {
          type filter hook forward priority 0; policy drop;
          ct state established,related accept
          iifname "lan" accept
          jump MINIUPNPD
        }
        chain MINIUPNPD {
        }
        chain prerouting {
          type nat hook prerouting priority -100; policy accept;
          jump PREROUTING_MINIUPNPD
        }
        chain postrouting {
          type nat hook postrouting priority 100; policy accept;
          jump POSTROUTING_MINIUPNPD
          oifname "wan" masquerade
        }
        chain PREROUTING_MINIUPNPD {
        }
        chain POSTROUTING_MINIUPNPD {
        }
      }
      """;

  private void address(String namespace, String network, String address) throws IOException {
    ip("-n " + namespace + " addr add " + address + " dev " + network);
    ip("-n " + namespace + " link set " + network + " up");
  }

  /** The router's rules as they are now. */
  String rules() throws IOException {
    return run(in(router, nft.toString(), "list", "table", "inet", TABLE));
  }

  /** A command line that runs inside a namespace. */
  List<String> in(String namespace, String... command) {
    List<String> line = new ArrayList<>(List.of(ip.toString(), "netns", "exec", namespace));
    line.addAll(List.of(command));
    return line;
  }

  private void ip(String arguments) throws IOException {
    List<String> line = new ArrayList<>(List.of(ip.toString()));
    line.addAll(List.of(arguments.split(" ", -1)));
    run(line);
  }

  private String run(List<String> command) throws IOException {
    Path output = Files.createTempFile(folder, "output", "");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException("Too slow: " + command);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
    String text = Files.readString(output, StandardCharsets.UTF_8);
    if (process.exitValue() != 0) {
      throw new IOException(command + ": " + text);
    }
    return text;
  }

  @Override
  public void close() {
    for (String name : List.of(home, router, internet)) {
      if (Files.exists(Path.of("/run/netns", name))) {
        try {
          ip("netns del " + name);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }
}
