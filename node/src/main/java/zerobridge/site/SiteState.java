package zerobridge.site;

/** Where a site stands in its life, as one word for people and for the extension. */
public enum SiteState {
  /** No manifest yet and no peer answered so far. */
  SEARCHING,
  /** Files are queued or on their way. */
  DOWNLOADING,
  /** The declared size is above the site's limit: waits for {@link Site#setSizeLimit}. */
  SIZE_LIMIT_REACHED,
  /** Newer versions are being looked for. */
  UPDATING,
  /** Everything wanted is here. */
  READY,
  /** Has a root manifest, but some wanted files could not be had from any peer. */
  INCOMPLETE,
  /** No peer could give a valid root manifest; tried again when peers appear. */
  NOT_FOUND,
  /** Stopped by the person: neither downloads nor serves. */
  PAUSED
}
