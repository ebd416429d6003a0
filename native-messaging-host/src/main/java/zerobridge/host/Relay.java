package zerobridge.host;

import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Carries frames between one browser and the node. It is in one of three states:
 *
 * <ol>
 *   <li><b>Down</b>, the first one. Each request first looks for a node. If there is none, {@code
 *       hello} (unless it says {@code start: false}) and {@code start} begin to start it; every
 *       other request is answered here with the error {@code node-down}. The port stays open: a
 *       person who stopped the node wants it stopped, and still wants to be told so.
 *   <li><b>Starting</b>: requests wait in order; the browser gets {@code {event: "starting",
 *       elapsed}} with the milliseconds passed. A failure answers them all with {@code
 *       start-failed} and leads back to <i>down</i>.
 *   <li><b>Linked</b>, announced by {@code {event: "up"}}: frames pass unread both ways. When the
 *       node leaves, {@code {event: "down"}} tells so, and the state is <i>down</i> again.
 * </ol>
 *
 * <p>{@link #run} serves the browser's side on the calling thread until the browser leaves; the
 * other direction and a start have a thread each.
 */
final class Relay {
  /** Requests that may wait for a starting node; a patient person makes a handful. */
  static final int MAX_WAITING = 256;

  private final ReadableByteChannel fromBrowser;
  private final BrowserPort browser;
  private final RunDirectory directory;
  private final Supplier<NodeStarter> starters;

  private final Object state = new Object();
  private @Nullable NodeLink link;
  private @Nullable NodeStarter starter;
  private final Queue<byte[]> waiting = new ArrayDeque<>();

  Relay(
      ReadableByteChannel fromBrowser,
      WritableByteChannel toBrowser,
      RunDirectory directory,
      Supplier<NodeStarter> starters) {
    this.fromBrowser = fromBrowser;
    this.browser = new BrowserPort(toBrowser);
    this.directory = directory;
    this.starters = starters;
  }

  /**
   * Serves until the browser closes its end.
   *
   * @throws IOException when the browser breaks the framing or cannot be written to
   */
  void run() throws IOException {
    try {
      for (byte[] frame = Frames.read(fromBrowser);
          frame != null;
          frame = Frames.read(fromBrowser)) {
        take(frame);
      }
    } finally {
      leave();
    }
  }

  private void take(byte[] frame) throws IOException {
    synchronized (state) {
      if (starter != null) {
        hold(frame);
        return;
      }
      if (link != null && forward(link, frame)) {
        return;
      }
      Optional<NodeLink> found = NodeLink.connect(directory.socket());
      if (found.isPresent()) {
        adopt(found.get());
        if (forward(found.get(), frame)) {
          return;
        }
      }
      BrowserPort.Request request = BrowserPort.parse(frame);
      if (request.wantsStart()) {
        hold(frame);
        beginStart();
      } else {
        browser.refuse(request, "node-down", "ZeroBridge is not running");
      }
    }
  }

  private void hold(byte[] frame) throws IOException {
    if (waiting.size() < MAX_WAITING) {
      waiting.add(frame);
    } else {
      browser.refuse(
          BrowserPort.parse(frame), "too-many", "Too many requests wait for the node to start");
    }
  }

  /** False when the node has left, so that the frame needs another way. */
  private boolean forward(NodeLink to, byte[] frame) {
    try {
      Frames.write(to.channel(), frame);
      return true;
    } catch (IOException nodeLeft) {
      return false;
    }
  }

  private void adopt(NodeLink found) throws IOException {
    link = found;
    browser.event("up");
    spawn("from node", () -> carry(found));
  }

  /** Copies the node's frames; whole ones only, so that a crash of the node harms no framing. */
  private void carry(NodeLink from) {
    try (from) {
      for (byte[] frame = Frames.read(from.channel());
          frame != null;
          frame = Frames.read(from.channel())) {
        browser.send(frame);
      }
    } catch (IOException e) {
      // The node or the browser went away in the middle; for the node the event below says so,
      // and the browser's end is noticed by run().
    }
    synchronized (state) {
      if (link == from) {
        link = null;
      }
      browser.tryEvent("down");
    }
  }

  private void beginStart() {
    NodeStarter begun = starters.get();
    starter = begun;
    spawn("start node", () -> start(begun));
  }

  private void start(NodeStarter begun) {
    try {
      NodeLink found = begun.start(browser::tryStarting);
      synchronized (state) {
        starter = null;
        adopt(found);
        for (byte[] frame = waiting.poll(); frame != null; frame = waiting.poll()) {
          forward(found, frame);
        }
      }
    } catch (StartException e) {
      synchronized (state) {
        starter = null;
        for (byte[] frame = waiting.poll(); frame != null; frame = waiting.poll()) {
          browser.tryRefuse(frame, "start-failed", String.valueOf(e.getMessage()));
        }
        browser.tryEvent("down");
      }
    } catch (IOException browserLeft) {
      // run() ends by itself: its stream has ended too.
    }
  }

  private void spawn(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  /** Closes the link, since nobody is left to answer to, and gives up a start. */
  private void leave() throws IOException {
    synchronized (state) {
      if (starter != null) {
        starter.cancel();
      }
      if (link != null) {
        link.close();
      }
    }
  }
}
