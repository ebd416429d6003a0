package zerobridge.reach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import zerobridge.codec.ProtocolException;
import zerobridge.net.PeerAddress;

class UpnpTest {
  private static final PortRequest REQUEST = new PortRequest(15_441, Duration.ofHours(1));

  private final List<String> bodies = new CopyOnWriteArrayList<>();
  private FakeGateway router;

  @BeforeEach
  void start() throws IOException {
    router = FakeGateway.upnp();
    router.upnp.put(
        "GetExternalIPAddress", body -> "<NewExternalIPAddress>45.66.7.8</NewExternalIPAddress>");
    router.upnp.put(
        "AddPortMapping",
        body -> {
          bodies.add(body);
          return "";
        });
  }

  @AfterEach
  void stop() {
    router.close();
  }

  private Upnp upnp() {
    return new Upnp(FakeGateway.gateway(), router.udp(), FakeGateway.dialer(), Clock.systemUTC());
  }

  @Test
  void mapsRenewsWithoutSearchingAgainAndReleases() throws Exception {
    Upnp upnp = upnp();
    Lease lease = upnp.map(REQUEST);
    assertThat(lease).isEqualTo(new Lease(PeerAddress.ip("45.66.7.8"), Duration.ofHours(1)));
    assertThat(bodies.get(0))
        .contains(
            "<u:AddPortMapping xmlns:u=\"" + FakeGateway.WAN_IP_1 + "\">",
            "<NewExternalPort>15441</NewExternalPort>",
            "<NewProtocol>TCP</NewProtocol>",
            "<NewInternalPort>15441</NewInternalPort>",
            "<NewInternalClient>127.0.0.1</NewInternalClient>",
            "<NewLeaseDuration>3600</NewLeaseDuration>");

    router.location = "http://127.0.0.1:1/gone";
    assertThat(upnp.map(REQUEST)).isEqualTo(lease);
    upnp.unmap(REQUEST);
    assertThat(router.actions).endsWith("DeletePortMapping");
  }

  @Test
  void asksForAPermanentMappingWhereLeasesAreNotSupported() throws Exception {
    router.upnp.put(
        "AddPortMapping",
        body -> body.contains("<NewLeaseDuration>0</NewLeaseDuration>") ? "" : "725");
    assertThat(upnp().map(REQUEST).lifetime()).isZero();
  }

  @Test
  void leavesThePortToAnotherComputer() {
    router.upnp.put("AddPortMapping", body -> "718");
    router.upnp.put(
        "GetSpecificPortMappingEntry",
        body -> "<NewInternalClient>192.168.1.77</NewInternalClient>");
    assertThatThrownBy(() -> upnp().map(REQUEST))
        .isInstanceOfSatisfying(
            MappingRefusedException.class, refused -> assertThat(refused.isPortTaken()).isTrue());
    assertThat(router.actions).doesNotContain("DeletePortMapping");
  }

  @Test
  void takesOverWhatAnEarlierRunLeft() throws Exception {
    router.upnp.put(
        "AddPortMapping", body -> router.actions.contains("DeletePortMapping") ? "" : "718");
    router.upnp.put(
        "GetSpecificPortMappingEntry", body -> "<NewInternalClient>127.0.0.1</NewInternalClient>");
    assertThat(upnp().map(REQUEST).lifetime()).isEqualTo(Duration.ofHours(1));
  }

  @Test
  void saysWhenTheRouterRefuses() {
    router.upnp.put("AddPortMapping", body -> "606");
    assertThatThrownBy(() -> upnp().map(REQUEST))
        .isInstanceOf(MappingRefusedException.class)
        .hasMessageContaining("606");
  }

  @Test
  void believesNoAnswerThatSendsUsToAnotherMachine() {
    router.location = "http://127.0.0.2:%d/root.xml";
    assertThatThrownBy(() -> upnp().map(REQUEST)).hasMessageContaining("doesn't answer to UPnP");
    assertThat(router.actions).isEmpty();
  }

  @Test
  void followsNoControlAddressToAnotherMachine() {
    router.description =
        FakeGateway.described(
            "http://127.0.0.2:" + router.httpPort() + "/ctl", FakeGateway.WAN_IP_1);
    assertThatThrownBy(() -> upnp().map(REQUEST)).hasMessageContaining("names no connection");
    assertThat(router.actions).isEmpty();
  }

  @Test
  void hearsOnlyTheGatewayItself() {
    Upnp upnp =
        new Upnp(
            new Gateway(
                (java.net.Inet4Address) PeerAddress.ip("127.0.0.9"),
                FakeGateway.LOOPBACK,
                8,
                false),
            router.udp(),
            FakeGateway.dialer(),
            Clock.systemUTC());
    assertThatThrownBy(() -> upnp.map(REQUEST)).hasMessageContaining("doesn't answer to UPnP");
  }

  @Test
  void readsNoDocumentTypesAndNoEndlessXml() {
    String entity =
        "<!DOCTYPE r [<!ENTITY x SYSTEM \"file:///etc/hostname\">]><root><service><serviceType>"
            + FakeGateway.WAN_IP_1
            + "</serviceType><controlURL>/&x;</controlURL></service></root>";
    for (String bad : List.of(entity, "<a>".repeat(200), "<a/>".repeat(9_000), "no xml", "")) {
      assertThatThrownBy(() -> services(bad)).isInstanceOf(ProtocolException.class);
    }
  }

  @Test
  void refusesADescriptionWithoutEnd() {
    router.description = "<root>" + " ".repeat(300_000) + "</root>";
    assertThatThrownBy(() -> upnp().map(REQUEST))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("larger than");
  }

  @Test
  void prefersTheNewerServiceAndResolvesRelativeAddresses() throws Exception {
    String two =
        "<root><s><service><serviceType>urn:schemas-upnp-org:service:WANPPPConnection:1"
            + "</serviceType><controlURL>ppp</controlURL></service><service><serviceType>"
            + "urn:schemas-upnp-org:service:WANIPConnection:2</serviceType>"
            + "<controlURL>/ip2</controlURL></service></s></root>";
    assertThat(services(two))
        .extracting(service -> service.control().toString())
        .containsExactly("http://192.168.1.1:5000/ip2", "http://192.168.1.1:5000/d/ppp");
  }

  @Test
  void looksOnlyAtAnswersOfGateways() {
    String answer = "HTTP/1.1 200 OK\r\nst: %s\r\nLOCATION: http://192.168.1.1:80/x\r\n\r\n";
    assertThat(Ssdp.location(answer.formatted("upnp:rootdevice"), PeerAddress.ip("192.168.1.1")))
        .isEmpty();
    String gateway = "urn:schemas-upnp-org:device:InternetGatewayDevice:1";
    assertThat(Ssdp.location(answer.formatted(gateway), PeerAddress.ip("192.168.1.1")))
        .contains(URI.create("http://192.168.1.1:80/x"));
    assertThat(Ssdp.location(answer.formatted(gateway), PeerAddress.ip("192.168.1.2"))).isEmpty();
    assertThat(Ssdp.location("NOTIFY * HTTP/1.1\r\n", PeerAddress.ip("192.168.1.1"))).isEmpty();
  }

  private static List<WanService> services(String xml) throws ProtocolException {
    return WanService.in(
        xml.getBytes(StandardCharsets.UTF_8), URI.create("http://192.168.1.1:5000/d/root.xml"));
  }
}
