package zerobridge.content;

/** The limits on a site's total size that are offered to a person. */
public final class SiteSizeLimit {
  /** What a site may take before anybody was asked, in MB. */
  public static final int DEFAULT_MB = 10;

  /** Bytes of one MB in limits. */
  public static final long MB = 1024 * 1024;

  private static final int[] STEPS_MB = {
    10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000
  };
  private static final int NO_LIMIT_MB = 999_999;

  /** A limit leaves a fifth of room to grow. */
  private static final double ROOM = 1.2;

  private SiteSizeLimit() {}

  /** The smallest step that fits a site of {@code size} bytes, in MB. */
  public static int next(long size) {
    for (int step : STEPS_MB) {
      if (size * ROOM < step * (double) MB) {
        return step;
      }
    }
    return NO_LIMIT_MB;
  }
}
