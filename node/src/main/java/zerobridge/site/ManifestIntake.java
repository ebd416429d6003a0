package zerobridge.site;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.content.FileEntry;
import zerobridge.content.Manifest;
import zerobridge.content.ManifestVerifier;
import zerobridge.content.Verdict;
import zerobridge.content.VerificationPolicy;
import zerobridge.io.InnerPath;

/**
 * Takes manifests in that peers gave: signatures are checked in parallel on the processors, what
 * follows from a valid one happens on the site's lane.
 */
final class ManifestIntake {
  private static final Logger log = LoggerFactory.getLogger(ManifestIntake.class);

  /** At this share of the size limit no more users' manifests are fetched. */
  private static final double USER_SHARE = 0.95;

  private final SiteCore core;
  private final ManifestVerifier verifier;
  private final ManifestChanges changes;

  /** What became of a manifest. */
  enum Kind {
    STORED,
    /** The version we have. */
    SAME,
    /** Older than ours: the peer is behind, not hostile. */
    OLDER,
    /** Nobody's fault, but not to be fetched again. */
    UNWANTED,
    INVALID
  }

  /** What became of a manifest, and why. */
  record Outcome(Kind kind, String reason) {}

  ManifestIntake(SiteCore core) {
    this.core = core;
    this.verifier =
        new ManifestVerifier(
            core.address,
            core.manifests,
            core::sizeLimitBytes,
            VerificationPolicy.DEFAULT,
            core.host.services().clock());
    this.changes = new ManifestChanges(core);
  }

  ManifestChanges changes() {
    return changes;
  }

  /** Checks a manifest. Safe for any thread. */
  CompletableFuture<Verdict> check(InnerPath path, byte[] body) {
    return core.host.verifiers().call(() -> verifier.verify(path, body));
  }

  /**
   * Acts on a verdict: a valid manifest that is still the newest is stored and what it lists is
   * queued. On the lane.
   *
   * @param diffs ready-made new versions of small changed files, or none
   */
  Outcome accept(
      InnerPath path,
      byte[] body,
      @Nullable Verdict verdict,
      @Nullable Throwable error,
      PushedDiffs diffs) {
    if (verdict instanceof Verdict.Valid valid) {
      return store(valid.manifest(), body, diffs);
    }
    if (verdict instanceof Verdict.Same) {
      return new Outcome(Kind.SAME, "");
    }
    if (verdict instanceof Verdict.Rejected rejected) {
      return new Outcome(kindOf(rejected.reason()), rejected.reason());
    }
    log.error("{}: checking {} failed", core.address, path, error);
    return new Outcome(Kind.UNWANTED, "This node failed to check the manifest");
  }

  /** Whether the site is so near its limit that no more users are taken in. */
  boolean isFull() {
    return core.manifests.size() > core.sizeLimitBytes() * USER_SHARE;
  }

  /** Whether the owner has retired the users' manifests up to this version. */
  boolean isArchived(InnerPath path, long modified) {
    Manifest users = usersManifest(path);
    if (users == null) {
      return false;
    }
    JsonObject rules = users.userContents().orElseThrow();
    String relative = path.value().substring(users.path().directory().length());
    int slash = relative.indexOf('/');
    return modified <= number(rules.get("archived_before"))
        || (slash > 0
            && rules.get("archived") instanceof JsonObject archived
            && modified <= number(archived.get(relative.substring(0, slash))));
  }

  private static double number(@Nullable JsonElement value) {
    return value instanceof JsonPrimitive number && number.isNumber() ? number.getAsDouble() : 0;
  }

  private @Nullable Manifest usersManifest(InnerPath path) {
    String directory = path.directory();
    while (!directory.isEmpty()) {
      directory = directory.substring(0, directory.lastIndexOf('/', directory.length() - 2) + 1);
      Manifest parent = core.manifests.get(InnerPath.parse(directory + "content.json"));
      if (parent != null && parent.userContents().isPresent()) {
        return parent;
      }
    }
    return null;
  }

  private static Kind kindOf(String reason) {
    if (reason.startsWith("We have newer")) {
      return Kind.OLDER;
    }
    return reason.startsWith("This file is archived") ? Kind.UNWANTED : Kind.INVALID;
  }

  private Outcome store(Manifest manifest, byte[] body, PushedDiffs diffs) {
    // Another copy may have been stored while this one was being checked.
    Manifest stored = core.manifests.get(manifest.path());
    if (stored != null && stored.modified() >= manifest.modified()) {
      return new Outcome(Kind.SAME, "");
    }
    String tooLarge = sizeProblem(manifest);
    if (!tooLarge.isEmpty()) {
      return new Outcome(Kind.UNWANTED, tooLarge);
    }
    try {
      changes.apply(stored, manifest, body, diffs);
      if (isFull() && stored == null) {
        core.swarm().dropUsers("The site is almost as large as its size limit allows");
      }
      return new Outcome(Kind.STORED, "");
    } catch (IOException e) {
      log.warn("{}: {} can't be stored: {}", core.address, manifest.path(), e.toString());
      return new Outcome(Kind.UNWANTED, "Can't be stored here: " + e.getMessage());
    }
  }

  /** Nothing of a site is downloaded that declares more than the person allows. */
  private String sizeProblem(Manifest manifest) {
    if (!manifest.path().equals(InnerPath.ROOT_MANIFEST)) {
      return "";
    }
    long declared = manifest.contentSize();
    if (declared <= core.sizeLimitBytes()) {
      return "";
    }
    String reason =
        "The site declares " + declared + " bytes, its limit is " + core.sizeLimitBytes();
    core.blockBySize(declared, reason);
    return reason;
  }

  /** Bytes of the normal files that a manifest lists. */
  static long filesSize(Manifest manifest) {
    return manifest.files().values().stream().mapToLong(FileEntry::size).sum();
  }

  /** Whether a stored manifest allows one at the path: keeps invented names out of the queue. */
  boolean mayExist(InnerPath path) {
    if (path.equals(InnerPath.ROOT_MANIFEST) || core.manifests.has(path)) {
      return true;
    }
    String directory = path.directory();
    while (!directory.isEmpty()) {
      int slash = directory.lastIndexOf('/', directory.length() - 2);
      directory = directory.substring(0, slash + 1);
      Manifest parent = core.manifests.get(InnerPath.parse(directory + "content.json"));
      if (parent != null && parent.includes().containsKey(path)) {
        return true;
      }
      if (parent != null && parent.userContents().isPresent()) {
        return true;
      }
    }
    return false;
  }
}
