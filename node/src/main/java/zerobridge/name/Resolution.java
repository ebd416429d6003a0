package zerobridge.name;

import zerobridge.crypto.SiteAddress;

/**
 * Where a name leads, and on whose word.
 *
 * @param name the name asked for
 * @param address the site it stands for
 * @param trust who vouches for it
 */
public record Resolution(BitName name, SiteAddress address, Trust trust) {

  /** How far an answer can be relied on, best first. */
  public enum Trust {
    /** The person set it by hand. */
    PINNED("set by you"),
    /** One key holder published it in a site: better than nothing, and said so. */
    SIGNED_BY_ONE_KEY("published by the ZeroName site");

    private final String words;

    Trust(String words) {
      this.words = words;
    }

    /** Said to the person. */
    public String words() {
      return words;
    }
  }
}
