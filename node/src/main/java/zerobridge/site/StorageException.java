package zerobridge.site;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** This node could not store what a peer gave; no fault of the peer. The message is the reason. */
final class StorageException extends IOException {
  private static final long serialVersionUID = 1L;

  StorageException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
