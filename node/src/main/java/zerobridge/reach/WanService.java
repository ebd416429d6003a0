package zerobridge.reach;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import zerobridge.codec.ProtocolException;
import zerobridge.net.HttpGet;
import zerobridge.net.HttpPost;
import zerobridge.net.PeerAddress;

/**
 * A gateway's connection to the internet as UPnP controls it (WANIPConnection and
 * WANPPPConnection).
 *
 * @param type the service's full name, which questions repeat
 * @param control where questions go
 */
record WanService(String type, URI control) {
  /** In the order of preference. */
  private static final List<String> TYPES =
      List.of(
          "urn:schemas-upnp-org:service:WANIPConnection:2",
          "urn:schemas-upnp-org:service:WANIPConnection:1",
          "urn:schemas-upnp-org:service:WANPPPConnection:1");

  /** A router with several lines; each is tried. */
  private static final int MAX_SERVICES = 4;

  /** Real descriptions have 3 to 20 KB. */
  private static final int MAX_DESCRIPTION_BYTES = 256 << 10;

  private static final int MAX_ANSWER_BYTES = 32 << 10;
  private static final Duration PATIENCE = Duration.ofSeconds(4);
  private static final String ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/";
  private static final String ENCODING = "http://schemas.xmlsoap.org/soap/encoding/";

  /** A gateway's "no", with UPnP's number for the reason. */
  static final class Fault extends IOException {
    private static final long serialVersionUID = 1;
    private final int code;

    Fault(int code, String description) {
      super("The router answers with UPnP error " + code + " (" + description + ").");
      this.code = code;
    }

    int code() {
      return code;
    }
  }

  /**
   * Reads a gateway's description.
   *
   * @return its connections, best first; never empty
   * @throws IOException if it can't be fetched or describes no gateway
   */
  static List<WanService> describedAt(URI description, HttpGet http) throws IOException {
    HttpGet.Response response = http.get(description, PATIENCE, MAX_DESCRIPTION_BYTES);
    if (response.status() != 200) {
      throw new ProtocolException("The router keeps its UPnP description for itself.");
    }
    List<WanService> services = in(response.body(), description);
    if (services.isEmpty()) {
      throw new ProtocolException("The router's UPnP description names no connection.");
    }
    return services;
  }

  /** The connections in a description; those on another machine are left out. */
  static List<WanService> in(byte[] description, URI location) throws ProtocolException {
    InetAddress host = PeerAddress.ip(location.getHost());
    List<Map<String, String>> groups = UpnpXml.groups(description, "service");
    URI base =
        Optional.ofNullable(groups.get(0).get("URLBase"))
            .flatMap(text -> Ssdp.onHost(text, host))
            .orElse(location);
    List<WanService> services = new ArrayList<>();
    for (Map<String, String> group : groups.subList(1, groups.size())) {
      String type = group.getOrDefault("serviceType", "");
      if (TYPES.contains(type)) {
        resolve(base, group.getOrDefault("controlURL", ""))
            .flatMap(text -> Ssdp.onHost(text, host))
            .ifPresent(control -> services.add(new WanService(type, control)));
      }
    }
    services.sort(Comparator.comparingInt(service -> TYPES.indexOf(service.type())));
    return services.stream().limit(MAX_SERVICES).toList();
  }

  private static Optional<String> resolve(URI base, String reference) {
    try {
      return Optional.of(base.resolve(reference).toString());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * Calls an action (UPnP device architecture 1.1, 3).
   *
   * @param arguments in the order that the action has them
   * @return the answer's arguments
   * @throws Fault if the gateway says no
   * @throws IOException if it says nothing that can be understood
   */
  Map<String, String> call(String action, Map<String, String> arguments, HttpPost http)
      throws IOException {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", "text/xml; charset=\"utf-8\"");
    headers.put("SOAPAction", "\"" + type + "#" + action + "\"");
    byte[] body = envelope(action, arguments).getBytes(UTF_8);
    HttpGet.Response response = http.post(control, headers, body, PATIENCE, MAX_ANSWER_BYTES);
    Map<String, String> answer = UpnpXml.groups(response.body(), "").get(0);
    if (response.status() == 200) {
      return answer;
    }
    String code = answer.getOrDefault("errorCode", "");
    if (!code.matches("[0-9]{1,4}")) {
      throw new ProtocolException("The router answers with HTTP status " + response.status() + ".");
    }
    throw new Fault(Integer.parseInt(code), answer.getOrDefault("errorDescription", ""));
  }

  private String envelope(String action, Map<String, String> arguments) {
    StringBuilder text = new StringBuilder("<?xml version=\"1.0\"?>\n<s:Envelope xmlns:s=\"");
    text.append(ENVELOPE).append("\" s:encodingStyle=\"").append(ENCODING).append("\"><s:Body>");
    text.append("<u:").append(action).append(" xmlns:u=\"").append(type).append("\">");
    arguments.forEach(
        (name, value) ->
            text.append('<')
                .append(name)
                .append('>')
                .append(UpnpXml.escaped(value))
                .append("</")
                .append(name)
                .append('>'));
    return text.append("</u:").append(action).append("></s:Body></s:Envelope>\n").toString();
  }
}
