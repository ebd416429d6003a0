package zerobridge.ui;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The path and query of a request, decoded exactly once (UI server, request decoding).
 *
 * @param rawPath as sent, percent-encoded
 * @param path decoded, with {@code /} for {@code \}, always beginning with {@code /}
 * @param rawQuery as sent without {@code ?}, empty if there is none
 */
record RequestTarget(String rawPath, String path, String rawQuery) {
  /** Longer targets are no work of a person or a site. */
  static final int MAX_LENGTH = 8_192;

  private static final int HEX = 16;

  /** Reads a target; empty if it isn't UTF-8, climbs out of its directory or is too long. */
  static Optional<RequestTarget> parse(String rawPath, @Nullable String rawQuery) {
    String query = rawQuery == null ? "" : rawQuery;
    if (rawPath.length() + query.length() > MAX_LENGTH || !rawPath.startsWith("/")) {
      return Optional.empty();
    }
    return decode(rawPath, false)
        .map(path -> path.replace('\\', '/'))
        // The same rule as everywhere in the network: no "./" and "../" at any place.
        .filter(path -> !path.contains("./") && path.indexOf('\0') < 0)
        .map(path -> new RequestTarget(rawPath, path, query));
  }

  /** The first part of the path without slashes, as in an address or a name. */
  String firstSegment() {
    int end = path.indexOf('/', 1);
    return end < 0 ? path.substring(1) : path.substring(1, end);
  }

  /** What follows the first part, empty or beginning with {@code /}. */
  String rest() {
    int end = path.indexOf('/', 1);
    return end < 0 ? "" : path.substring(end);
  }

  /** What follows the first part, still encoded, with the query; empty or beginning with /. */
  String rawRest() {
    int end = rawPath.indexOf('/', 1);
    return (end < 0 ? "/" : rawPath.substring(end)) + querySuffix();
  }

  /** Path and query as sent. */
  String raw() {
    return rawPath + querySuffix();
  }

  private String querySuffix() {
    return rawQuery.isEmpty() ? "" : "?" + rawQuery;
  }

  /** Values by name: empty values are dropped, of equal names the last one counts. */
  Map<String, String> parameters() {
    return parameters(rawQuery);
  }

  /** Reads {@code application/x-www-form-urlencoded} text; what can't be decoded is dropped. */
  static Map<String, String> parameters(String form) {
    Map<String, String> found = new LinkedHashMap<>();
    for (String part : form.split("&", -1)) {
      int equals = part.indexOf('=');
      if (equals > 0 && equals < part.length() - 1) {
        Optional<String> name = decode(part.substring(0, equals), true);
        Optional<String> value = decode(part.substring(equals + 1), true);
        if (name.isPresent() && value.isPresent()) {
          found.put(name.get(), value.get());
        }
      }
    }
    return found;
  }

  /** The query without the passes that only the node reads. */
  static String withoutNonce(String rawQuery) {
    StringBuilder kept = new StringBuilder();
    for (String part : rawQuery.split("&", -1)) {
      if (!part.isEmpty() && !part.startsWith("wrapper_nonce=")) {
        kept.append(kept.isEmpty() ? "" : "&").append(part);
      }
    }
    return kept.toString();
  }

  /** Percent-decodes; empty if an escape is broken or the bytes are not UTF-8. */
  static Optional<String> decode(String text, boolean plusIsBlank) {
    byte[] in = text.getBytes(StandardCharsets.UTF_8);
    byte[] out = new byte[in.length];
    int length = 0;
    for (int i = 0; i < in.length; i++) {
      byte b = in[i];
      if (b == '+' && plusIsBlank) {
        out[length++] = ' ';
      } else if (b != '%') {
        out[length++] = b;
      } else {
        if (i + 2 >= in.length) {
          return Optional.empty();
        }
        int high = Character.digit(in[i + 1], HEX);
        int low = Character.digit(in[i + 2], HEX);
        if (high < 0 || low < 0) {
          return Optional.empty();
        }
        out[length++] = (byte) (high * HEX + low);
        i += 2;
      }
    }
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(out, 0, length)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  /** A path for a Location header or a link: everything but plain characters is encoded. */
  static String encodePath(String path) {
    StringBuilder encoded = new StringBuilder();
    for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      if (c < 0x80 && (Character.isLetterOrDigit(c) || "-._~/!$&'()*+,;=:@".indexOf(c) >= 0)) {
        encoded.append(c);
      } else {
        encoded.append('%').append(String.format("%02X", (int) c));
      }
    }
    return encoded.toString();
  }
}
