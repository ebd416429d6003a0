package zerobridge.crypto;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.bitcoinj.base.Base58;
import org.bitcoinj.base.exceptions.AddressFormatException;
import org.bitcoinj.crypto.ECKey;
import org.bitcoinj.crypto.ECKey.ECDSASignature;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.util.BigIntegers;

/**
 * A private key of secp256k1, of a site or of a user. Keys made here are uncompressed, as all of
 * the network's; compressed ones are read and used too. Never shows itself in {@link #toString}.
 *
 * <p>Immutable, safe for any thread.
 */
public final class BitcoinKey {
  private static final int HEX_DIGITS = 64;
  private static final int SECRET_BYTES = 32;
  private static final int WIF_VERSION = 0x80;
  private static final byte WIF_COMPRESSED = 1;

  // Not bitcoinj's ECKey: it refuses the secret 1, which other nodes use like any other.
  private final BigInteger secret;
  private final boolean compressed;
  private final byte[] publicKey;
  private final SiteAddress address;

  private BitcoinKey(BigInteger secret, boolean compressed) {
    if (secret.signum() <= 0 || secret.compareTo(KeyRecovery.ORDER) >= 0) {
      throw new IllegalArgumentException("Private key out of range");
    }
    this.secret = secret;
    this.compressed = compressed;
    this.publicKey = ECKey.publicKeyFromPrivate(secret, compressed);
    this.address = SiteAddress.parse(KeyRecovery.address(publicKey));
  }

  /** A fresh key. */
  public static BitcoinKey generate(SecureRandom random) {
    return of(new ECKey(random).getPrivKey());
  }

  static BitcoinKey of(BigInteger secret) {
    return new BitcoinKey(secret, false);
  }

  /**
   * Reads the wallet import format, Base58 with checksum.
   *
   * @throws IllegalArgumentException if it is none; the message does not show it
   */
  public static BitcoinKey fromWif(String wif) {
    byte[] bytes;
    try {
      bytes = Base58.decodeChecked(wif);
    } catch (AddressFormatException e) {
      // Without the cause: its message may show the key.
      throw new IllegalArgumentException("Not a private key in the wallet import format");
    }
    boolean compressed =
        bytes.length == SECRET_BYTES + 2 && bytes[SECRET_BYTES + 1] == WIF_COMPRESSED;
    if ((bytes.length != SECRET_BYTES + 1 && !compressed) || (bytes[0] & 0xff) != WIF_VERSION) {
      throw new IllegalArgumentException("Not a private key of the main network");
    }
    byte[] secret = Arrays.copyOfRange(bytes, 1, 1 + SECRET_BYTES);
    return new BitcoinKey(new BigInteger(1, secret), compressed);
  }

  /**
   * Reads 64 hex digits as an uncompressed key.
   *
   * @throws IllegalArgumentException if it is none; the message does not show it
   */
  public static BitcoinKey fromHex(String hex) {
    if (!hex.matches("[0-9a-fA-F]{" + HEX_DIGITS + "}")) {
      throw new IllegalArgumentException("A private key in hex has 64 hex digits");
    }
    return of(new BigInteger(hex, 16));
  }

  /**
   * Reads either form.
   *
   * @throws IllegalArgumentException if it is neither; the message does not show it
   */
  public static BitcoinKey parse(String text) {
    return text.length() == HEX_DIGITS ? fromHex(text) : fromWif(text);
  }

  /** The wallet import format, which is a secret. */
  public String wif() {
    byte[] bytes = secretBytes();
    if (compressed) {
      bytes = Arrays.copyOf(bytes, SECRET_BYTES + 1);
      bytes[SECRET_BYTES] = WIF_COMPRESSED;
    }
    return Base58.encodeChecked(WIF_VERSION, bytes);
  }

  /** The secret as 64 hex digits. */
  public String hex() {
    return HexFormat.of().formatHex(secretBytes());
  }

  private byte[] secretBytes() {
    return BigIntegers.asUnsignedByteArray(SECRET_BYTES, secret);
  }

  /** The public key, 65 bytes, or 33 if compressed. */
  public byte[] publicKey() {
    return publicKey.clone();
  }

  /** The public key in its short form, 33 bytes: how it is given to people who encrypt for it. */
  public byte[] compressedPublicKey() {
    return ECKey.publicKeyFromPrivate(secret, true);
  }

  /** The address of the public key. */
  public SiteAddress address() {
    return address;
  }

  /** Signs {@code message} in UTF-8; see {@link #sign(byte[])}. */
  public String sign(String message) {
    return sign(message.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Signs a message as a Bitcoin wallet does. The same message always gives the same signature (RFC
   * 6979, low S).
   *
   * @return 65 bytes in Base64
   */
  public String sign(byte[] message) {
    byte[] digest = BitcoinMessage.digest(message);
    ECDSASigner signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
    signer.init(true, new ECPrivateKeyParameters(secret, KeyRecovery.DOMAIN));
    BigInteger[] numbers = signer.generateSignature(digest);
    ECDSASignature signature = new ECDSASignature(numbers[0], numbers[1]).toCanonicalised();
    byte[] r = BigIntegers.asUnsignedByteArray(SECRET_BYTES, signature.r);
    byte[] s = BigIntegers.asUnsignedByteArray(SECRET_BYTES, signature.s);
    byte[] encoded = new byte[BitcoinMessage.SIGNATURE_BYTES];
    encoded[0] = (byte) header(r, s, digest);
    System.arraycopy(r, 0, encoded, 1, SECRET_BYTES);
    System.arraycopy(s, 0, encoded, 1 + SECRET_BYTES, SECRET_BYTES);
    return Base64.getEncoder().encodeToString(encoded);
  }

  /** The signer does not tell which of four points it used: the one that leads back to this key. */
  private int header(byte[] r, byte[] s, byte[] digest) {
    int first = compressed ? KeyRecovery.FIRST_COMPRESSED_HEADER : KeyRecovery.FIRST_HEADER;
    for (int header = first; header < first + 4; header++) {
      if (KeyRecovery.address(header, r, s, digest).filter(address.value()::equals).isPresent()) {
        return header;
      }
    }
    throw new AssertionError("A signature made here leads to no key");
  }

  @Override
  public String toString() {
    return "BitcoinKey of " + address;
  }
}
