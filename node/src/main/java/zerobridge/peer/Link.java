package zerobridge.peer;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.codec.Message;
import zerobridge.codec.MsgPackReader;
import zerobridge.crypto.CertificatePin;

/**
 * One socket with the streams that are on it now: clear at first, TLS from some moment on. Counts
 * the bytes above TLS. The upgrade happens before the connection has more than one thread; after
 * that only {@link #close} and the figures may be used from others.
 */
final class Link {
  private static final Logger log = LoggerFactory.getLogger(Link.class);

  private static final byte[] NOTHING = {};

  private final Socket raw;
  private final InstantSource clock;
  private final Intake intake;
  private final AtomicBoolean closed = new AtomicBoolean();
  private MsgPackReader reader;
  private OutputStream out;
  private @Nullable SSLSocket tls;
  private final AtomicLong bytesIn = new AtomicLong();
  private volatile long lastReceived;
  private volatile boolean heldBack;

  /**
   * Takes over a connected socket.
   *
   * @param intake is passed by every byte received
   */
  Link(Socket raw, InstantSource clock, Intake intake) throws IOException {
    this.raw = raw;
    this.clock = clock;
    this.intake = intake;
    this.lastReceived = clock.millis();
    this.reader = reader(NOTHING, raw.getInputStream());
    this.out = raw.getOutputStream();
  }

  /** The very first byte of the stream, which tells TLS from messages. */
  byte[] takeFirstByte() throws IOException {
    int first = raw.getInputStream().read();
    if (first < 0) {
      throw new EOFException("The peer closed the connection without a word.");
    }
    return new byte[] {(byte) first};
  }

  /** Takes bytes that were read from the socket before as the first ones of the stream. */
  void startsWith(byte[] first) throws IOException {
    reader = reader(first, raw.getInputStream());
  }

  void upgradeAsClient(Tls method) throws IOException {
    use(method.asClient(raw));
  }

  void upgradeAsServer(Tls method, byte[] consumed) throws IOException {
    use(method.asServer(raw, consumed));
  }

  private void use(SSLSocket socket) throws IOException {
    tls = socket;
    reader = reader(NOTHING, socket.getInputStream());
    out = socket.getOutputStream();
  }

  private MsgPackReader reader(byte[] first, InputStream in) {
    return new MsgPackReader(first, new CountingStream(in), intake.memory());
  }

  Intake intake() {
    return intake;
  }

  /** The next message of a greeting, which is not kept. */
  @Nullable Message next() throws IOException {
    Message message = reader.next();
    reader.releaseReserved();
    return message;
  }

  MsgPackReader reader() {
    return reader;
  }

  OutputStream out() {
    return out;
  }

  /** The socket below everything: for its addresses. */
  Socket socket() {
    return raw;
  }

  /** The pin of the certificate that the other end showed, if it showed one. */
  Optional<CertificatePin> certificatePin() {
    if (tls == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(CertificatePin.of(tls.getSession().getPeerCertificates()[0]));
    } catch (SSLPeerUnverifiedException e) {
      // Nobody asks the side that dialled for one.
      return Optional.empty();
    }
  }

  boolean isTls() {
    return tls != null;
  }

  /** The channel that files can be sent to without copying, or {@code null}. */
  @Nullable SocketChannel plainChannel() {
    return tls == null ? raw.getChannel() : null;
  }

  /** Reads give up after this many milliseconds; 0 is never. */
  void setReadTimeout(int millis) throws IOException {
    raw.setSoTimeout(millis);
  }

  long bytesIn() {
    return bytesIn.get();
  }

  /** When bytes arrived last, Unix milliseconds; the start of the connection if none did. */
  long lastReceived() {
    return lastReceived;
  }

  /** True while this node reads nothing more to keep to its own limit. */
  boolean isHeldBack() {
    return heldBack;
  }

  boolean isClosed() {
    return closed.get();
  }

  /** Ends both directions at once; readers and writers wake up with an exception. */
  void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    try {
      raw.close();
    } catch (IOException e) {
      log.debug("Closing a socket: {}", e.toString());
    }
  }

  private final class CountingStream extends FilterInputStream {
    CountingStream(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int count = super.read(target, offset, Math.min(length, intake.throttle().step()));
      if (count > 0) {
        lastReceived = clock.millis();
        bytesIn.addAndGet(count);
        passed(count);
      }
      return count;
    }

    private void passed(int count) throws IOException {
      heldBack = true;
      try {
        intake.throttle().pass(count);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("This node stops.");
      } finally {
        heldBack = false;
        lastReceived = clock.millis();
      }
    }
  }
}
