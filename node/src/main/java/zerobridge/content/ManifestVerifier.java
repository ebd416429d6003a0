package zerobridge.content;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import zerobridge.codec.CanonicalJson;
import zerobridge.crypto.BitcoinMessage;
import zerobridge.crypto.SiteAddress;
import zerobridge.io.InnerPath;

/**
 * Decides whether a manifest from anywhere may be stored (content model, "Verification"): root,
 * includes and users, with certificates. Verifying changes nothing, so it may run for many
 * manifests at once; manifests above the one in question must be stored before. Safe for any
 * thread.
 */
public final class ManifestVerifier {
  /** How far in the future a manifest may be dated, in seconds: clocks are wrong. */
  private static final double MAX_FUTURE = 86_400;

  private final SiteAddress site;
  private final StoredManifests stored;
  private final InstantSource clock;
  private final VerificationPolicy policy;
  private final ContentRules rules;
  private final FileLocator locator;
  private final CertificateCheck certificates;
  private final ContentChecks checks;

  /**
   * A verifier for one site.
   *
   * @param sizeLimit the site's limit in bytes, asked each time; a root alone must not exceed it
   */
  public ManifestVerifier(
      SiteAddress site,
      StoredManifests stored,
      LongSupplier sizeLimit,
      VerificationPolicy policy,
      InstantSource clock) {
    this.site = site;
    this.stored = stored;
    this.clock = clock;
    this.policy = policy;
    this.rules = new ContentRules(site, stored);
    this.locator = new FileLocator(stored);
    PatternCache patterns = new PatternCache();
    this.certificates = new CertificateCheck(patterns);
    this.checks = new ContentChecks(site, sizeLimit, policy, patterns);
  }

  /** Verifies what a peer sent; the version that is stored already gives {@link Verdict.Same}. */
  public Verdict verify(InnerPath path, byte[] bytes) {
    return verify(path, bytes, true);
  }

  /** Verifies what lies on disk, again even if it is the stored version. */
  public Verdict verifyAgain(InnerPath path, byte[] bytes) {
    return verify(path, bytes, false);
  }

  private Verdict verify(InnerPath path, byte[] bytes, boolean ignoreSame) {
    try {
      Manifest manifest = Manifest.parse(path, bytes);
      Manifest known = stored.get(path);
      if (known != null && ignoreSame && known.modified() == manifest.modified()) {
        return new Verdict.Same();
      }
      checkDate(manifest, known);
      checkArchived(manifest);
      JsonObject applicable =
          path.equals(InnerPath.ROOT_MANIFEST) ? null : rules.rules(path, manifest).orElse(null);
      checkSignatures(manifest, applicable);
      boolean byUser = applicable != null && rules.usersManifestAbove(path) != null;
      checks.check(manifest, manifest.ownLength(), applicable, byUser);
      return new Verdict.Valid(manifest);
    } catch (ContentException e) {
      return new Verdict.Rejected(e.getMessage());
    }
  }

  /** The certificate and content checks alone, for a manifest that is about to be signed here. */
  void checkBeforeSigning(Manifest manifest, long ownLength) throws ContentException {
    InnerPath path = manifest.path();
    JsonObject applicable = null;
    if (!path.equals(InnerPath.ROOT_MANIFEST)) {
      applicable = rules.rules(path, manifest).orElse(null);
      certificates.check(applicable, manifest.json());
    }
    checks.check(manifest, ownLength, applicable, false);
  }

  private void checkDate(Manifest manifest, @Nullable Manifest known) throws ContentException {
    if (known != null && known.modified() > manifest.modified()) {
      throw new ContentException(
          "We have newer (Our: "
              + known.modifiedText()
              + ", Sent: "
              + manifest.modifiedText()
              + ")");
    }
    if (manifest.modified() > clock.millis() / 1000.0 + MAX_FUTURE) {
      throw new ContentException("Modify timestamp is in the far future!");
    }
  }

  /** Owners of users manifests may declare everything before a date as gone. */
  private void checkArchived(Manifest manifest) throws ContentException {
    String directory = manifest.path().directory();
    int nameEnd = directory.length() - 1;
    int nameStart = directory.lastIndexOf('/', nameEnd - 1) + 1;
    if (nameStart == 0) {
      return;
    }
    InnerPath above = InnerPath.parse(directory.substring(0, nameStart) + "content.json");
    Optional<FileLocation> location = locator.locate(above);
    if (location.isPresent() && location.get() instanceof FileLocation.InUserArea area) {
      JsonObject contents = area.userContents();
      JsonElement own =
          JsonShape.objectOrEmpty(contents, "archived")
              .get(directory.substring(nameStart, nameEnd));
      if (isArchived(manifest, contents.get("archived_before")) || isArchived(manifest, own)) {
        throw new ContentException("This file is archived!");
      }
    }
  }

  private static boolean isArchived(Manifest manifest, @Nullable JsonElement date)
      throws ContentException {
    BigDecimal limit = date == null ? BigDecimal.ZERO : JsonShape.number(date, "date of archiving");
    return manifest.modified() <= limit.doubleValue();
  }

  private void checkSignatures(Manifest manifest, @Nullable JsonObject applicable)
      throws ContentException {
    if (!JsonShape.isFilled(manifest.json().get("signs"))) {
      throw new ContentException("Invalid old-style sign");
    }
    JsonObject signatures = JsonShape.objectOrEmpty(manifest.json(), "signs");
    byte[] signed = CanonicalJson.bytes(manifest.unsigned());
    if (manifest.path().equals(InnerPath.ROOT_MANIFEST)) {
      checkRootSignatures(manifest, signatures, signed);
      return;
    }
    certificates.check(applicable, manifest.json());
    List<String> signers = rules.withSite(applicable == null ? null : applicable.get("signers"));
    requireSigners(signers, 1, signatures, signed);
  }

  private void checkRootSignatures(Manifest manifest, JsonObject signatures, byte[] signed)
      throws ContentException {
    Manifest root = stored.get(InnerPath.ROOT_MANIFEST);
    JsonElement storedList = root == null ? null : root.json().get("signers");
    List<String> signers = rules.withSite(storedList);
    List<String> next = rules.withSite(manifest.json().get("signers"));
    if (signers.size() > 1 && !signers.equals(next)) {
      // The list changes. The reference holds the new signature of the list against the old list,
      // so that owners can never change it and delegates can; only the owner may, here.
      requireListSignature(next, manifest);
      requireSigners(List.of(site.value()), 1, signatures, signed);
      return;
    }
    if (signers.size() > 1) {
      requireListSignature(signers, manifest);
    }
    requireSigners(signers, requiredSignatures(root, signers), signatures, signed);
  }

  private int requiredSignatures(@Nullable Manifest root, List<String> signers) {
    JsonElement required = root == null ? null : root.json().get("signs_required");
    if (required == null || !policy.countRootSigners() || !JsonShape.isInteger(required)) {
      return 1;
    }
    BigDecimal count = required.getAsBigDecimal();
    boolean possible = count.compareTo(BigDecimal.valueOf(signers.size())) <= 0;
    return possible ? Math.max(1, count.intValue()) : 1;
  }

  private void requireListSignature(List<String> signers, Manifest manifest)
      throws ContentException {
    byte[] text = signersText(1, signers).getBytes(StandardCharsets.UTF_8);
    if (!BitcoinMessage.isSignedBy(text, manifest.text("signers_sign"), site.value())) {
      throw new ContentException("Invalid signers_sign!");
    }
  }

  /** The text by which the owner appoints signers. */
  static String signersText(int required, List<String> signers) {
    return required + ":" + String.join(",", signers);
  }

  private static void requireSigners(
      List<String> signers, int required, JsonObject signatures, byte[] signed)
      throws ContentException {
    int count = 0;
    for (String address : signers) {
      JsonElement signature = signatures.get(address);
      if (count < required
          && JsonShape.isText(signature)
          && BitcoinMessage.isSignedBy(signed, signature.getAsString(), address)) {
        count++;
      }
    }
    if (count < required) {
      throw new ContentException("Valid signs: " + count + "/" + required);
    }
  }
}
