package zerobridge.reach;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import zerobridge.net.Dialer;

/** NAT-PMP (RFC 6886): Apple's routers and most of those that speak PCP. */
final class NatPmp implements MappingProtocol {
  private static final byte VERSION = 0;
  private static final byte OP_ADDRESS = 0;
  private static final byte OP_MAP_TCP = 2;
  private static final int ANSWER = 128;

  /** Fields of answers: version, operation, result, seconds since the router's start. */
  private static final int RESULT = 2;

  private static final int ADDRESS = 8;
  private static final int INTERNAL_PORT = 8;
  private static final int EXTERNAL_PORT = 10;
  private static final int LIFETIME = 12;
  private static final int ADDRESS_ANSWER_BYTES = 12;
  private static final int MAP_ANSWER_BYTES = 16;

  /** RFC 6886, 3.5; failures may be cut after the seconds. */
  private static final int SUCCESS = 0;

  private static final int WRONG_VERSION = 1;
  private static final int NOT_AUTHORIZED = 2;

  private final Gateway gateway;
  private final int serverPort;
  private final Dialer dialer;
  private final InstantSource clock;

  NatPmp(Gateway gateway, int serverPort, Dialer dialer, InstantSource clock) {
    this.gateway = gateway;
    this.serverPort = serverPort;
    this.dialer = dialer;
    this.clock = clock;
  }

  @Override
  public String word() {
    return "NAT-PMP";
  }

  @Override
  public Gateway gateway() {
    return gateway;
  }

  @Override
  public Lease map(PortRequest request) throws IOException {
    int port = request.port();
    try (DatagramSocket socket = open()) {
      byte[] answer = map(socket, port, port, request.lifetime());
      ByteBuffer fields = ByteBuffer.wrap(answer);
      int external = Short.toUnsignedInt(fields.getShort(EXTERNAL_PORT));
      long lifetime = Integer.toUnsignedLong(fields.getInt(LIFETIME));
      if (external != port) {
        map(socket, port, 0, Duration.ZERO);
        throw MappingRefusedException.taken(port);
      }
      return new Lease(externalAddress(socket), Duration.ofSeconds(Math.max(1, lifetime)));
    }
  }

  @Override
  public void unmap(PortRequest request) throws IOException {
    try (DatagramSocket socket = open()) {
      map(socket, request.port(), 0, Duration.ZERO);
    }
  }

  private DatagramSocket open() throws IOException {
    return dialer.udp(gateway.address().getHostAddress(), serverPort);
  }

  /** A lifetime of zero deletes. */
  private byte[] map(DatagramSocket socket, int internal, int external, Duration lifetime)
      throws IOException {
    byte[] question =
        ByteBuffer.allocate(12)
            .put(VERSION)
            .put(OP_MAP_TCP)
            .putShort((short) 0)
            .putShort((short) internal)
            .putShort((short) external)
            .putInt((int) lifetime.toSeconds())
            .array();
    byte[] answer =
        new GatewayQuestion(socket, clock)
            .ask(
                question,
                it ->
                    isAnswer(it, OP_MAP_TCP, MAP_ANSWER_BYTES)
                        && (result(it) != SUCCESS
                            || ByteBuffer.wrap(it).getShort(INTERNAL_PORT) == (short) internal));
    check(answer);
    return answer;
  }

  private @Nullable InetAddress externalAddress(DatagramSocket socket) throws IOException {
    byte[] answer =
        new GatewayQuestion(socket, clock)
            .ask(
                new byte[] {VERSION, OP_ADDRESS},
                it -> isAnswer(it, OP_ADDRESS, ADDRESS_ANSWER_BYTES));
    if (result(answer) != SUCCESS) {
      return null;
    }
    InetAddress ip = InetAddress.getByAddress(Arrays.copyOfRange(answer, ADDRESS, ADDRESS + 4));
    return ip.isAnyLocalAddress() ? null : ip;
  }

  private static boolean isAnswer(byte[] datagram, int operation, int bytes) {
    return datagram.length > RESULT + 1
        && datagram[0] == VERSION
        && Byte.toUnsignedInt(datagram[1]) == ANSWER + operation
        && (result(datagram) != SUCCESS || datagram.length >= bytes);
  }

  private static int result(byte[] answer) {
    return Short.toUnsignedInt(ByteBuffer.wrap(answer).getShort(RESULT));
  }

  private static void check(byte[] answer) throws IOException {
    switch (result(answer)) {
      case SUCCESS -> {}
      case WRONG_VERSION -> throw new IOException("The router doesn't speak NAT-PMP.");
      case NOT_AUTHORIZED ->
          throw MappingRefusedException.because("The router doesn't let programs open ports.");
      default ->
          throw MappingRefusedException.because(
              "The router refuses to open the port (NAT-PMP result " + result(answer) + ").");
    }
  }
}
