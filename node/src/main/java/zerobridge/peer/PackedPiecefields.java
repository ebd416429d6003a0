package zerobridge.peer;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import zerobridge.codec.Message;

/**
 * The state of several big files as peers send it, each field still packed: only who knows the file
 * knows how many pieces it has (peer protocol, getPiecefields; {@link
 * zerobridge.codec.Piecefield#unpack}).
 *
 * <p>Whatever is above the limits is left out, when reading and when writing.
 *
 * @param fields by the SHA-512 of the big file, 64 hex digits in lower case
 */
public record PackedPiecefields(Map<String, byte[]> fields) {
  /** Files in one message; sites with more big files than this aren't known. */
  public static final int MAX_FILES = 2_000;

  /** Bytes of one field: more than a file of 64,000 pieces (62 GiB) in any state takes. */
  public static final int MAX_FIELD_BYTES = 128 << 10;

  /** Bytes of all fields of one message together. */
  public static final int MAX_BYTES = 2 << 20;

  /** No big file is known. */
  public static final PackedPiecefields NONE = new PackedPiecefields(Map.of());

  private static final String KEY = "piecefields_packed";
  private static final Pattern SHA512 = Pattern.compile("[0-9a-f]{64}");

  public PackedPiecefields {
    Map<String, byte[]> fit = new LinkedHashMap<>();
    int bytes = 0;
    for (Map.Entry<String, byte[]> field : fields.entrySet()) {
      int length = field.getValue().length;
      if (fit.size() < MAX_FILES && length <= MAX_FIELD_BYTES && bytes + length <= MAX_BYTES) {
        fit.put(field.getKey(), field.getValue());
        bytes += length;
      }
    }
    fields = Collections.unmodifiableMap(fit);
  }

  /** Reads what is named by a hash and fits into the limits; {@code null} if there is no map. */
  static @Nullable PackedPiecefields read(Message message) {
    Message packed = message.map(KEY);
    if (packed == null) {
      return null;
    }
    Map<String, byte[]> fields = new LinkedHashMap<>();
    packed
        .fields()
        .forEach(
            (key, value) -> {
              byte[] field = Message.asBytes(value);
              if (field != null && key instanceof String name && SHA512.matcher(name).matches()) {
                fields.put(name, field);
              }
            });
    return new PackedPiecefields(fields);
  }

  Map<String, Object> message() {
    return Map.of(KEY, fields);
  }
}
