package zerobridge.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules of the UI server that need neither network nor disk. */
class PureRulesTest {
  @ParameterizedTest
  @CsvSource({
    "a.png, image/png",
    "A.JPG, image/jpeg",
    "a.b.js, application/javascript",
    "a.mjs, text/javascript",
    "a.svg, image/svg+xml",
    "a.ico, image/vnd.microsoft.icon",
    "a.woff2, font/woff2",
    "a.tar.gz, application/x-tar",
    "a.gz, application/octet-stream",
    "noext, application/octet-stream",
    "a.html., application/octet-stream",
    "dir.html/x, application/octet-stream",
    "a.xht, application/xhtml+xml"
  })
  void typeFollowsFromTheNameAlone(String name, String type) {
    assertThat(MimeTypes.of(name)).isEqualTo(type);
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=0-9, 0, 9",
    "bytes=90-, 90, 99",
    "bytes=-10, 90, 99",
    "bytes=-1000, 0, 99",
    "bytes=50-1000, 50, 99",
    "bytes=99-99, 99, 99"
  })
  void singleRangesAreCutToTheFile(String header, long first, long last) {
    assertThat(ByteRange.parse(header, 100))
        .isEqualTo(new ByteRange.Part(new ByteRange(first, last)));
  }

  @ParameterizedTest
  @CsvSource({"bytes=100-", "bytes=100-200", "bytes=-0"})
  void rangesBehindTheEndAreUnsatisfiable(String header) {
    assertThat(ByteRange.parse(header, 100)).isInstanceOf(ByteRange.Unsatisfiable.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bytes=9-0",
        "bytes=a-b",
        "bytes=0-1,5-6",
        "lines=0-1",
        "bytes=5",
        "bytes=99999999999999999999-"
      })
  void otherRangesAreIgnored(String header) {
    assertThat(ByteRange.parse(header, 100)).isInstanceOf(ByteRange.Whole.class);
  }

  @Test
  void passExpires() {
    AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    Nonces nonces = new Nonces(now::get, new SecureRandom());
    String early = nonces.issue("a");
    String late = nonces.issue("a");
    now.set(Instant.EPOCH.plus(Nonces.LIFETIME).minusSeconds(1));
    assertThat(nonces.take(early, "a")).isTrue();
    now.set(Instant.EPOCH.plus(Nonces.LIFETIME));
    assertThat(nonces.take(late, "a")).isFalse();
  }

  @Test
  void oldestPassGoesWhenThereAreTooMany() {
    Nonces nonces = new Nonces(() -> Instant.EPOCH, new SecureRandom());
    String oldest = nonces.issue("a");
    String second = nonces.issue("a");
    for (int i = 2; i <= Nonces.MAX_OPEN; i++) {
      nonces.issue("b");
    }
    assertThat(nonces.take(oldest, "a")).isFalse();
    assertThat(nonces.take(second, "a")).isTrue();
  }

  @Test
  void row12VariablesAreFilledInOnce() {
    HtmlVariables variables = new HtmlVariables("{site_modified}dark", "{themeclass}", 7);
    byte[] page =
        "{themeclass}|{site_modified}|lang={lang}|{title}\u00e9".getBytes(StandardCharsets.UTF_8);
    assertThat(new String(variables.fill(page), StandardCharsets.UTF_8))
        .isEqualTo("theme-sitemodifieddark|7|lang=themeclass|{title}\u00e9");
    assertThat(new HtmlVariables("dark", "en", 0).themeClass()).isEqualTo("theme-dark  ");
  }

  @Test
  void lastOfEqualParametersCountsAndEmptyOnesDoNot() {
    assertThat(RequestTarget.parameters("a=1&a=2&b=&c&d=%20+x&e=%zz"))
        .containsOnly(java.util.Map.entry("a", "2"), java.util.Map.entry("d", "  x"));
  }

  @Test
  void pathIsDecodedExactlyOnce() {
    assertThat(RequestTarget.parse("/a%2520b", null).orElseThrow().path()).isEqualTo("/a%20b");
    assertThat(RequestTarget.parse("/a%5cb", null).orElseThrow().path()).isEqualTo("/a/b");
    assertThat(RequestTarget.parse("/a%2fb..c", "q").orElseThrow().path()).isEqualTo("/a/b..c");
    for (String refused :
        Set.of("/../a", "/a%2e%2e/b", "/a./b", "/%ff", "/%0", "/%00", "/..%5ca")) {
      assertThat(RequestTarget.parse(refused, null)).as(refused).isEmpty();
    }
  }

  @Test
  void hostsOfPort80NeedNoPort() {
    HostPolicy hosts = new HostPolicy(80, Set.of());
    assertThat(hosts.classify("talk-bit.localhost")).isPresent();
    assertThat(hosts.classify("localhost")).isPresent();
    assertThat(hosts.classify("localhost:81")).isEmpty();
    assertThat(hosts.pageOrigin(SiteLabel.of("talk.bit").orElseThrow()))
        .isEqualTo("http://talk-bit.localhost");
  }
}
