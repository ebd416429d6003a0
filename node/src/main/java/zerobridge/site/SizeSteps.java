package zerobridge.site;

/** The sizes offered to a person whose site outgrew its limit. Content specification, sizes. */
final class SizeSteps {
  private static final int[] MEGABYTES = {
    10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000, 100000
  };
  private static final int UNLIMITED = 999_999;
  private static final double HEADROOM = 1.2;

  private SizeSteps() {}

  /** The first step with a fifth of room above the given bytes, in MB. */
  static int next(long bytes) {
    for (int step : MEGABYTES) {
      if (bytes * HEADROOM < (double) step * SiteOptions.MEGABYTE) {
        return step;
      }
    }
    return UNLIMITED;
  }
}
