package zerobridge.reach;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;

/**
 * Whether others can reach this node, and what a person can do about it. Immutable.
 *
 * @param outlook the answer in one word
 * @param port the TCP port that others connect to
 * @param mapping what became of asking the router
 * @param external addresses under which others see this node, as far as they agree
 * @param evidence a part of a sentence that says why the answer is believed
 */
public record ReachStatus(
    Outlook outlook, int port, MappingStatus mapping, List<InetAddress> external, String evidence) {

  public ReachStatus {
    external = List.copyOf(external);
  }

  /** The answer; all but {@link #OPEN}, {@link #UNKNOWN} and {@link #OFF} say why it is no. */
  public enum Outlook {
    OPEN,
    /** The router must be told by hand to forward the port to this computer. */
    FORWARD_PORT,
    /** The router forwards, but is itself behind another that doesn't. */
    DOUBLE_NAT,
    /** Another computer behind the same router has the port. */
    PORT_TAKEN,
    /** The way is clear as far as the router says, so something else is in it. */
    FIREWALL,
    /** Nobody has tried yet. */
    UNKNOWN,
    /** This node doesn't want to be reached: it only listens on its own machine, or is offline. */
    OFF;

    /** The word that the extension and pages know it by: {@code forward-port}. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** What it means that the port is closed. */
  static Outlook whyClosed(MappingStatus mapping, List<InetAddress> seen) {
    boolean otherRouter =
        mapping.external() != null && !seen.isEmpty() && !seen.contains(mapping.external());
    if (mapping.state() == MappingStatus.State.TAKEN) {
      return Outlook.PORT_TAKEN;
    }
    if (mapping.state() == MappingStatus.State.MAPPED) {
      return mapping.isDoubleNat() || otherRouter ? Outlook.DOUBLE_NAT : Outlook.FIREWALL;
    }
    return mapping.local() == null ? Outlook.FIREWALL : Outlook.FORWARD_PORT;
  }
}
