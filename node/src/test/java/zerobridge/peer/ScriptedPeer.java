package zerobridge.peer;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.SequenceInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import zerobridge.codec.Message;
import zerobridge.codec.MsgPackReader;
import zerobridge.codec.MsgPackWriter;

/**
 * A peer for tests that says exactly what the test tells it to, right or wrong, and hands the test
 * each message it gets. Reads give up after {@link #PATIENCE_MILLIS}, so that a test that waits for
 * something that never comes fails instead of hanging. Confined to one thread.
 */
public final class ScriptedPeer implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 20_000;

  private final Socket raw;
  private Socket socket;
  private MsgPackReader reader;

  private ScriptedPeer(Socket raw) throws IOException {
    this.raw = raw;
    this.socket = raw;
    raw.setTcpNoDelay(true);
    raw.setSoTimeout(PATIENCE_MILLIS);
    this.reader = new MsgPackReader(raw.getInputStream());
  }

  /** Dials a node on this machine. */
  public static ScriptedPeer dial(int port) throws IOException {
    Socket socket = new Socket();
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
    return new ScriptedPeer(socket);
  }

  /** Dials a node on this machine from another address of this machine, such as 127.3.0.1. */
  public static ScriptedPeer dialFrom(String source, int port) throws IOException {
    Socket socket = new Socket();
    socket.bind(new InetSocketAddress(source, 0));
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
    return new ScriptedPeer(socket);
  }

  /** Waits for a node to dial. */
  public static ScriptedPeer accept(ServerSocket server) throws IOException {
    server.setSoTimeout(PATIENCE_MILLIS);
    return new ScriptedPeer(server.accept());
  }

  /** A place for nodes to dial, on a free port of this machine. */
  public static ServerSocket listen() throws IOException {
    return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  /** The parameters of an ordinary clear-text handshake, to be changed at will. */
  public static Map<String, @Nullable Object> handshakeFields() {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("version", "0.7.2");
    fields.put("protocol", "v2");
    fields.put("use_bin_type", true);
    fields.put("peer_id", "-UT3530-ScriptedPeer");
    fields.put("fileserver_port", 15441);
    fields.put("port_opened", null);
    fields.put("target_ip", "127.0.0.1");
    fields.put("rev", 4555);
    fields.put("crypt_supported", java.util.List.of());
    fields.put("crypt", null);
    fields.put("time", 1_700_000_000);
    return fields;
  }

  /** Introduces itself as the dialling side and returns the answer. */
  public Message handshake() throws IOException {
    request("handshake", 0, handshakeFields());
    return next();
  }

  /** Answers the handshake of the node that dialled; returns its request. */
  public Message welcome() throws IOException {
    Message request = next();
    answer(0, handshakeFields());
    return request;
  }

  public void request(String command, long id, Map<String, ? extends @Nullable Object> params)
      throws IOException {
    Map<String, @Nullable Object> message = new LinkedHashMap<>();
    message.put("cmd", command);
    message.put("req_id", id);
    message.put("params", params);
    send(MsgPackWriter.encode(message));
  }

  public void answer(long to, Map<String, ? extends @Nullable Object> fields) throws IOException {
    Map<String, @Nullable Object> message = new LinkedHashMap<>(fields);
    message.put("cmd", "response");
    message.put("to", to);
    send(MsgPackWriter.encode(message));
  }

  /** Answers a file request with raw data behind the answer. */
  public void answerStream(long to, long location, long size, byte[] data) throws IOException {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("size", size);
    fields.put("location", location + data.length);
    fields.put("stream_bytes", data.length);
    answer(to, fields);
    send(data);
  }

  public void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  /** The next message. */
  public Message next() throws IOException {
    Message message = reader.next();
    if (message == null) {
      throw new IOException("The node closed the connection instead of a message.");
    }
    return message;
  }

  /** Raw data behind a message. */
  public byte[] raw(int length) throws IOException {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    while (data.size() < length) {
      ByteBuffer part = reader.nextRaw(length - data.size());
      data.write(part.array(), part.arrayOffset() + part.position(), part.remaining());
    }
    return data.toByteArray();
  }

  /** Waits until the node ends the connection; false if it says something instead. */
  public boolean isClosedByNode() {
    try {
      return reader.next() == null;
    } catch (java.net.SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  /** Says that nothing more will come, as a peer that hangs up politely. */
  public void endOfSpeech() throws IOException {
    raw.shutdownOutput();
  }

  /** Reads whatever comes, message or not, until the node ends the connection. */
  public boolean readsUntilEnd() throws IOException {
    try {
      raw.getInputStream().readAllBytes();
      return true;
    } catch (java.net.SocketTimeoutException e) {
      return false;
    } catch (java.net.SocketException e) {
      // A reset is an end as well.
      return true;
    }
  }

  /** Begins TLS as the side that dialled. */
  public void startTls(Tls tls) throws IOException {
    use(tls.asClient(raw));
  }

  /** As {@link #startTls(Tls)}, with one version of TLS only. */
  public void startTls(Tls tls, String version) throws IOException {
    use(tls.asClient(raw, version));
  }

  /** Asks for another TLS handshake inside the first; true if the node doesn't take part. */
  public boolean isRefusedAnotherTlsHandshake() {
    try {
      ((SSLSocket) socket).startHandshake();
      request("ping", 1, Map.of());
      next();
      return false;
    } catch (IOException e) {
      return !(e instanceof java.net.SocketTimeoutException);
    }
  }

  /** Sends bytes past the TLS that is on the connection. */
  public void sendBelowTls(byte[] bytes) throws IOException {
    try {
      raw.getOutputStream().write(bytes);
      raw.getOutputStream().flush();
    } catch (java.net.SocketException e) {
      // The node hung up at the first of them.
      assertClosed(e);
    }
  }

  private static void assertClosed(java.net.SocketException e) throws IOException {
    String text = String.valueOf(e.getMessage());
    if (!text.contains("reset") && !text.contains("pipe")) {
      throw e;
    }
  }

  /** Begins TLS as the side that was dialled. */
  public void acceptTls(Tls tls) throws IOException {
    use(tls.asServer(raw, new byte[0]));
  }

  private void use(SSLSocket upgraded) throws IOException {
    socket = upgraded;
    reader = new MsgPackReader(upgraded.getInputStream());
  }

  /** The first bytes as they come, for tests of what isn't a message. */
  public byte[] peekRaw(int length) throws IOException {
    byte[] bytes = raw.getInputStream().readNBytes(length);
    reader =
        new MsgPackReader(
            new SequenceInputStream(new ByteArrayInputStream(bytes), raw.getInputStream()));
    return bytes;
  }

  @Override
  public void close() throws IOException {
    raw.close();
  }
}
