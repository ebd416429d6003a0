package zerobridge.ui;

/** Which of the node's hosts a request is for; each kind is another origin with other duties. */
sealed interface RequestHost {
  /** {@code 127.0.0.1:PORT}, {@code localhost:PORT} and the like: only sends people on. */
  record Entry() implements RequestHost {}

  /** {@code zerobridge.localhost:PORT}: the node's own pages. */
  record Own() implements RequestHost {}

  /** {@code <label>.localhost:PORT}: the page around a site, never a site's own file. */
  record Page(SiteLabel label) implements RequestHost {}

  /** {@code c.<label>.localhost:PORT}: the files of one site. */
  record Content(SiteLabel label) implements RequestHost {}

  /**
   * {@code talk.bit} or {@code zero}, reached through a proxy setting that a person made.
   *
   * @param name the name, or empty for {@code zero}
   */
  record Proxied(String name) implements RequestHost {}
}
