package zerobridge.ui;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which {@code Host} values the node answers to: an exact list of forms, compared as text. No name
 * is ever looked up, so that no foreign name which points to this machine gets in (UI server, host
 * check).
 *
 * <p>Immutable; safe for any thread.
 */
final class HostPolicy {
  /** The label of the node's own pages. */
  static final String OWN_LABEL = "zerobridge";

  private static final String SUFFIX = ".localhost";
  private static final String CONTENT_PREFIX = "c.";
  private static final int HTTP_PORT = 80;

  /** The longest host that a browser sends. */
  private static final int MAX_LENGTH = 260;

  private static final Pattern PROXIED_NAME =
      Pattern.compile("(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)+(?:bit|zite)");

  private final int port;
  private final Set<String> entries;

  /**
   * @param port the port that browsers connect to
   * @param configured further hosts, each with its port, that the person allowed by a setting
   */
  HostPolicy(int port, Set<String> configured) {
    this.port = port;
    this.entries =
        Stream.concat(
                Stream.of("127.0.0.1", "localhost", "[::1]")
                    .flatMap(host -> withPort(host).stream()),
                configured.stream().map(host -> host.toLowerCase(Locale.ROOT)))
            .collect(Collectors.toUnmodifiableSet());
  }

  /** The host that a request is for; empty if it must be refused. */
  Optional<RequestHost> classify(String hostHeader) {
    if (hostHeader.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    String host = hostHeader.toLowerCase(Locale.ROOT);
    if (entries.contains(host)) {
      return Optional.of(new RequestHost.Entry());
    }
    String bare = withoutPort(host);
    if (bare.endsWith(SUFFIX)) {
      return ofLabel(bare.substring(0, bare.length() - SUFFIX.length()));
    }
    // Requests that came through a proxy setting carry the name alone.
    if (host.equals("zero")) {
      return Optional.of(new RequestHost.Proxied(""));
    }
    return PROXIED_NAME.matcher(host).matches()
        ? Optional.of(new RequestHost.Proxied(host))
        : Optional.empty();
  }

  private static Optional<RequestHost> ofLabel(String label) {
    if (label.equals(OWN_LABEL)) {
      return Optional.of(new RequestHost.Own());
    }
    if (label.startsWith(CONTENT_PREFIX)) {
      return SiteLabel.parse(label.substring(CONTENT_PREFIX.length()))
          .map(RequestHost.Content::new);
    }
    return SiteLabel.parse(label).map(RequestHost.Page::new);
  }

  /** {@code http://<label>.localhost:PORT}. */
  String pageOrigin(SiteLabel label) {
    return "http://" + label.text() + SUFFIX + portSuffix();
  }

  /** {@code http://c.<label>.localhost:PORT}. */
  String contentOrigin(SiteLabel label) {
    return "http://" + CONTENT_PREFIX + label.text() + SUFFIX + portSuffix();
  }

  /** {@code http://zerobridge.localhost:PORT}. */
  String ownOrigin() {
    return "http://" + OWN_LABEL + SUFFIX + portSuffix();
  }

  private String portSuffix() {
    return port == HTTP_PORT ? "" : ":" + port;
  }

  private Set<String> withPort(String host) {
    return port == HTTP_PORT ? Set.of(host, host + ":80") : Set.of(host + ":" + port);
  }

  /** The host without our port, or unchanged (and so refused) if the port is another one. */
  private String withoutPort(String host) {
    if (host.endsWith(":" + port)) {
      return host.substring(0, host.length() - Integer.toString(port).length() - 1);
    }
    return port == HTTP_PORT || host.indexOf(':') >= 0 ? host : "";
  }
}
