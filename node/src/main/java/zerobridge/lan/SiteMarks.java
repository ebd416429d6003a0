package zerobridge.lan;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import zerobridge.codec.Message;
import zerobridge.crypto.Hashes;
import zerobridge.crypto.SiteAddress;

/**
 * Sites as we name them on the local network: the first four bytes of a hash over a fresh salt and
 * the site's SHA-256. Who has the site recognises it; who does not can only try addresses that it
 * knows, and can't tell two questions for the same site from those for two. Sent as the parameter
 * {@code zb} of {@link LanMessage#DISCOVER} ({@code salt}, {@code want}) and {@link
 * LanMessage#HERE} ({@code salt}, {@code have}), which 0.7.2 does not look at.
 */
final class SiteMarks {
  /** Sites named in one datagram. */
  static final int MAX = 500;

  static final int SALT_BYTES = 8;
  private static final int MARK_BYTES = 4;
  private static final String KEY = "zb";
  private static final HexFormat HEX = HexFormat.of();

  private SiteMarks() {}

  /** The sites by their marks. */
  static Map<Integer, SiteAddress> of(byte[] salt, Collection<SiteAddress> sites) {
    Map<Integer, SiteAddress> marks = new HashMap<>();
    for (SiteAddress site : sites) {
      byte[] both = ByteBuffer.allocate(salt.length + 32).put(salt).put(site.sha256()).array();
      marks.put(ByteBuffer.wrap(Hashes.sha256(both)).getInt(), site);
    }
    return marks;
  }

  /**
   * What a message names.
   *
   * @param salt the asker's
   * @param marks at most {@link #MAX}
   */
  record Named(ByteBuffer salt, List<Integer> marks) {}

  /** Reads {@code want} or {@code have}; null when the sender does not know this extension. */
  static @Nullable Named read(Message params, String key) {
    Message own = params.map(KEY);
    byte[] salt = own == null ? null : bytes(own.text("salt"));
    byte[] packed = own == null ? null : bytes(own.text(key));
    if (salt == null || salt.length != SALT_BYTES || packed == null) {
      return null;
    }
    List<Integer> marks = new ArrayList<>();
    ByteBuffer in = ByteBuffer.wrap(packed);
    while (in.remaining() >= MARK_BYTES && marks.size() < MAX) {
      marks.add(in.getInt());
    }
    return new Named(ByteBuffer.wrap(salt).asReadOnlyBuffer(), marks);
  }

  private static byte @Nullable [] bytes(@Nullable String hex) {
    try {
      return hex == null ? null : HEX.parseHex(hex);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** Adds what is named to the parameters of a message. */
  static void write(Map<String, Object> params, String key, byte[] salt, List<Integer> marks) {
    ByteBuffer packed = ByteBuffer.allocate(MARK_BYTES * marks.size());
    marks.forEach(packed::putInt);
    Map<String, Object> own = new LinkedHashMap<>();
    // As text: 0.7.2 takes the bytes of fields that it doesn't know for UTF-8 and drops the rest.
    own.put("salt", HEX.formatHex(salt));
    own.put(key, HEX.formatHex(packed.array()));
    params.put(KEY, own);
  }
}
