package zerobridge.site;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledFuture;
import zerobridge.io.Lane;
import zerobridge.io.Threads;
import zerobridge.net.PeerAddress;

/** A way to a node on which every byte takes its time, in both directions. */
final class SlowLink implements AutoCloseable {
  private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final Threads threads = new Threads("slow-link");
  private final int target;
  private final Duration delay;

  SlowLink(PeerAddress target, Duration delay) throws IOException {
    this.target = target.port();
    this.delay = delay;
    threads.run("slow-accept", this::accept);
  }

  PeerAddress address() {
    return PeerAddress.of("127.0.0.1", server.getLocalPort());
  }

  private void accept() {
    try {
      while (true) {
        Socket near = server.accept();
        Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
        threads.run("slow-there", () -> copy(near, far));
        threads.run("slow-back", () -> copy(far, near));
      }
    } catch (IOException e) {
      // The test is over.
      threads.close();
    }
  }

  private void copy(Socket from, Socket to) {
    Lane lane = threads.lane("slow-copy");
    Queue<byte[]> onTheWay = new ConcurrentLinkedQueue<>();
    byte[] buffer = new byte[8192];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        onTheWay.add(Arrays.copyOf(buffer, count));
        ScheduledFuture<?> unused =
            threads.after(delay, "slow-hop", () -> lane.execute(() -> deliver(onTheWay, to)));
      }
    } catch (IOException e) {
      // One side hung up; the other one hears it by the closing.
      return;
    }
  }

  private static void deliver(Queue<byte[]> onTheWay, Socket to) {
    byte[] next = onTheWay.poll();
    try {
      OutputStream out = to.getOutputStream();
      if (next != null) {
        out.write(next);
      }
    } catch (IOException e) {
      onTheWay.clear();
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    threads.close();
  }
}
