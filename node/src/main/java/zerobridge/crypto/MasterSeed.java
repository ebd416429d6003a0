package zerobridge.crypto;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import org.bitcoinj.crypto.ChildNumber;
import org.bitcoinj.crypto.DeterministicKey;
import org.bitcoinj.crypto.HDKeyDerivation;
import org.jspecify.annotations.Nullable;

/**
 * The secret from which all keys of a person follow: 64 lower-case hex digits (content model, "Keys
 * from the master seed"). Never shows itself in {@link #toString}.
 *
 * <p>Immutable, safe for any thread.
 */
public final class MasterSeed {
  /** Child indexes are taken modulo this, so one index of the network may be any integer. */
  public static final long CHILD_INDEXES = 100_000_000;

  private final String digits;

  /** Made on first need: the first use of curve arithmetic costs a node's start half a second. */
  private volatile @Nullable DeterministicKey master;

  private MasterSeed(String digits) {
    this.digits = digits;
  }

  /** A fresh seed. */
  public static MasterSeed generate(SecureRandom random) {
    return new MasterSeed(BitcoinKey.generate(random).hex());
  }

  /**
   * Reads a seed.
   *
   * @throws IllegalArgumentException if it is none; the message does not show it
   */
  public static MasterSeed parse(String digits) {
    if (!digits.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException("A master seed has 64 lower-case hex digits");
    }
    return new MasterSeed(digits);
  }

  /** The 64 digits, which are the secret itself. */
  public String digits() {
    return digits;
  }

  /** The address that names this person in {@code users.json}. */
  public SiteAddress masterAddress() {
    return BitcoinKey.fromHex(digits).address();
  }

  /** The key of a site made by this person under {@code index}. */
  public BitcoinKey siteKey(long index) {
    return key(BigInteger.valueOf(index));
  }

  /** The key with which this person signs on {@code site}. */
  public BitcoinKey authKey(SiteAddress site) {
    return key(authIndex(site));
  }

  /** The index of {@link #authKey}; indexes of keys for encryption count on from it. */
  public static BigInteger authIndex(SiteAddress site) {
    return new BigInteger(1, site.bytes());
  }

  /** The key at any index. */
  public BitcoinKey key(BigInteger index) {
    int child = index.mod(BigInteger.valueOf(CHILD_INDEXES)).intValueExact();
    return BitcoinKey.of(
        HDKeyDerivation.deriveChildKey(master(), new ChildNumber(child, false)).getPrivKey());
  }

  private DeterministicKey master() {
    DeterministicKey made = master;
    if (made == null) {
      // The characters themselves are the seed here, not the bytes they spell.
      made = HDKeyDerivation.createMasterPrivateKey(digits.getBytes(StandardCharsets.US_ASCII));
      master = made;
    }
    return made;
  }

  @Override
  public String toString() {
    return "MasterSeed of " + masterAddress();
  }
}
