package zerobridge.reach;

import java.io.IOException;

/**
 * A way of asking one gateway to forward a port. Implementations keep what they learn of their
 * gateway; one call at a time. Everything blocks, but ends within seconds.
 */
interface MappingProtocol {
  /** The name people find in their router's settings. */
  String word();

  /** The gateway that is asked. */
  Gateway gateway();

  /**
   * Asks for a port, or renews it.
   *
   * @throws MappingRefusedException if the gateway understands but doesn't do it
   * @throws IOException if nothing there speaks this protocol
   */
  Lease map(PortRequest request) throws IOException;

  /**
   * Gives the port back.
   *
   * @throws IOException if the gateway doesn't confirm it; the lease ends by itself then
   */
  void unmap(PortRequest request) throws IOException;
}
