package zerobridge.reach;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import zerobridge.codec.ProtocolException;
import zerobridge.net.Dialer;

/**
 * The Port Control Protocol (RFC 6887), operation MAP: newer routers, and carriers that translate
 * addresses for their customers. A mapping belongs to the nonce it was made with, which is why one
 * object renews and releases what it has made.
 */
final class Pcp implements MappingProtocol {
  private static final byte VERSION = 2;
  private static final byte OP_MAP = 1;
  private static final byte ANSWER = (byte) 0x80;
  private static final byte TCP = 6;
  private static final int NONCE_BYTES = 12;
  private static final int MESSAGE_BYTES = 60;

  /** Where fields of answers begin (RFC 6887, 7.2 and 11.1). */
  private static final int RESULT = 3;

  private static final int LIFETIME = 4;
  private static final int NONCE = 24;
  private static final int PROTOCOL = 36;
  private static final int INTERNAL_PORT = 40;
  private static final int EXTERNAL_PORT = 42;
  private static final int EXTERNAL_ADDRESS = 44;

  /** Result codes (RFC 6887, 7.4). */
  private static final int SUCCESS = 0;

  private static final int UNSUPPORTED_VERSION = 1;
  private static final int NOT_AUTHORIZED = 2;
  private static final int ADDRESS_MISMATCH = 12;
  private static final int CANNOT_PROVIDE_EXTERNAL = 11;

  /** A router that only knows NAT-PMP answers in its version. */
  private static final byte NAT_PMP_VERSION = 0;

  private final Gateway gateway;
  private final int serverPort;
  private final Dialer dialer;
  private final InstantSource clock;
  private final byte[] nonce = new byte[NONCE_BYTES];

  Pcp(Gateway gateway, int serverPort, Dialer dialer, InstantSource clock, RandomGenerator random) {
    this.gateway = gateway;
    this.serverPort = serverPort;
    this.dialer = dialer;
    this.clock = clock;
    random.nextBytes(nonce);
  }

  @Override
  public String word() {
    return "PCP";
  }

  @Override
  public Gateway gateway() {
    return gateway;
  }

  @Override
  public Lease map(PortRequest request) throws IOException {
    byte[] answer = ask(request.port(), request.lifetime());
    ByteBuffer fields = ByteBuffer.wrap(answer);
    if (Short.toUnsignedInt(fields.getShort(EXTERNAL_PORT)) != request.port()) {
      ask(request.port(), Duration.ZERO);
      throw MappingRefusedException.taken(request.port());
    }
    long lifetime = Integer.toUnsignedLong(fields.getInt(LIFETIME));
    return new Lease(external(answer), Duration.ofSeconds(Math.max(1, lifetime)));
  }

  @Override
  public void unmap(PortRequest request) throws IOException {
    ask(request.port(), Duration.ZERO);
  }

  private byte[] ask(int port, Duration lifetime) throws IOException {
    try (DatagramSocket socket = dialer.udp(gateway.address().getHostAddress(), serverPort)) {
      byte[] question = question(socket.getLocalAddress(), port, lifetime);
      byte[] answer =
          new GatewayQuestion(socket, clock).ask(question, it -> isAnswer(it, question));
      check(answer, port);
      return answer;
    }
  }

  private byte[] question(InetAddress local, int port, Duration lifetime) {
    ByteBuffer message = ByteBuffer.allocate(MESSAGE_BYTES);
    message.put(VERSION).put(OP_MAP).putShort((short) 0).putInt((int) lifetime.toSeconds());
    putMapped(message, local.getAddress());
    message.put(nonce).put(TCP).put(new byte[3]).putShort((short) port);
    // Whoever deletes suggests nothing.
    message.putShort((short) (lifetime.isZero() ? 0 : port));
    putMapped(message, new byte[4]);
    return message.array();
  }

  /** An IPv4 address as IPv6 (RFC 6887, 5). */
  private static void putMapped(ByteBuffer message, byte[] ip) {
    message.put(new byte[10]).put((byte) 0xff).put((byte) 0xff).put(ip);
  }

  private static boolean isAnswer(byte[] datagram, byte[] question) {
    if (datagram.length < 4) {
      return false;
    }
    if (datagram[0] == NAT_PMP_VERSION) {
      return true;
    }
    if (datagram[0] != VERSION || datagram[1] != (ANSWER | OP_MAP)) {
      return false;
    }
    if (datagram.length < MESSAGE_BYTES) {
      // Some servers send failures without what they are about.
      return result(datagram) != SUCCESS;
    }
    return Arrays.equals(datagram, NONCE, PROTOCOL + 1, question, NONCE, PROTOCOL + 1)
        && Arrays.equals(
            datagram, INTERNAL_PORT, EXTERNAL_PORT, question, INTERNAL_PORT, EXTERNAL_PORT);
  }

  private static int result(byte[] answer) {
    return Byte.toUnsignedInt(answer[RESULT]);
  }

  private static void check(byte[] answer, int port) throws IOException {
    if (answer[0] == NAT_PMP_VERSION || result(answer) == UNSUPPORTED_VERSION) {
      throw new ProtocolException("The router doesn't speak PCP.");
    }
    switch (result(answer)) {
      case SUCCESS -> {}
      case NOT_AUTHORIZED ->
          throw MappingRefusedException.because("The router doesn't let programs open ports.");
      case CANNOT_PROVIDE_EXTERNAL -> throw MappingRefusedException.taken(port);
      case ADDRESS_MISMATCH ->
          throw MappingRefusedException.because(
              "Between this computer and the router another one translates addresses.");
      default ->
          throw MappingRefusedException.because(
              "The router refuses to open the port (PCP result " + result(answer) + ").");
    }
  }

  private static @Nullable InetAddress external(byte[] answer) throws IOException {
    byte[] ip = Arrays.copyOfRange(answer, EXTERNAL_ADDRESS, EXTERNAL_ADDRESS + 16);
    InetAddress address = InetAddress.getByAddress(ip);
    return address.isAnyLocalAddress() ? null : address;
  }
}
