package zerobridge.tracker;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import zerobridge.io.Threads;

/** A tracker on loopback, by HTTP and by datagrams, that answers as a test tells it. */
final class FakeTracker implements AutoCloseable {
  /** Answers a datagram; no bytes mean no answer. */
  interface Datagrams extends Function<ByteBuffer, byte[]> {}

  private final InetAddress loopback = InetAddress.getLoopbackAddress();
  private final DatagramSocket udp = new DatagramSocket(new InetSocketAddress(loopback, 0));
  private final ServerSocket http = new ServerSocket(0, 20, loopback);
  private final Threads threads;
  private final BlockingQueue<String> requests = new LinkedBlockingQueue<>();
  private final BlockingQueue<ByteBuffer> packets = new LinkedBlockingQueue<>();
  private volatile Datagrams datagrams = packet -> new byte[0];
  private volatile byte[] body = "d8:intervali60e5:peers0:e".getBytes(ISO_8859_1);

  FakeTracker(Threads threads) throws IOException {
    this.threads = threads;
    threads.run("fake-udp", () -> serve(this::datagram));
    threads.run("fake-http", () -> serve(this::connection));
  }

  String httpUrl() {
    return "http://127.0.0.1:" + http.getLocalPort() + "/announce";
  }

  String udpUrl() {
    return "udp://127.0.0.1:" + udp.getLocalPort();
  }

  void answerHttp(byte[] bytes) {
    body = bytes;
  }

  void answerUdp(Datagrams answers) {
    datagrams = answers;
  }

  /** Behaves as BEP 15 says, with one answer for every announce. */
  void answerUdp(byte[] peers) {
    answerUdp(packet -> honest(packet, peers));
  }

  static byte[] honest(ByteBuffer packet, byte[] peers) {
    if (packet.remaining() == 16) {
      int transaction = packet.getInt(12);
      return ByteBuffer.allocate(16).putInt(0).putInt(transaction).putLong(77).array();
    }
    return ByteBuffer.allocate(20 + peers.length)
        .putInt(1)
        .putInt(packet.getInt(12))
        .putInt(1800)
        .putLong(0)
        .put(peers)
        .array();
  }

  /** The first lines of the requests so far, oldest first. */
  BlockingQueue<String> requests() {
    return requests;
  }

  /** The datagrams so far, oldest first. */
  BlockingQueue<ByteBuffer> packets() {
    return packets;
  }

  /** One thing to serve. */
  private interface Step {
    void run() throws IOException;
  }

  private void serve(Step step) {
    try {
      while (true) {
        step.run();
      }
    } catch (SocketException e) {
      // Closed by close().
      if (!udp.isClosed()) {
        throw new IllegalStateException(e);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void datagram() throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[200], 200);
    udp.receive(packet);
    ByteBuffer copy = ByteBuffer.wrap(Arrays.copyOf(packet.getData(), packet.getLength()));
    packets.add(copy);
    byte[] answer = datagrams.apply(copy);
    if (answer.length > 0) {
      udp.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
    }
  }

  private void connection() throws IOException {
    Socket socket = http.accept();
    threads.run("fake-request", () -> request(socket));
  }

  private void request(Socket socket) {
    try (socket) {
      BufferedReader in =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
      String first = in.readLine();
      requests.add(first);
      for (String line = first; line != null && !line.isEmpty(); line = in.readLine()) {
        // The headers are of no interest.
      }
      socket.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(ISO_8859_1));
      socket.getOutputStream().write(body);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws IOException {
    udp.close();
    http.close();
  }

  /** The answer of a tracker that refuses, in its words. */
  static byte[] error(ByteBuffer packet, String reason) {
    byte[] text = reason.getBytes(ISO_8859_1);
    return ByteBuffer.allocate(8 + text.length)
        .putInt(3)
        .putInt(packet.getInt(12))
        .put(text)
        .array();
  }
}
