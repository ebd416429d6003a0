package zerobridge.codec;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * Prints doubles as Python's {@code repr}: the fewest digits that read back to the same double, the
 * closest among equally short ones. {@link Double#toString} of Java 17 is neither always shortest
 * nor laid out like that.
 */
final class PythonFloat {
  /** Any two decimals of at most 15 digits are different normal doubles. */
  private static final int UNAMBIGUOUS_DIGITS = 15;

  private static final int SUFFICIENT_DIGITS = 17;

  /** Values 0.d1d2… × 10^p are written without exponent for p from above -4 up to 16. */
  private static final int PLAIN_ABOVE = -4;

  private static final int PLAIN_UP_TO = 16;

  private PythonFloat() {}

  static String text(double value) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "Infinity" : "-Infinity";
    }
    String sign = Math.copySign(1, value) < 0 ? "-" : "";
    return sign + (value == 0 ? "0.0" : positive(Math.abs(value)));
  }

  private static String positive(double value) {
    BigDecimal exact = new BigDecimal(value);
    // Below the normal range fewer digits may do; elsewhere a shorter form is the 15-digit one
    // without its trailing zeros.
    int first = value < Double.MIN_NORMAL ? 1 : UNAMBIGUOUS_DIGITS;
    for (int digits = first; digits < SUFFICIENT_DIGITS; digits++) {
      BigDecimal candidate = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
      if (candidate.doubleValue() == value) {
        return layOut(candidate);
      }
      BigDecimal other = otherNeighbour(exact, value, digits);
      if (other != null) {
        return layOut(other);
      }
    }
    return layOut(exact.round(new MathContext(SUFFICIENT_DIGITS, RoundingMode.HALF_EVEN)));
  }

  /** Where doubles change their spacing, the neighbour farther away may be the one that fits. */
  private static @Nullable BigDecimal otherNeighbour(BigDecimal exact, double value, int digits) {
    for (RoundingMode mode : new RoundingMode[] {RoundingMode.DOWN, RoundingMode.UP}) {
      BigDecimal candidate = exact.round(new MathContext(digits, mode));
      if (candidate.doubleValue() == value) {
        return candidate;
      }
    }
    return null;
  }

  private static String layOut(BigDecimal value) {
    BigDecimal stripped = value.stripTrailingZeros();
    String digits = stripped.unscaledValue().toString();
    int point = digits.length() - stripped.scale();
    if (point > PLAIN_ABOVE && point <= PLAIN_UP_TO) {
      if (point <= 0) {
        return "0." + "0".repeat(-point) + digits;
      }
      if (point >= digits.length()) {
        return digits + "0".repeat(point - digits.length()) + ".0";
      }
      return digits.substring(0, point) + "." + digits.substring(point);
    }
    int exponent = point - 1;
    String magnitude = Integer.toString(Math.abs(exponent));
    return digits.charAt(0)
        + (digits.length() > 1 ? "." + digits.substring(1) : "")
        + (exponent < 0 ? "e-" : "e+")
        + (magnitude.length() < 2 ? "0" : "")
        + magnitude;
  }
}
