package zerobridge.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One decoded MessagePack map, read by key and by wanted kind. Peers of 2016 send bytes as text,
 * later ones text as bytes here and there; so the wanted kind is chosen by the reader of a field,
 * and an absent field and one of a useless kind look the same.
 *
 * <p>Values are {@link String} (text that is valid UTF-8), {@code byte[]} (binary, or malformed
 * text), {@link Long}, {@link java.math.BigInteger} (above 63 bits), {@link Double}, {@link
 * Boolean}, {@code null}, {@link List} and {@link Map}. Keys are {@link String}, {@link Long},
 * other scalars, or a read-only {@link java.nio.ByteBuffer} for binary that isn't text. Immutable
 * as long as nobody writes into the byte arrays; safe for any thread.
 */
public final class Message {
  /** The message without fields. */
  public static final Message EMPTY = new Message(Map.of());

  private final Map<Object, @Nullable Object> fields;

  private Message(Map<Object, @Nullable Object> fields) {
    this.fields = fields;
  }

  /** A view of fields that the caller doesn't change any more. */
  public static Message of(Map<?, ? extends @Nullable Object> fields) {
    return new Message(Collections.unmodifiableMap(fields));
  }

  /** All fields in the order in which they arrived. */
  public Map<Object, @Nullable Object> fields() {
    return fields;
  }

  public boolean has(String key) {
    return fields.containsKey(key);
  }

  /** The value as it was decoded, {@code null} for nil and for an absent field. */
  public @Nullable Object value(String key) {
    return fields.get(key);
  }

  /** Text of either kind; malformed UTF-8 is replaced, other kinds give {@code null}. */
  public @Nullable String text(String key) {
    return asText(fields.get(key));
  }

  /** Bytes of either kind, or {@code null}. */
  public byte @Nullable [] bytes(String key) {
    return asBytes(fields.get(key));
  }

  /** A whole number. A float is none, even if it has no fraction. */
  public OptionalLong integer(String key) {
    return fields.get(key) instanceof Long number ? OptionalLong.of(number) : OptionalLong.empty();
  }

  /** A whole number or a float. */
  public OptionalDouble number(String key) {
    return fields.get(key) instanceof Number number
        ? OptionalDouble.of(number.doubleValue())
        : OptionalDouble.empty();
  }

  /** True or false, or {@code null} for everything else: three states that peers do tell apart. */
  public @Nullable Boolean flag(String key) {
    return fields.get(key) instanceof Boolean flag ? flag : null;
  }

  /** The elements of an array; empty if the field is absent or no array. */
  public List<? extends @Nullable Object> list(String key) {
    return fields.get(key) instanceof List<?> list ? list : List.of();
  }

  /** The array elements that are text of either kind. */
  public List<String> texts(String key) {
    List<String> texts = new ArrayList<>();
    for (Object element : list(key)) {
      String text = asText(element);
      if (text != null) {
        texts.add(text);
      }
    }
    return texts;
  }

  /** The array elements that are bytes of either kind. */
  public List<byte[]> binaries(String key) {
    List<byte[]> binaries = new ArrayList<>();
    for (Object element : list(key)) {
      byte[] bytes = asBytes(element);
      if (bytes != null) {
        binaries.add(bytes);
      }
    }
    return binaries;
  }

  /** The map below a key, or {@code null}. */
  public @Nullable Message map(String key) {
    return fields.get(key) instanceof Map<?, ?> map ? of(map) : null;
  }

  /** A decoded scalar as text, or {@code null} if it is neither text nor bytes. */
  public static @Nullable String asText(@Nullable Object value) {
    if (value instanceof String text) {
      return text;
    }
    return value instanceof byte[] bytes ? new String(bytes, UTF_8) : null;
  }

  /** A decoded scalar as bytes, or {@code null} if it is neither text nor bytes. */
  public static byte @Nullable [] asBytes(@Nullable Object value) {
    if (value instanceof byte[] bytes) {
      return bytes;
    }
    return value instanceof String text ? text.getBytes(UTF_8) : null;
  }

  /** Keys and kinds only: values may be large or private. */
  @Override
  public String toString() {
    Map<Object, String> kinds = new LinkedHashMap<>();
    fields.forEach(
        (key, value) -> kinds.put(key, value == null ? "nil" : value.getClass().getSimpleName()));
    return kinds.toString();
  }
}
