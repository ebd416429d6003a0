package zerobridge.api;

/** Who may call a command. Every command has exactly one entry; there is no default. */
enum Permission {
  /** Every page. */
  ANYONE,
  /** Every page for its own site; for other sites only with the site permission ADMIN. */
  OWN_SITE,
  /** Pages whose user may change the file, which the command itself checks by the site's rules. */
  OWN_FILE,
  /** Pages with the site permission ADMIN, and the wrapper. */
  ADMIN,
  /** The wrapper alone: no site, whatever was granted to it. */
  WRAPPER
}
