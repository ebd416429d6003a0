package zerobridge.peer;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.codec.Message;
import zerobridge.codec.MsgPackWriter;
import zerobridge.codec.ProtocolException;
import zerobridge.crypto.CertificatePin;
import zerobridge.net.Dialer;
import zerobridge.net.PeerAddress;

/**
 * Brings a fresh socket to the point where requests can be made: TLS or not, then the handshake
 * (peer protocol, handshake and encryption). Both directions in one place, because each step of one
 * side answers a step of the other:
 *
 * <pre>
 *   dials                                   is dialled
 *   TLS hello, unless local or refused  →   looks at the first byte: TLS or a message
 *   {handshake}                         →
 *                                       ←   {response, crypt}
 *   TLS now, if crypt and still clear   ↔   TLS now, if crypt and still clear
 * </pre>
 *
 * Blocking; safe for any thread.
 */
final class Greeter {
  /** For dialling, for TLS and for the handshake each. */
  static final Duration STEP_TIMEOUT = Duration.ofSeconds(30);

  /** The dialling side speaks first, and at once. */
  private static final Duration FIRST_BYTE_TIMEOUT = Duration.ofSeconds(10);

  private static final Logger log = LoggerFactory.getLogger(Greeter.class);

  private final OwnHandshake own;
  private final Tls tls;
  private final PeerSettings settings;
  private final InstantSource clock;
  private final AtomicLong received;
  private final BrokenTls brokenTls;

  Greeter(
      OwnHandshake own, Tls tls, PeerSettings settings, InstantSource clock, AtomicLong received) {
    this.own = own;
    this.tls = tls;
    this.settings = settings;
    this.clock = clock;
    this.received = received;
    this.brokenTls = new BrokenTls(clock);
  }

  /** A link that is ready for requests, and who is at its other end. */
  record Greeted(Link link, PeerConnection.Peer peer) {}

  /**
   * Dials a node; falls back to clear text if it doesn't speak TLS and no certificate is pinned.
   */
  Greeted dial(Dialer dialer, Dialled target) throws IOException {
    Link link = open(dialer, target);
    PeerAddress address = target.address(link.socket());
    if (target.pin() != null) {
      startPinnedTls(link, target.pin());
      return greet(link, target, true);
    }
    if (own.isStranger(address) && !isBroken(address)) {
      if (startTls(link, address)) {
        return greet(link, target, true);
      }
      link = open(dialer, target);
    }
    boolean offersTls =
        !(address instanceof PeerAddress.Onion) && (settings.strictTls() || !isBroken(address));
    return greet(link, target, offersTls);
  }

  private Link open(Dialer dialer, Dialled target) throws IOException {
    Socket socket = target.open(dialer);
    try {
      Link link = new Link(socket, clock, received);
      link.setReadTimeout((int) STEP_TIMEOUT.toMillis());
      return link;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** TLS as the very first, and with the right certificate, or nothing (peer protocol, 2.7). */
  private void startPinnedTls(Link link, CertificatePin pin) throws IOException {
    try {
      link.upgradeAsClient(tls);
      if (!link.certificatePin().equals(Optional.of(pin))) {
        throw new ProtocolException("The tracker shows another certificate than the pinned one.");
      }
    } catch (IOException | RuntimeException e) {
      link.close();
      throw e;
    }
  }

  /** False if the node clearly has no TLS; a node that is only slow or gone is an exception. */
  private boolean startTls(Link link, PeerAddress address) throws IOException {
    try {
      link.upgradeAsClient(tls);
      return true;
    } catch (SocketTimeoutException e) {
      link.close();
      throw e;
    } catch (SSLException | EOFException | SocketException e) {
      // Nodes without TLS read the hello as a message and hang up.
      link.close();
      if (!settings.strictTls()) {
        markBroken(address);
      }
      return false;
    } catch (IOException | RuntimeException e) {
      link.close();
      throw e;
    }
  }

  /** The handshake of the dialling side. */
  Greeted greet(Link link, Dialled target, boolean offersTls) throws IOException {
    try {
      long start = clock.millis();
      PeerAddress address = target.address(link.socket());
      Map<String, @Nullable Object> fields =
          own.fields(address, offersTls, link.isTls() ? Handshake.TLS_RSA : null);
      target.introduce(fields);
      Map<String, @Nullable Object> request = new LinkedHashMap<>();
      request.put("cmd", "handshake");
      request.put("req_id", 0);
      request.put("params", fields);
      write(link, request);
      Message answer = link.reader().next();
      if (answer == null) {
        throw new EOFException("The peer closed the connection instead of a handshake.");
      }
      if (!"response".equals(answer.text("cmd")) || answer.integer("to").orElse(-1) != 0) {
        throw new ProtocolException("The first message is no answer to the handshake.");
      }
      Handshake handshake = Handshake.read(answer);
      if (own.isOurs(handshake) && !target.mayBeOurs()) {
        own.learnAddress(address);
        throw new ProtocolException("This is our own node.");
      }
      if (!link.isTls() && offersTls && handshake.crypt() != null) {
        // Also from one that is local for us: it begins TLS now and hears nothing else.
        link.upgradeAsClient(tls);
      }
      if (settings.strictTls() && own.isStranger(address) && !link.isTls()) {
        throw new ProtocolException("The peer doesn't encrypt, but this node insists.");
      }
      Duration delay = Duration.ofMillis(Math.max(0, clock.millis() - start));
      // The port that was dialled works, whatever the node believes about itself.
      return new Greeted(link, new PeerConnection.Peer(address, handshake, true, delay));
    } catch (IOException | RuntimeException e) {
      link.close();
      throw e;
    }
  }

  /** The handshake of the side that was dialled. */
  Greeted welcome(Link link, InetAddress source) throws IOException {
    PeerAddress address = new PeerAddress.Ip(source, 0);
    Message request = firstMessage(link);
    if (!"handshake".equals(request.text("cmd"))) {
      Map<String, @Nullable Object> refusal = new LinkedHashMap<>();
      refusal.put("error", "Handshake required");
      refusal.put("cmd", "response");
      refusal.put("to", request.value("req_id"));
      write(link, refusal);
      throw new ProtocolException("A request before the handshake.");
    }
    Message params = request.map("params");
    if (params == null) {
      throw new ProtocolException("A handshake without parameters.");
    }
    Handshake handshake = Handshake.read(params);
    if (own.isOurs(handshake)) {
      // Before the other end, which is us too, sees the connection end.
      learnOwnName(handshake);
      throw new ProtocolException("This is our own node.");
    }
    boolean stranger = own.isStranger(address);
    boolean usable = !isBroken(address);
    boolean encrypts = stranger && usable && handshake.supportsTls();
    Map<String, @Nullable Object> response =
        own.fields(address, usable, encrypts ? Handshake.TLS_RSA : null);
    response.put("cmd", "response");
    response.put("to", request.value("req_id"));
    byte[] behind = link.reader().leftover();
    write(link, response);
    if (encrypts && !link.isTls()) {
      try {
        link.upgradeAsServer(tls, behind);
      } catch (SSLException e) {
        markBroken(address);
        throw e;
      }
    }
    PeerAddress known = dialable(address, handshake);
    return new Greeted(link, new PeerConnection.Peer(known, handshake, false, Duration.ZERO));
  }

  private Message firstMessage(Link link) throws IOException {
    link.setReadTimeout((int) FIRST_BYTE_TIMEOUT.toMillis());
    byte[] first = link.takeFirstByte();
    link.setReadTimeout((int) STEP_TIMEOUT.toMillis());
    if (first[0] == Tls.HANDSHAKE_RECORD) {
      link.upgradeAsServer(tls, first);
    } else {
      link.startsWith(first);
    }
    Message request = link.reader().next();
    if (request == null) {
      throw new EOFException("The peer closed the connection before its handshake.");
    }
    return request;
  }

  /** Where a node that dialled us can be dialled itself. */
  private PeerAddress dialable(PeerAddress source, Handshake handshake) {
    String onion = handshake.onion();
    if (!onion.isEmpty() && source.isLoopback()) {
      // Only tor, on this machine, hands over connections of onion services; a claim from
      // elsewhere is unproven and would let anybody pose as any service.
      try {
        return PeerAddress.of(onion + ".onion", handshake.port());
      } catch (IllegalArgumentException e) {
        return source;
      }
    }
    boolean lan = source.isPrivate() && own.isStranger(source);
    boolean closed = Boolean.FALSE.equals(handshake.portOpened()) && onion.isEmpty() && !lan;
    return source.withPort(closed ? 0 : handshake.port());
  }

  private void learnOwnName(Handshake handshake) {
    try {
      own.learnAddress(PeerAddress.of(handshake.targetIp(), handshake.port()));
    } catch (IllegalArgumentException e) {
      log.debug("We dialled ourselves by a name that is no address: {}", e.getMessage());
    }
  }

  private static void write(Link link, Map<String, @Nullable Object> message) throws IOException {
    link.out().write(MsgPackWriter.encode(message));
    link.out().flush();
  }

  private boolean isBroken(PeerAddress address) {
    return address instanceof PeerAddress.Ip ip && brokenTls.contains(ip.ip());
  }

  private void markBroken(PeerAddress address) {
    if (address instanceof PeerAddress.Ip ip) {
      brokenTls.add(ip.ip());
    }
  }
}
