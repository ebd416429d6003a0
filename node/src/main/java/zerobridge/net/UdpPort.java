package zerobridge.net;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;

/**
 * A datagram socket that talks with anybody. What the {@link Dialer} forbids is refused at every
 * sending, so a mode that is chosen later holds for sockets that are open already. Safe for any
 * thread; one at a time should receive.
 */
public final class UdpPort implements AutoCloseable {
  private final Dialer dialer;
  private final DatagramSocket socket;

  UdpPort(Dialer dialer, DatagramSocket socket) {
    this.dialer = dialer;
    this.socket = socket;
  }

  /** The local port, 1 to 65535. */
  public int port() {
    return socket.getLocalPort();
  }

  /**
   * Sends one datagram.
   *
   * @throws NetworkRefusedException if the mode of now forbids it
   */
  public void send(byte[] data, InetSocketAddress target) throws IOException {
    dialer.checkDatagramTo(target.getAddress());
    try {
      socket.send(new DatagramPacket(data, data.length, target));
    } catch (IllegalArgumentException e) {
      // The JDK's word for an address of a family that this socket has not.
      throw new IOException("No datagram can go to " + target + " from here.", e);
    }
  }

  /**
   * Waits for one datagram; what is longer than {@code max} bytes is cut off.
   *
   * @throws IOException also once the port is closed
   */
  public DatagramPacket receive(int max) throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[max], max);
    socket.receive(packet);
    return packet;
  }

  public boolean isClosed() {
    return socket.isClosed();
  }

  @Override
  public void close() {
    socket.close();
  }
}
