package zerobridge.peer;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import zerobridge.codec.Message;
import zerobridge.io.Threads;

/** Fetches a page of a node again and again over one connection, whatever others do meanwhile. */
final class HonestVisitor implements AutoCloseable {
  private final LinkedBlockingQueue<Integer> served = new LinkedBlockingQueue<>();
  private final ScriptedPeer peer;
  private final CompletableFuture<Void> visiting;
  private volatile boolean stopped;

  HonestVisitor(Threads threads, String source, VictimNode node) throws IOException {
    this.peer = ScriptedPeer.dialFrom(source, node.port());
    peer.handshake();
    this.visiting = threads.call("honest visitor", () -> visit(node.site()));
  }

  private Void visit(String site) throws IOException {
    for (int id = 1; !stopped; id++) {
      peer.request("getFile", id, Map.of("site", site, "inner_path", "index.html", "location", 0));
      Message answer = peer.next();
      byte[] body = answer.bytes("body");
      if (body == null || body.length == 0) {
        throw new IOException("The node does not serve: " + answer.text("error"));
      }
      served.add(id);
    }
    return null;
  }

  /** Waits until so many more pages have come; false if one doesn't come in time. */
  boolean isServed(int more) throws InterruptedException {
    served.clear();
    for (int i = 0; i < more; i++) {
      if (visiting.isDone() || served.poll(20, TimeUnit.SECONDS) == null) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    stopped = true;
    peer.close();
  }
}
