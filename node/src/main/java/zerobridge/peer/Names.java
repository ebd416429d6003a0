package zerobridge.peer;

import org.jspecify.annotations.Nullable;
import zerobridge.crypto.SiteAddress;
import zerobridge.io.IllegalInnerPathException;
import zerobridge.io.InnerPath;

/** Reads the names in requests; what isn't well formed is {@code null}. */
final class Names {
  private Names() {}

  static @Nullable InnerPath innerPath(@Nullable String text) {
    try {
      return text == null ? null : InnerPath.parse(text.replace('\\', '/'));
    } catch (IllegalInnerPathException e) {
      return null;
    }
  }

  static @Nullable SiteAddress site(@Nullable String text) {
    try {
      return text == null ? null : SiteAddress.parse(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
