package zerobridge.content;

/**
 * Settings of verification that a person may change.
 *
 * @param bindUserManifests refuse manifests of users, dated 2017 or later, that do not name their
 *     site and path: without these fields they could be replayed on another site
 * @param countRootSigners demand as many signatures as the stored root asks for in {@code
 *     signs_required}; most of the network accepts one
 */
public record VerificationPolicy(boolean bindUserManifests, boolean countRootSigners) {
  /** What everybody starts with. */
  public static final VerificationPolicy DEFAULT = new VerificationPolicy(true, false);
}
