package zerobridge.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import zerobridge.content.FileEntry;
import zerobridge.io.InnerPath;

/** Which optional files come by themselves. */
class OptionalWishTest {
  private static final SiteSettings FRESH = SiteSettings.fresh(0, new SecureRandom());
  private static final SiteSettings ALL = FRESH.with("autodownloadoptional", true);

  private static FileEntry file(long megabytes, boolean big) {
    InnerPath path = InnerPath.parse("a.mp4");
    return new FileEntry(
        path,
        InnerPath.ROOT_MANIFEST,
        "ab",
        megabytes << 20,
        true,
        big ? new FileEntry.Pieces(path.sibling("a.map"), 1 << 20) : null);
  }

  private static boolean wants(SiteSettings settings, FileEntry file) {
    return OptionalWish.wants(settings, SiteOptions.DEFAULTS, file);
  }

  @Test
  void nothingUnlessThePersonWantsIt() {
    assertThat(wants(FRESH, file(1, false))).isFalse();
    assertThat(wants(FRESH, file(1, true))).isFalse();
    assertThat(wants(ALL, file(1, false))).isTrue();
  }

  @Test
  void bigFilesUpToTheLimitOfTheNodeOrOfTheSite() {
    assertThat(wants(ALL, file(10, true))).isTrue();
    assertThat(wants(ALL, file(11, true))).isFalse();
    SiteSettings more = ALL.with("autodownload_bigfile_size_limit", 100);
    assertThat(wants(more, file(100, true))).isTrue();
    assertThat(wants(more, file(101, true))).isFalse();
    assertThat(wants(ALL, file(50, false))).isTrue();
  }
}
