package zerobridge.endtoend;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A tracker (BEP 3, compact answers of BEP 23) that knows one peer on loopback for whatever it is
 * asked.
 */
final class OnePeerTracker implements AutoCloseable {

  private final AtomicInteger peerPort = new AtomicInteger();
  private final HttpServer server;

  OnePeerTracker() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/announce",
        exchange -> {
          ByteArrayOutputStream answer = new ByteArrayOutputStream();
          int port = peerPort.get();
          answer.write(
              ("d8:intervali60e5:peers" + (port == 0 ? "0:" : "6:"))
                  .getBytes(StandardCharsets.US_ASCII));
          if (port != 0) {
            answer.write(
                ByteBuffer.allocate(6)
                    .put(new byte[] {127, 0, 0, 1})
                    .putShort((short) port)
                    .array());
          }
          answer.write('e');
          exchange.sendResponseHeaders(200, answer.size());
          exchange.getResponseBody().write(answer.toByteArray());
          exchange.close();
        });
    server.start();
  }

  /** From now on the peer listens there. */
  void tell(int port) {
    peerPort.set(port);
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/announce";
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
