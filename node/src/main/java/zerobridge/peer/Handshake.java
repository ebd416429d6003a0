package zerobridge.peer;

import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import zerobridge.codec.Message;
import zerobridge.codec.ProtocolException;

/**
 * What the other node said about itself when the connection began (peer protocol, handshake).
 * Nothing of it is proven.
 */
public final class Handshake {
  static final String TLS_RSA = "tls-rsa";
  private static final int MAX_TEXT = 128;

  private final Message fields;
  private final int port;

  private Handshake(Message fields, int port) {
    this.fields = fields;
    this.port = port;
  }

  /**
   * Reads the parameters of a request or the fields of a response.
   *
   * @throws ProtocolException if there is no usable listen port, the only field that must be there
   */
  static Handshake read(Message fields) throws ProtocolException {
    OptionalLong number = fields.integer("fileserver_port");
    String text = fields.text("fileserver_port");
    if (number.isEmpty() && text != null && text.matches("[0-9]{1,5}")) {
      number = OptionalLong.of(Long.parseLong(text));
    }
    if (number.isEmpty() || number.getAsLong() < 0 || number.getAsLong() > 65535) {
      throw new ProtocolException("A handshake names no listen port.");
    }
    return new Handshake(fields, (int) number.getAsLong());
  }

  /** The version of the program, free text of at most 128 characters. */
  public String version() {
    return shortText("version");
  }

  /** The feature level (peer protocol, feature gates), 0 if unknown. */
  public int rev() {
    return (int) Math.max(0, Math.min(fields.integer("rev").orElse(0), Integer.MAX_VALUE));
  }

  /** The port the node listens on, whether it can be reached or not. */
  public int port() {
    return port;
  }

  /** Whether the node believes that its port can be reached; {@code null} if it doesn't know. */
  public @Nullable Boolean portOpened() {
    return fields.flag("port_opened");
  }

  /** The node's clock, Unix seconds; empty for nodes before 2018. */
  public OptionalLong time() {
    return fields.integer("time");
  }

  /** The node's claim of an onion service without {@code .onion}, or empty text. */
  public String onion() {
    return shortText("onion");
  }

  /** Our own address as the node dialled or sees it, or empty text. */
  public String targetIp() {
    return shortText("target_ip");
  }

  String peerId() {
    return shortText("peer_id");
  }

  boolean isTrackerConnection() {
    return Boolean.TRUE.equals(fields.flag("tracker_connection"));
  }

  boolean supportsTls() {
    List<String> supported = fields.texts("crypt_supported");
    return supported.contains(TLS_RSA);
  }

  /** The method in use or chosen, or {@code null}. */
  @Nullable String crypt() {
    return fields.text("crypt");
  }

  private String shortText(String key) {
    String text = fields.text(key);
    if (text == null) {
      return "";
    }
    return text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) : text;
  }
}
