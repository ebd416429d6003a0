package zerobridge.reach;

import java.util.Objects;

/**
 * A {@link ReachStatus} for people: whether others can reach this node, and what to do. Sites work
 * either way, and whoever reads this should not be made to worry.
 */
public final class PlainWords {
  private PlainWords() {}

  /** The answer, a sentence. */
  public static String answer(ReachStatus status) {
    return switch (status.outlook()) {
      case OPEN -> "Others can reach this node.";
      case FORWARD_PORT -> "Others can’t reach this node; sites still work.";
      case DOUBLE_NAT -> "Others can’t reach this node: your router is behind another one.";
      case PORT_TAKEN ->
          "Others can’t reach this node: your router forwards the port to another computer.";
      case FIREWALL -> "Others can’t reach this node: something stops them on the way.";
      case UNKNOWN -> "It is not known yet whether others can reach this node.";
      case OFF -> "This node is set to be reached by nobody else.";
    };
  }

  /** What a person can do about it, a sentence or more; empty where there is nothing to do. */
  public static String remedy(ReachStatus status) {
    int port = status.port();
    return switch (status.outlook()) {
      case OPEN, OFF -> "";
      case FORWARD_PORT ->
          (status.mapping().state() == MappingStatus.State.OFF
                  ? "Run ZeroBridge without --no-port-mapping, so that it asks your router, or forward"
                  : "Switch on UPnP or NAT-PMP in your router, or forward")
              + (" TCP port " + port + " in it to this computer (" + local(status) + ").");
      case DOUBLE_NAT ->
          ("If the other router is yours, forward TCP port " + port + " in it to your own router.")
              + " If it is your provider’s, only the provider can open the way; sites still work.";
      case PORT_TAKEN ->
          "Run ZeroBridge with another --peer-port, or delete the rule for TCP port "
              + port
              + " in your router.";
      case FIREWALL ->
          "Allow incoming connections to TCP port "
              + port
              + " in the firewall of this computer, and of the router if it has one.";
      case UNKNOWN -> "The first nodes that you are connected with will be asked.";
    };
  }

  /** This machine's address in its local network, or a word for it. */
  private static String local(ReachStatus status) {
    return Objects.requireNonNull(status.mapping().local()).getHostAddress();
  }
}
