package zerobridge.content;

/** What came of verifying a manifest. */
public sealed interface Verdict {
  /** Signed by who may, and within the rules: may be stored. */
  record Valid(Manifest manifest) implements Verdict {}

  /** The version that is stored already. */
  record Same() implements Verdict {}

  /** Not acceptable; {@code reason} may be told to the person and to the peer who sent it. */
  record Rejected(String reason) implements Verdict {}
}
