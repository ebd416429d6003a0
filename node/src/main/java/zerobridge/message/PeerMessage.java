package zerobridge.message;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import zerobridge.codec.CanonicalJson;
import zerobridge.codec.Json;
import zerobridge.codec.MalformedJsonException;
import zerobridge.codec.Message;
import zerobridge.crypto.Hashes;
import zerobridge.crypto.SiteAddress;

/**
 * A message as it travels (peer protocol, PeerMessage). What is signed and hashed is the exact text
 * {@code raw}, so that is kept as it came. Immutable.
 *
 * @param raw JSON text with the message and where it belongs
 * @param nonce makes equal texts different messages
 * @param signature empty, or {@code address|signature}
 * @param certificate nothing, or type, user name, provider and the provider's signature
 * @param trace the peers it came by, empty if nobody wrote them down
 * @param content {@code raw}, read
 */
record PeerMessage(
    String raw,
    String nonce,
    String signature,
    List<String> certificate,
    Optional<List<String>> trace,
    JsonObject content) {

  /** Longest {@code raw}, in characters; sites usually allow far less. */
  static final int MAX_RAW = 64 << 10;

  /** Peers written down on the way; a message that came by more goes on without them. */
  private static final int MAX_TRACE = 64;

  private static final int MAX_NONCE = 64;
  private static final int MAX_SIGNATURE = 512;
  private static final int CERTIFICATE_PARTS = 4;

  /** Points for what no well-behaved node sends. */
  private static final int MALFORMED = 5;

  /**
   * Reads the parameters of a request.
   *
   * @throws MessageException if they are too long or malformed
   */
  static PeerMessage read(Message params) throws MessageException {
    String raw = text(params, "raw", MAX_RAW);
    String nonce = text(params, "nonce", MAX_NONCE);
    String signature = params.has("signature") ? text(params, "signature", MAX_SIGNATURE) : "";
    List<String> certificate = params.texts("cert");
    if (!certificate.isEmpty() && certificate.size() != CERTIFICATE_PARTS) {
      throw new MessageException("A certificate has four parts", MALFORMED);
    }
    Optional<List<String>> trace =
        params.value("trace") instanceof List<?>
            ? Optional.of(params.texts("trace"))
            : Optional.empty();
    return new PeerMessage(raw, nonce, signature, certificate, trace, content(raw));
  }

  /** Makes one of our own, not signed yet. */
  static PeerMessage of(JsonObject content, String nonce) {
    String raw = CanonicalJson.unsortedText(content);
    return new PeerMessage(raw, nonce, "", List.of(), Optional.empty(), content);
  }

  PeerMessage signed(String by, List<String> with) {
    return new PeerMessage(raw, nonce, by, List.copyOf(with), trace, content);
  }

  /** The same with a list for the peers on its way. */
  PeerMessage traced() {
    return new PeerMessage(raw, nonce, signature, certificate, Optional.of(List.of()), content);
  }

  /** The same, after one more peer. */
  PeerMessage via(String peer) {
    return new PeerMessage(
        raw,
        nonce,
        signature,
        certificate,
        trace
            .filter(peers -> peers.size() < MAX_TRACE)
            .map(
                peers -> {
                  List<String> longer = new ArrayList<>(peers);
                  longer.add(peer);
                  return List.copyOf(longer);
                }),
        content);
  }

  private static String text(Message params, String name, int most) throws MessageException {
    String text = params.text(name);
    if (text == null || text.length() > most) {
      throw new MessageException("The field " + name + " is missing or too long", MALFORMED);
    }
    return text;
  }

  private static JsonObject content(String raw) throws MessageException {
    try {
      JsonObject content = Json.parseObject(raw);
      if (!content.has("message")) {
        throw new MessageException("The message is missing", MALFORMED);
      }
      return content;
    } catch (MalformedJsonException e) {
      throw new MessageException("The message is no JSON: " + e.getMessage(), MALFORMED);
    }
  }

  /** The site it belongs to, null if it names none. */
  @Nullable SiteAddress site() {
    String address = string("site").orElse("");
    return SiteAddress.isValid(address) ? SiteAddress.parse(address) : null;
  }

  JsonElement message() {
    return content.get("message");
  }

  /** The hash of the message that this one answers. */
  Optional<String> answered() {
    return string("to");
  }

  /** The author's time, as it was written. */
  JsonElement timestamp() {
    return content.has("timestamp") ? content.get("timestamp") : JsonNull.INSTANCE;
  }

  /** Whether a page that opens later wants it too. */
  boolean isImmediate() {
    return content.get("immediate") instanceof JsonPrimitive flag
        && flag.isBoolean()
        && flag.getAsBoolean();
  }

  private Optional<String> string(String name) {
    return content.get(name) instanceof JsonPrimitive text && text.isString()
        ? Optional.of(text.getAsString())
        : Optional.empty();
  }

  /** Its identity: lower-case hex SHA-256 of nonce and text. */
  String hash() {
    return HexFormat.of()
        .formatHex(Hashes.sha256((nonce + "," + raw).getBytes(StandardCharsets.UTF_8)));
  }

  /** The text that its author signs. */
  byte[] signedText(String address) {
    return (address + "|" + hash() + "|" + raw).getBytes(StandardCharsets.UTF_8);
  }

  /** The parameters of a request that carries it. */
  Map<String, @Nullable Object> params() {
    Map<String, @Nullable Object> params = new LinkedHashMap<>();
    params.put("raw", raw);
    params.put("signature", signature);
    params.put("cert", certificate.isEmpty() ? null : certificate);
    params.put("nonce", nonce);
    trace.ifPresent(peers -> params.put("trace", peers));
    return params;
  }
}
