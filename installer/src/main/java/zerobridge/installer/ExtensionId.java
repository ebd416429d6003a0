package zerobridge.installer;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * The name by which Chromium knows an extension: 32 letters from {@code a} to {@code p}.
 *
 * @param value the 32 letters
 */
public record ExtensionId(String value) {

  private static final int HASHED_BYTES = 16;

  /** Refuses anything that Chromium would not accept as an id. */
  public ExtensionId {
    if (!value.matches("[a-p]{32}")) {
      throw new IllegalArgumentException(
          "\""
              + value
              + "\" is not an extension id: it has 32 letters from a to p (see chrome://extensions)");
    }
  }

  /**
   * The id that a manifest's {@code key} fixes.
   *
   * @param key base64 of the DER-encoded public key
   */
  public static ExtensionId ofKey(String key) {
    return hashed(Base64.getDecoder().decode(key));
  }

  /** The id of an unpacked extension without a key, which depends on where it lies. */
  public static ExtensionId ofFolder(Path folder) {
    return hashed(folder.toAbsolutePath().toString().getBytes(StandardCharsets.UTF_8));
  }

  /** The origin of its pages, as host manifests list it. */
  public String origin() {
    return "chrome-extension://" + value + "/";
  }

  private static ExtensionId hashed(byte[] source) {
    byte[] hash;
    try {
      hash = MessageDigest.getInstance("SHA-256").digest(source);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
    StringBuilder id = new StringBuilder();
    for (int i = 0; i < HASHED_BYTES; i++) {
      id.append((char) ('a' + ((hash[i] >> 4) & 15))).append((char) ('a' + (hash[i] & 15)));
    }
    return new ExtensionId(id.toString());
  }
}
