package zerobridge.dht;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import zerobridge.net.HostKind;

/**
 * How a node takes part in the DHT.
 *
 * @param stateFile where the id and good nodes are kept between two runs
 * @param bind the local address, {@code null} for all of this machine
 * @param port the UDP port to try first; any other when it is taken
 * @param bootstrap asked when no node of the last run answers
 * @param openPort where peers reach us over {@link HostKind#IPV4} or {@link HostKind#IPV6}; 0 when
 *     it is known that they can't: then nothing is announced
 */
public record DhtSettings(
    Path stateFile,
    @Nullable InetAddress bind,
    int port,
    List<BootstrapNode> bootstrap,
    ToIntFunction<HostKind> openPort) {
  /** Copies the list. */
  public DhtSettings {
    bootstrap = List.copyOf(bootstrap);
  }
}
