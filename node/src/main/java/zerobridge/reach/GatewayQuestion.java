package zerobridge.reach;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;

/**
 * One question to a gateway by UDP, asked again with doubled pauses as NAT-PMP says (RFC 6886,
 * 3.1), but bounded: a gateway is a millisecond away, and the ninth repetition would come after two
 * minutes. The socket is connected, so only the gateway's own answers arrive.
 */
final class GatewayQuestion {
  /** Both NAT-PMP and PCP are spoken there. */
  static final int PORT = 5351;

  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final int ATTEMPTS = 4;

  /** PCP's own limit (RFC 6887, 7). */
  private static final int MAX_ANSWER_BYTES = 1100;

  private final DatagramSocket socket;
  private final InstantSource clock;

  GatewayQuestion(DatagramSocket socket, InstantSource clock) {
    this.socket = socket;
    this.clock = clock;
  }

  /** Takes what belongs to the question; all else is passed over. */
  interface Answers {
    boolean isAnswer(byte[] datagram);
  }

  /**
   * Asks.
   *
   * @throws IOException if nothing answers within four seconds
   */
  byte[] ask(byte[] question, Answers expected) throws IOException {
    Duration pause = FIRST_PAUSE;
    for (int i = 0; i < ATTEMPTS; i++, pause = pause.multipliedBy(2)) {
      socket.send(new DatagramPacket(question, question.length));
      long end = clock.millis() + pause.toMillis();
      for (long left = pause.toMillis(); left > 0; left = end - clock.millis()) {
        byte[] datagram = receive((int) left);
        if (expected.isAnswer(datagram)) {
          return datagram;
        }
      }
    }
    throw new SocketTimeoutException("The router doesn't answer.");
  }

  /** The next datagram, empty if none comes in time. */
  private byte[] receive(int millis) throws IOException {
    socket.setSoTimeout(millis);
    DatagramPacket packet = new DatagramPacket(new byte[MAX_ANSWER_BYTES], MAX_ANSWER_BYTES);
    try {
      socket.receive(packet);
    } catch (SocketTimeoutException silence) {
      return new byte[0];
    }
    return Arrays.copyOf(packet.getData(), packet.getLength());
  }
}
