package zerobridge.content;

import org.jspecify.annotations.Nullable;
import zerobridge.io.InnerPath;

/**
 * The manifests of a site that were verified and stored; rules for others come from them. Must be
 * safe for any thread.
 */
@FunctionalInterface
public interface StoredManifests {
  /** The stored manifest at {@code path}, or null. */
  @Nullable Manifest get(InnerPath path);
}
