package zerobridge.name;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Gives an address that was lower-cased its letter case back. The four checksum bytes tell the
 * right case among 2^n candidates, n being the letters that exist in both cases. Candidates are
 * walked in Gray-code order, so that each one is a single addition to the last.
 *
 * <p>Blocking work for all processors: about five million candidates a second on each.
 */
public final class LoweredAddress {
  /** Most letters of doubtful case that are tried: 2^28 candidates, half a minute on two cores. */
  public static final int MAX_DOUBTFUL = 28;

  private static final String ALPHABET =
      "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
  private static final int TOTAL_BYTES = 25;
  private static final int PAYLOAD_BYTES = 21;
  private static final int LIMBS = 4;

  /** The first letters are fixed per piece of work, the others walked: 2^6 pieces. */
  private static final int FIXED = 6;

  private final String lower;
  private final int[] doubtful;

  private LoweredAddress(String lower, int[] doubtful) {
    this.lower = lower;
    this.doubtful = doubtful;
  }

  /**
   * Finds every address with a right checksum that lower-cases to the given text.
   *
   * @param lower digits and lower-case letters
   * @return usually one; empty when there is none, or the search would be longer than {@link
   *     #MAX_DOUBTFUL} allows
   */
  public static List<String> restore(String lower) {
    int[] doubtful =
        IntStream.range(0, lower.length())
            .filter(i -> Character.isLetter(lower.charAt(i)) && "ilo".indexOf(lower.charAt(i)) < 0)
            .toArray();
    if (doubtful.length > MAX_DOUBTFUL || !lower.matches("1[1-9a-z]{25,33}")) {
      return List.of();
    }
    return new LoweredAddress(lower, doubtful).search();
  }

  private List<String> search() {
    int fixed = Math.min(FIXED, doubtful.length);
    return IntStream.range(0, 1 << fixed)
        .parallel()
        .mapToObj(piece -> searchPiece(piece, fixed))
        .flatMap(List::stream)
        .sorted()
        .toList();
  }

  private List<String> searchPiece(int piece, int fixed) {
    MessageDigest sha256 = sha256();
    int walked = doubtful.length - fixed;
    long[][] steps = new long[walked][];
    for (int k = 0; k < walked; k++) {
      steps[k] = limbs(step(doubtful[fixed + k]));
    }
    long[] number = limbs(value(spelled(piece, fixed, 0)));
    byte[] bytes = new byte[TOTAL_BYTES];
    long gray = 0;
    List<String> found = new java.util.ArrayList<>();
    for (long n = 0; ; ) {
      if (isRight(number, bytes, sha256)) {
        String address = spelled(piece, fixed, gray);
        if (HostLabel.isAddress(address)) {
          found.add(address);
        }
      }
      if (++n >= 1L << walked) {
        return found;
      }
      int bit = Long.numberOfTrailingZeros(n);
      gray ^= 1L << bit;
      if ((gray >> bit & 1) == 1) {
        add(number, steps[bit]);
      } else {
        subtract(number, steps[bit]);
      }
    }
  }

  /** The text with upper case wherever the bits say 0 and lower case where they say 1. */
  private String spelled(int piece, int fixed, long gray) {
    char[] text = lower.toCharArray();
    for (int i = 0; i < text.length; i++) {
      if (text[i] == 'l') {
        text[i] = 'L';
      }
    }
    for (int k = 0; k < doubtful.length; k++) {
      long bit = k < fixed ? piece >> k & 1 : gray >> (k - fixed) & 1;
      if (bit == 0) {
        text[doubtful[k]] = Character.toUpperCase(text[doubtful[k]]);
      }
    }
    return new String(text);
  }

  /** What the number grows by when the letter at this place turns from upper to lower case. */
  private BigInteger step(int place) {
    char letter = lower.charAt(place);
    int difference = ALPHABET.indexOf(letter) - ALPHABET.indexOf(Character.toUpperCase(letter));
    return BigInteger.valueOf(58)
        .pow(lower.length() - 1 - place)
        .multiply(BigInteger.valueOf(difference));
  }

  private static BigInteger value(String text) {
    BigInteger value = BigInteger.ZERO;
    for (int i = 0; i < text.length(); i++) {
      value =
          value
              .multiply(BigInteger.valueOf(58))
              .add(BigInteger.valueOf(ALPHABET.indexOf(text.charAt(i))));
    }
    return value;
  }

  private static long[] limbs(BigInteger value) {
    long[] limbs = new long[LIMBS];
    for (int i = 0; i < LIMBS; i++) {
      limbs[i] = value.shiftRight(64 * i).longValue();
    }
    return limbs;
  }

  private static boolean isRight(long[] number, byte[] bytes, MessageDigest sha256) {
    // Version byte 0 means nothing above the lower 24 bytes.
    if (number[3] != 0) {
      return false;
    }
    for (int i = 0; i < TOTAL_BYTES; i++) {
      int fromEnd = TOTAL_BYTES - 1 - i;
      bytes[i] = (byte) (number[fromEnd >> 3] >> ((fromEnd & 7) << 3));
    }
    sha256.update(bytes, 0, PAYLOAD_BYTES);
    byte[] twice = sha256.digest(sha256.digest());
    return twice[0] == bytes[PAYLOAD_BYTES]
        && twice[1] == bytes[PAYLOAD_BYTES + 1]
        && twice[2] == bytes[PAYLOAD_BYTES + 2]
        && twice[3] == bytes[PAYLOAD_BYTES + 3];
  }

  private static void add(long[] number, long[] step) {
    long carry = 0;
    for (int i = 0; i < LIMBS; i++) {
      long sum = number[i] + step[i];
      long overflow = Long.compareUnsigned(sum, step[i]) < 0 ? 1 : 0;
      long withCarry = sum + carry;
      carry = overflow + (carry == 1 && withCarry == 0 ? 1 : 0);
      number[i] = withCarry;
    }
  }

  private static void subtract(long[] number, long[] step) {
    long borrow = 0;
    for (int i = 0; i < LIMBS; i++) {
      long difference = number[i] - step[i];
      long underflow = Long.compareUnsigned(number[i], step[i]) < 0 ? 1 : 0;
      long withBorrow = difference - borrow;
      borrow = underflow + (borrow == 1 && difference == 0 ? 1 : 0);
      number[i] = withBorrow;
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
