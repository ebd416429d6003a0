package zerobridge.tracker;

import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.crypto.CertificatePin;
import zerobridge.net.HostKind;

/**
 * A server that knows peers of a site, named by its URL. Values only: the {@link Announcer} talks
 * to them.
 */
public sealed interface Tracker permits HttpTracker, UdpTracker, ZeroTracker {
  /** The URL as it was written; statistics are kept under it. */
  String url();

  /** IP literal without brackets, or host name. */
  String host();

  int port();

  /** The kind of the host as far as its text tells. */
  default HostKind kind() {
    return HostKind.of(host());
  }

  /**
   * Reads {@code udp://host:port}, {@code http://host[:port]/path}, {@code https://…} or {@code
   * zero://host[#pin]:port}. The port stands after the last colon, so that an IPv6 address needs no
   * brackets.
   *
   * @throws IllegalArgumentException with a sentence if it is none of these
   */
  static Tracker parse(String url) {
    Matcher parts = Syntax.URL.matcher(url);
    if (url.length() > Syntax.MAX_LENGTH || !parts.matches()) {
      throw new IllegalArgumentException("Not the URL of a tracker: " + url);
    }
    String protocol = parts.group(1);
    String host = parts.group(2);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    if (host.isEmpty() || host.indexOf('[') >= 0 || host.indexOf(']') >= 0) {
      throw new IllegalArgumentException("The tracker has no host: " + url);
    }
    String pin = parts.group(3);
    if (pin != null && !protocol.equals("zero")) {
      throw new IllegalArgumentException("Only a zero:// tracker has a pin: " + url);
    }
    String given = parts.group(4);
    int port = given != null ? Integer.parseInt(given) : protocol.equals("https") ? 443 : 80;
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("The tracker has no port from 1 to 65535: " + url);
    }
    if (protocol.equals("udp")) {
      return new UdpTracker(url, host, port);
    }
    if (protocol.equals("zero")) {
      return new ZeroTracker(url, host, port, pin == null ? null : new CertificatePin(pin));
    }
    String path = parts.group(5) == null ? "/" : parts.group(5);
    String literal = HostKind.of(host) == HostKind.IPV6 ? "[" + host + "]" : host;
    return new HttpTracker(
        url, host, port, URI.create(protocol + "://" + literal + ":" + port + path));
  }

  /** Reads a list; what is no tracker that this node can ask is left out, and repeated ones. */
  static List<Tracker> parseAll(Collection<String> urls) {
    Map<String, Tracker> trackers = new LinkedHashMap<>();
    for (String url : urls) {
      try {
        trackers.put(url.strip(), parse(url.strip()));
      } catch (IllegalArgumentException e) {
        Syntax.log.info("Left out of the list of trackers: {}", e.getMessage());
      }
    }
    return new ArrayList<>(trackers.values());
  }

  /** How a URL looks. */
  final class Syntax {
    static final Logger log = LoggerFactory.getLogger(Tracker.class);
    static final int MAX_LENGTH = 500;
    static final Pattern URL =
        Pattern.compile(
            "(udp|http|https|zero)://([A-Za-z0-9.:_\\[\\]-]+?)(?:#([0-9A-Fa-f]{64}))?(?::([0-9]{1,5}))?"
                + "(/[A-Za-z0-9:/._~?=&%+-]*)?");

    private Syntax() {}
  }
}
