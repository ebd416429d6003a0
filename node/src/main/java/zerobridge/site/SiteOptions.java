package zerobridge.site;

/**
 * The node's limits for all sites; a site's own settings go before. Megabytes are 1,048,576 bytes.
 *
 * @param sizeLimit largest site that is downloaded without asking, in MB
 * @param fileSizeLimit largest single file that is downloaded, in MB; a big file counts as a piece
 * @param bigFileSizeLimit largest big file that is downloaded, in MB
 * @param autodownloadBigFileLimit largest big file that is fetched with all other optional files of
 *     a site whose optional files the person wants, in MB
 * @param connections connections a site opens by itself and keeps
 * @param backgroundWork whether sites look for newer versions by themselves, at the start and
 *     periodically; off for one-shot commands and tests
 */
public record SiteOptions(
    int sizeLimit,
    int fileSizeLimit,
    int bigFileSizeLimit,
    int autodownloadBigFileLimit,
    int connections,
    boolean backgroundWork) {
  private static final int NO_LIMIT = Integer.MAX_VALUE;

  /** The reference's values. */
  public static final SiteOptions DEFAULTS = new SiteOptions(10, 10, NO_LIMIT, 10, 8, true);

  /** Checks that the limits are positive. */
  public SiteOptions {
    if (sizeLimit < 1
        || fileSizeLimit < 1
        || bigFileSizeLimit < 1
        || autodownloadBigFileLimit < 0
        || connections < 1) {
      throw new IllegalArgumentException("limits of sites must be at least 1");
    }
  }

  /** These options with another site size limit in MB. */
  public SiteOptions withSizeLimit(int megabytes) {
    return new SiteOptions(
        megabytes,
        fileSizeLimit,
        bigFileSizeLimit,
        autodownloadBigFileLimit,
        connections,
        backgroundWork);
  }

  /**
   * These options with other limits for big files in MB.
   *
   * @param largest that is downloaded at all; 0 for any size
   * @param automatic that is fetched without asking
   */
  public SiteOptions withBigFiles(int largest, int automatic) {
    return new SiteOptions(
        sizeLimit,
        fileSizeLimit,
        largest == 0 ? NO_LIMIT : largest,
        automatic,
        connections,
        backgroundWork);
  }

  /** These options without periodic work. */
  public SiteOptions withoutBackgroundWork() {
    return new SiteOptions(
        sizeLimit, fileSizeLimit, bigFileSizeLimit, autodownloadBigFileLimit, connections, false);
  }
}
