package zerobridge.content;

import com.google.gson.JsonObject;
import zerobridge.io.InnerPath;

/** What the stored manifests say about a path. */
public sealed interface FileLocation {
  /** The manifest that lists the path, or would. */
  InnerPath manifest();

  /** A file that a manifest lists. */
  record Listed(FileEntry entry) implements FileLocation {
    @Override
    public InnerPath manifest() {
      return entry.manifest();
    }
  }

  /**
   * A path below a users manifest that no stored manifest lists.
   *
   * @param manifest of the user whose directory it is, or the users manifest itself
   * @param usersManifest the manifest with the rules
   * @param userContents these rules; not to be changed
   */
  record InUserArea(InnerPath manifest, InnerPath usersManifest, JsonObject userContents)
      implements FileLocation {}
}
