package zerobridge.reach;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.Closeable;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import zerobridge.net.Dialer;
import zerobridge.net.NetworkMode;
import zerobridge.net.PeerAddress;

/** A router on loopback that does and says what a test wants. */
final class FakeGateway implements Closeable {
  static final String WAN_IP_1 = "urn:schemas-upnp-org:service:WANIPConnection:1";
  static final Inet4Address LOOPBACK = (Inet4Address) PeerAddress.ip("127.0.0.1");

  final HttpServer http;
  final List<String> actions = new CopyOnWriteArrayList<>();

  /** Answers of UPnP by action: {@code "725"} is an error, anything else the arguments. */
  final Map<String, Function<String, String>> upnp = new ConcurrentHashMap<>();

  /** Where answers to searches send us; {@code %d} is the port. */
  volatile String location = "http://127.0.0.1:%d/root.xml";

  volatile String description = described("/ctl", WAN_IP_1);
  private final DatagramSocket socket;
  private final Function<byte[], byte[]> datagrams;

  private FakeGateway(Function<byte[], byte[]> datagrams) throws IOException {
    this.datagrams = datagrams;
    socket = new DatagramSocket(0, LOOPBACK);
    http = HttpServer.create(new InetSocketAddress(LOOPBACK, 0), 0);
    http.createContext("/root.xml", exchange -> send(exchange, 200, description));
    http.createContext("/ctl", this::control);
    http.start();
    Thread thread = new Thread(this::serve, "fake gateway");
    thread.setDaemon(true);
    thread.start();
  }

  /** One that speaks UPnP. */
  static FakeGateway upnp() throws IOException {
    FakeGateway[] made = new FakeGateway[1];
    made[0] =
        new FakeGateway(
            question -> {
              String text = new String(question, UTF_8);
              String target = text.replaceAll("(?s).*ST: ([^\r]*).*", "$1");
              String where = made[0].location.formatted(made[0].httpPort());
              return ("HTTP/1.1 200 OK\r\nST: " + target + "\r\nLocation: " + where + "\r\n\r\n")
                  .getBytes(UTF_8);
            });
    return made[0];
  }

  /** One that answers datagrams; an empty answer is none. */
  static FakeGateway answering(Function<byte[], byte[]> datagrams) throws IOException {
    return new FakeGateway(datagrams);
  }

  static Gateway gateway() {
    return new Gateway(LOOPBACK, LOOPBACK, 8, false);
  }

  static Dialer dialer() {
    Dialer dialer = new Dialer();
    dialer.allow(NetworkMode.loopbackOnly());
    return dialer;
  }

  static String described(String control, String type) {
    return """
        <?xml version="1.0"?>
        <root xmlns="urn:schemas-upnp-org:device-1-0"><device><deviceList><device>
        <serviceList><service><serviceType>%s</serviceType><controlURL>%s</controlURL>
        </service></serviceList></device></deviceList></device></root>
        """
        .formatted(type, control);
  }

  InetSocketAddress udp() {
    return new InetSocketAddress(LOOPBACK, socket.getLocalPort());
  }

  int httpPort() {
    return http.getAddress().getPort();
  }

  private void serve() {
    byte[] buffer = new byte[2_000];
    while (!socket.isClosed()) {
      try {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        socket.receive(packet);
        byte[] answer = datagrams.apply(Arrays.copyOf(buffer, packet.getLength()));
        if (answer.length > 0) {
          socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
        }
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void control(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    String action =
        exchange.getRequestHeaders().getFirst("SOAPAction").replaceAll(".*#(.*)\"", "$1");
    actions.add(action);
    String answer = upnp.getOrDefault(action, it -> "").apply(body);
    if (answer.matches("[0-9]{3}")) {
      send(
          exchange,
          500,
          "<s:Envelope xmlns:s='e'><s:Body><s:Fault><detail><UPnPError><errorCode>"
              + answer
              + "</errorCode><errorDescription>no</errorDescription></UPnPError></detail></s:Fault>"
              + "</s:Body></s:Envelope>");
    } else {
      send(exchange, 200, "<s:Envelope xmlns:s='e'><s:Body>" + answer + "</s:Body></s:Envelope>");
    }
  }

  private static void send(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  /** A NAT-PMP router (RFC 6886) with the given external address and a port of its own choice. */
  static Function<byte[], byte[]> natPmp(InetAddress external, int result, int portOffset) {
    return question -> {
      ByteBuffer in = ByteBuffer.wrap(question);
      if (question.length == 2) {
        return ByteBuffer.allocate(12)
            .putShort((short) 128)
            .putShort((short) 0)
            .putInt(7)
            .put(external.getAddress())
            .array();
      }
      int port = in.getShort(4);
      return ByteBuffer.allocate(16)
          .putShort((short) 130)
          .putShort((short) result)
          .putInt(7)
          .putShort((short) port)
          .putShort((short) (port + portOffset))
          .putInt(in.getInt(8))
          .array();
    };
  }

  /** A PCP router (RFC 6887) that changes answers as a test wants before they are sent. */
  static Function<byte[], byte[]> pcp(InetAddress external, Function<byte[], byte[]> change) {
    return question -> {
      byte[] answer = question.clone();
      answer[1] = (byte) 0x81;
      Arrays.fill(answer, 2, 4, (byte) 0);
      ByteBuffer.wrap(answer).position(8).putInt(7).put(new byte[12]);
      ByteBuffer.wrap(answer).position(54).putShort((short) -1).put(external.getAddress());
      return change.apply(answer);
    };
  }

  @Override
  public void close() {
    socket.close();
    http.stop(0);
  }
}
