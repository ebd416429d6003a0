package zerobridge.net;

import java.io.Closeable;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One question to every device of the local network, and what they answer. Questions go only to the
 * group that the search was opened for; whom to believe is for the asker to decide. Opened by
 * {@link Dialer#searchLocally}; for one thread.
 */
public final class LocalSearch implements Closeable {
  /** Longer answers are cut; those of UPnP have a few hundred bytes. */
  private static final int MAX_ANSWER_BYTES = 4 << 10;

  /** The local network and at most one more behind a bridge (UPnP device architecture, 1.3.2). */
  private static final int HOPS = 2;

  private final DatagramSocket socket;
  private final InetSocketAddress group;

  /** An answer and who gave it; the bytes are not copied. */
  @SuppressWarnings("ArrayRecordComponent") // read once and thrown away
  public record Heard(InetAddress from, byte[] answer) {}

  LocalSearch(InetAddress source, InetSocketAddress group) throws IOException {
    this.group = group;
    this.socket = new DatagramSocket(0, source);
    try {
      NetworkInterface network = NetworkInterface.getByInetAddress(source);
      if (network != null && group.getAddress().isMulticastAddress()) {
        socket.setOption(StandardSocketOptions.IP_MULTICAST_IF, network);
        socket.setOption(StandardSocketOptions.IP_MULTICAST_TTL, HOPS);
      }
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  public void ask(byte[] question) throws IOException {
    socket.send(new DatagramPacket(question, question.length, group));
  }

  /**
   * The next answer, of whomever.
   *
   * @param patience how long to wait, at least a millisecond
   * @return {@code null} if none came in time
   */
  public @Nullable Heard hear(Duration patience) throws IOException {
    socket.setSoTimeout(Math.toIntExact(Math.max(1, patience.toMillis())));
    DatagramPacket packet = new DatagramPacket(new byte[MAX_ANSWER_BYTES], MAX_ANSWER_BYTES, group);
    try {
      socket.receive(packet);
    } catch (SocketTimeoutException silence) {
      return null;
    }
    byte[] answer = Arrays.copyOf(packet.getData(), packet.getLength());
    return new Heard(packet.getAddress(), answer);
  }

  @Override
  public void close() {
    socket.close();
  }
}
