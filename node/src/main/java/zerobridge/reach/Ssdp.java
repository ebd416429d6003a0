package zerobridge.reach;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.net.Dialer;
import zerobridge.net.LocalSearch;
import zerobridge.net.PeerAddress;

/**
 * Finds the description of a gateway by UPnP's search (UPnP device architecture 1.1, 1.3). Only the
 * gateway itself is believed, and only where it speaks of itself.
 */
final class Ssdp {
  private static final Logger log = LoggerFactory.getLogger(Ssdp.class);

  /** UPnP's group; routers don't forward it. */
  static final InetSocketAddress GROUP =
      new InetSocketAddress(PeerAddress.ip("239.255.255.250"), 1900);

  /** Old gateways answer only what they are asked for, so all kinds are. */
  private static final List<String> TARGETS =
      List.of(
          "urn:schemas-upnp-org:device:InternetGatewayDevice:2",
          "urn:schemas-upnp-org:device:InternetGatewayDevice:1",
          "urn:schemas-upnp-org:service:WANIPConnection:1",
          "urn:schemas-upnp-org:service:WANPPPConnection:1");

  /** Datagrams get lost, above all over Wi-Fi. */
  private static final int ROUNDS = 2;

  private static final Duration ROUND = Duration.ofMillis(1_500);

  /** What a local network may throw at us in one search. */
  private static final int MAX_ANSWERS = 100;

  private final InetSocketAddress group;
  private final Dialer dialer;
  private final InstantSource clock;

  Ssdp(InetSocketAddress group, Dialer dialer, InstantSource clock) {
    this.group = group;
    this.dialer = dialer;
    this.clock = clock;
  }

  /**
   * Where a gateway describes itself.
   *
   * @throws IOException if it doesn't answer within three seconds
   */
  URI descriptionOf(Gateway gateway) throws IOException {
    int heard = 0;
    try (LocalSearch search = dialer.searchLocally(gateway.local(), group)) {
      for (int round = 0; round < ROUNDS; round++) {
        for (String target : TARGETS) {
          search.ask(question(target));
        }
        long end = clock.millis() + ROUND.toMillis();
        for (long left = ROUND.toMillis(); left > 0; left = end - clock.millis()) {
          LocalSearch.Heard answer = search.hear(Duration.ofMillis(left));
          if (answer == null || ++heard > MAX_ANSWERS) {
            break;
          }
          Optional<URI> location = location(gateway, answer);
          if (location.isPresent()) {
            return location.get();
          }
        }
      }
    }
    throw new IOException("The router doesn't answer to UPnP.");
  }

  private byte[] question(String target) {
    return ("M-SEARCH * HTTP/1.1\r\nHOST: "
            + group.getAddress().getHostAddress()
            + ":"
            + group.getPort()
            + "\r\nMAN: \"ssdp:discover\"\r\nMX: 1\r\nST: "
            + target
            + "\r\n\r\n")
        .getBytes(ISO_8859_1);
  }

  private static Optional<URI> location(Gateway gateway, LocalSearch.Heard heard) {
    if (!gateway.speaksFrom(heard.from())) {
      log.debug("{} answers to UPnP, but is not the router", heard.from().getHostAddress());
      return Optional.empty();
    }
    return location(new String(heard.answer(), ISO_8859_1), heard.from());
  }

  /** The address of the description in an answer, if it lies on the machine that answered. */
  static Optional<URI> location(String answer, InetAddress from) {
    List<String> lines = answer.lines().toList();
    if (lines.isEmpty() || !lines.get(0).matches("HTTP/1\\.[01] 200( .*)?")) {
      return Optional.empty();
    }
    boolean gateway = header(lines, "ST").filter(target -> TARGETS.contains(target)).isPresent();
    return gateway
        ? header(lines, "LOCATION").flatMap(text -> onHost(text, from))
        : Optional.empty();
  }

  private static Optional<String> header(List<String> lines, String name) {
    return lines.stream()
        .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
        .map(line -> line.substring(name.length() + 1).trim())
        .findFirst();
  }

  /**
   * An {@code http} address whose host is the given IP address as a literal, so that no device can
   * send us to another machine.
   */
  static Optional<URI> onHost(String text, InetAddress host) {
    try {
      URI uri = new URI(text);
      boolean good =
          "http".equalsIgnoreCase(uri.getScheme())
              && host.getHostAddress().equals(uri.getHost())
              && uri.getUserInfo() == null
              && uri.getPort() != 0
              && uri.getPort() <= 65_535;
      return good ? Optional.of(uri) : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }
}
