package zerobridge.api;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import zerobridge.content.ContentException;
import zerobridge.content.ContentRules;
import zerobridge.content.FileEntry;
import zerobridge.content.FileLocator;
import zerobridge.content.Manifest;
import zerobridge.io.InnerPath;
import zerobridge.site.Site;
import zerobridge.user.Certificate;

/** Which files of a site the person may change, and by which rules. Safe for any thread. */
final class OwnFiles {
  private final ApiServices services;

  OwnFiles(ApiServices services) {
    this.services = services;
  }

  /** Refuses with the given words unless the site is the person's, or its rules name them. */
  void requireMine(Site site, InnerPath path, String refusal) throws ApiException, IOException {
    if (!isMine(site, path)) {
      throw new ApiException(refusal);
    }
  }

  boolean isMine(Site site, InnerPath path) throws IOException {
    if (site.settings().own()) {
      return true;
    }
    String address = services.user().authAddress(site.address());
    return signers(site, path).contains(address);
  }

  private List<String> signers(Site site, InnerPath path) {
    Optional<InnerPath> manifest = new FileLocator(site::manifest).manifestFor(path);
    if (manifest.isEmpty()) {
      return List.of();
    }
    try {
      Manifest candidate = candidate(site, manifest.get());
      return new ContentRules(site.address(), site::manifest)
          .validSigners(manifest.get(), candidate);
    } catch (ContentException e) {
      return List.of();
    }
  }

  /** The rules as pages get them: false where there is none. */
  JsonElement rules(Site site, InnerPath path) throws ApiException {
    try {
      ContentRules rules = new ContentRules(site.address(), site::manifest);
      Optional<JsonObject> found = rules.rules(path, candidate(site, path));
      if (found.isEmpty()) {
        return new JsonPrimitive(false);
      }
      JsonObject answer = found.get();
      if (path.isManifest()) {
        answer.addProperty("current_size", currentSize(site.manifest(path)));
      }
      return answer;
    } catch (ContentException e) {
      throw new ApiException("The site's rules make no sense: " + e.getMessage());
    }
  }

  private static long currentSize(@Nullable Manifest manifest) {
    if (manifest == null) {
      return 0;
    }
    long files = manifest.files().values().stream().mapToLong(FileEntry::size).sum();
    return manifest.contentSize() + files;
  }

  /**
   * A person's manifest that doesn't exist yet: rules depend on the certificate it would have.
   *
   * @return null if the manifest is stored, which then counts
   */
  private @Nullable Manifest candidate(Site site, InnerPath path) throws ContentException {
    Optional<Certificate> certificate = services.user().certificate(site.address());
    if (!path.isManifest() || site.manifest(path) != null || certificate.isEmpty()) {
      return null;
    }
    return Manifest.of(path, certificateFields(certificate.get()));
  }

  /** What a manifest of the person says of their certificate. */
  static JsonObject certificateFields(Certificate certificate) {
    JsonObject fields = new JsonObject();
    fields.addProperty("cert_auth_type", certificate.authType());
    fields.addProperty("cert_user_id", certificate.userId());
    fields.addProperty("cert_sign", certificate.sign());
    return fields;
  }
}
