package zerobridge.crypto;

import java.security.MessageDigest;

/** {@link Hashes#sha512Half} of data that comes in pieces. Confined to one thread at a time. */
public final class Sha512Half {
  private final MessageDigest digest = Hashes.digest("SHA-512");

  /** Adds {@code length} bytes of {@code buffer} from {@code offset} on. */
  public void update(byte[] buffer, int offset, int length) {
    digest.update(buffer, offset, length);
  }

  /** The hash of all bytes added, 64 lower-case hex digits; starts over. */
  public String hex() {
    return Hashes.half(digest.digest());
  }
}
