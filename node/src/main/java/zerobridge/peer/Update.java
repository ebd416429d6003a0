package zerobridge.peer;

import zerobridge.codec.Message;
import zerobridge.crypto.SiteAddress;
import zerobridge.io.InnerPath;

/**
 * A manifest that is pushed from one node to another (peer protocol, update).
 *
 * @param path always a manifest
 * @param body the whole new manifest, or empty: the receiver fetches it
 * @param modified when it was signed, Unix seconds; 0 if the sender doesn't say
 * @param diffs relative file path to its opcodes {@code ["=", n]}, {@code ["-", n]}, {@code ["+",
 *     [lines]]}; unchecked
 */
public record Update(SiteAddress site, InnerPath path, Body body, double modified, Message diffs) {

  /** Bytes of a manifest; empty if it wasn't sent along. Not copied, so not to be changed. */
  public static final class Body {
    private final byte[] bytes;

    public Body(byte[] bytes) {
      this.bytes = bytes;
    }

    public boolean isEmpty() {
      return bytes.length == 0;
    }

    public byte[] bytes() {
      return bytes;
    }
  }
}
