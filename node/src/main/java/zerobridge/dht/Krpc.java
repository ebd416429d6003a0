package zerobridge.dht;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import zerobridge.codec.Bencode;
import zerobridge.codec.ProtocolException;

/**
 * A message of the DHT: one bencoded dictionary in one datagram (BEP 5, "KRPC"). What a query or
 * answer consists of is read from its {@link Fields}.
 */
sealed interface Krpc {
  /** Longer datagrams are cut off and then refused; ours stay below 1,500 bytes. */
  int MAX_BYTES = 2048;

  /** Others' transaction ids are sent back as they are, up to this length. */
  int MAX_TRANSACTION = 32;

  /** BEP 5's codes for what we refuse. */
  int ERROR_PROTOCOL = 203;

  /** BEP 5's code for a query that we don't know. */
  int ERROR_UNKNOWN_METHOD = 204;

  /**
   * Somebody asks.
   *
   * @param readOnly the asker does not want to be remembered, as it can't be asked (BEP 43)
   */
  record Query(ByteBuffer transaction, String method, Fields args, boolean readOnly)
      implements Krpc {}

  /**
   * Somebody answers.
   *
   * @param all the whole message; it may name our address as "ip" (BEP 42)
   */
  record Response(ByteBuffer transaction, Fields values, Fields all) implements Krpc {}

  /** Somebody refuses. */
  record Failure(ByteBuffer transaction, String text) implements Krpc {}

  ByteBuffer transaction();

  /**
   * Reads a datagram.
   *
   * @throws ProtocolException if it is no message, or lacks what all messages have
   */
  static Krpc parse(byte[] datagram) throws ProtocolException {
    Fields all = Fields.decode(datagram);
    byte[] id = all.requiredBytes("t");
    if (id.length > MAX_TRANSACTION) {
      throw new ProtocolException("A transaction id of the DHT has " + id.length + " bytes.");
    }
    ByteBuffer transaction = ByteBuffer.wrap(id).asReadOnlyBuffer();
    return switch (text(all.requiredBytes("y"))) {
      case "q" ->
          new Query(
              transaction,
              text(all.requiredBytes("q")),
              all.dictionary("a"),
              all.number("ro", 0) == 1);
      case "r" -> new Response(transaction, all.dictionary("r"), all);
      case "e" -> new Failure(transaction, failure(all.values().get("e")));
      default -> throw new ProtocolException("A message of the DHT is of no known kind.");
    };
  }

  private static String failure(@Nullable Object error) {
    return error instanceof List<?> list
            && list.size() > 1
            && list.get(1) instanceof byte[] text
            && text.length <= MAX_BYTES
        ? text(text)
        : "no reason given";
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** A query's datagram. */
  static byte[] query(byte[] transaction, String method, Map<String, Object> args, boolean ro) {
    Map<String, Object> message = new HashMap<>();
    message.put("t", transaction);
    message.put("y", "q");
    message.put("q", method);
    message.put("a", args);
    if (ro) {
      message.put("ro", 1);
    }
    return Bencode.encode(message);
  }

  /**
   * An answer's datagram.
   *
   * @param asker the packed address of who asked, which tells it how it is seen
   */
  static byte[] response(ByteBuffer transaction, Map<String, Object> values, byte[] asker) {
    return Bencode.encode(Map.of("t", bytes(transaction), "y", "r", "r", values, "ip", asker));
  }

  /** A refusal's datagram. */
  static byte[] failure(ByteBuffer transaction, int code, String text) {
    return Bencode.encode(
        Map.of("t", bytes(transaction), "y", "e", "e", List.of((Object) code, text)));
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
