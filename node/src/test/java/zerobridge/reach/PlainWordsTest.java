package zerobridge.reach;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import zerobridge.net.PeerAddress;
import zerobridge.reach.MappingStatus.State;
import zerobridge.reach.ReachStatus.Outlook;

class PlainWordsTest {
  private static final Inet4Address LOCAL = (Inet4Address) PeerAddress.ip("192.168.1.5");

  private static ReachStatus closed(MappingStatus mapping, String... seen) {
    List<InetAddress> addresses = List.of(seen).stream().map(PeerAddress::ip).toList();
    Outlook why = ReachStatus.whyClosed(mapping, addresses);
    return new ReachStatus(why, 26_552, mapping, addresses, "");
  }

  private static MappingStatus mapping(State state, @Nullable String external) {
    InetAddress outside = external == null ? null : PeerAddress.ip(external);
    return new MappingStatus(state, "UPnP", outside, LOCAL, "");
  }

  @Test
  void aSilentRouterIsToldByHand() {
    for (State state : List.of(State.SILENT, State.REFUSED)) {
      ReachStatus status = closed(mapping(state, null));
      assertThat(status.outlook()).isEqualTo(Outlook.FORWARD_PORT);
      assertThat(PlainWords.remedy(status))
          .contains("UPnP", "TCP port 26552", "this computer (192.168.1.5)");
    }
  }

  @Test
  void whoSwitchedTheAskingOffIsToldSo() {
    ReachStatus status = closed(mapping(State.OFF, null));
    assertThat(status.outlook()).isEqualTo(Outlook.FORWARD_PORT);
    assertThat(PlainWords.remedy(status)).contains("--no-port-mapping", "192.168.1.5");
  }

  @Test
  void aRouterBehindAnotherIsFoundByItsOwnAddressOrByWhatOthersSee() {
    ReachStatus carrier = closed(mapping(State.MAPPED, "100.64.3.3"));
    ReachStatus cascade = closed(mapping(State.MAPPED, "192.168.0.2"));
    ReachStatus elsewhere = closed(mapping(State.MAPPED, "45.66.7.1"), "46.1.1.1");
    assertThat(List.of(carrier, cascade, elsewhere))
        .allSatisfy(
            status -> {
              assertThat(status.outlook()).isEqualTo(Outlook.DOUBLE_NAT);
              assertThat(PlainWords.remedy(status)).contains("other router", "TCP port 26552");
            });
  }

  @Test
  void aRouterThatForwardsLeavesOnlyAFirewall() {
    ReachStatus status = closed(mapping(State.MAPPED, "45.66.7.1"), "45.66.7.1");
    assertThat(status.outlook()).isEqualTo(Outlook.FIREWALL);
    assertThat(PlainWords.remedy(status)).contains("firewall", "TCP port 26552");
  }

  @Test
  void aComputerWithoutARouterHasOnlyAFirewall() {
    MappingStatus none = new MappingStatus(State.SILENT, "", null, null, "");
    assertThat(closed(none).outlook()).isEqualTo(Outlook.FIREWALL);
  }

  @Test
  void aPortThatAnotherComputerHasIsNotForwardedTwice() {
    ReachStatus status = closed(mapping(State.TAKEN, null));
    assertThat(status.outlook()).isEqualTo(Outlook.PORT_TAKEN);
    assertThat(PlainWords.remedy(status)).contains("--peer-port");
  }

  @Test
  void everyAnswerIsASentenceAndOnlyAClosedPortIsAlarming() {
    for (Outlook outlook : Outlook.values()) {
      ReachStatus status =
          new ReachStatus(outlook, 26_552, mapping(State.SILENT, null), List.of(), "");
      assertThat(PlainWords.answer(status)).as(outlook.word()).endsWith(".");
      assertThat(PlainWords.remedy(status).isEmpty())
          .as(outlook.word())
          .isEqualTo(outlook == Outlook.OPEN || outlook == Outlook.OFF);
    }
  }
}
