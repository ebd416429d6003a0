package zerobridge.reach;

import java.net.InetAddress;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import zerobridge.net.HostKind;

/**
 * What is done so that others can reach this node.
 *
 * @param bind the address that is listened on, {@code null} for all of this machine
 * @param mapPort whether routers are asked to forward the port
 * @param known families of which the person said that they are open; nobody is asked about them
 */
public record ReachOptions(@Nullable InetAddress bind, boolean mapPort, Set<HostKind> known) {
  public ReachOptions {
    known = Set.copyOf(known);
  }

  /** Whether anybody else could possibly connect. */
  boolean listensToOthers() {
    return bind == null || !bind.isLoopbackAddress();
  }
}
