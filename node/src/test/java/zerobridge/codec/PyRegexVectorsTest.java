package zerobridge.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zerobridge.Vectors;

class PyRegexVectorsTest {
  private static final JsonObject FILE = Vectors.json("content/regex.json").getAsJsonObject();

  @TestFactory
  Stream<DynamicTest> safety() {
    return Vectors.cases(FILE.get("safety"))
        .map(c -> DynamicTest.dynamicTest(c.get("pattern").getAsString(), () -> checkSafety(c)));
  }

  private static void checkSafety(JsonObject c) throws Exception {
    String pattern = c.get("pattern").getAsString();
    if (!c.get("safe").getAsBoolean()) {
      String error = c.get("error").getAsString();
      assertThatThrownBy(() -> PyRegex.compile(pattern))
          .isInstanceOf(UnsafePatternException.class)
          .hasMessage(error);
    } else if (!c.get("compiles").getAsBoolean()) {
      assertThatThrownBy(() -> PyRegex.compile(pattern)).isInstanceOf(UnsafePatternException.class);
    } else {
      assertThat(PyRegex.compile(pattern)).hasToString(pattern);
    }
  }

  @TestFactory
  Stream<DynamicTest> matching() {
    return Vectors.cases(FILE.get("match"))
        .map(
            c ->
                DynamicTest.dynamicTest(
                    c.get("pattern").getAsString() + " on " + c.get("text").getAsString(),
                    () -> checkMatch(c)));
  }

  private static void checkMatch(JsonObject c) throws Exception {
    String pattern = c.get("pattern").getAsString();
    String text = c.get("text").getAsString();
    if (c.get("match_at_start").getAsJsonPrimitive().isBoolean()) {
      assertThat(PyRegex.compile(pattern).matchesStart(text))
          .isEqualTo(c.get("match_at_start").getAsBoolean());
    } else {
      assertThatThrownBy(() -> PyRegex.compile(pattern).matchesStart(text))
          .isInstanceOf(UnsafePatternException.class);
    }
  }

  /** Answers of Python 3 on constructs that Java reads otherwise or not at all. */
  @ParameterizedTest
  @CsvSource(
      delimiterString = " ~ ",
      value = {
        "[^[]a ~ xa ~ true",
        "[^[]a ~ [a ~ false",
        "a.{,3}$ ~ abcd ~ true",
        "a.{,3}$ ~ abcde ~ false",
        ".{a} ~ x{a} ~ true",
        "(?P<a_b>x|y)(?P=a_b) ~ xx ~ true",
        "(?P<a_b>x|y)(?P=a_b) ~ xy ~ false",
        "a\\Z ~ a ~ true",
        "a\\Z ~ ab ~ false",
        "[a&&b]$ ~ & ~ true",
        "[]a]b ~ ]b ~ true",
        "x(?#note)y ~ xy ~ true",
        "(?i)ab ~ AB ~ true",
        "\\101 ~ A ~ true",
        "\\x41 ~ A ~ true",
        "a|b ~ bz ~ true",
        "}]a ~ }]a ~ true"
      })
  void readsPythonsDialect(String pattern, String text, boolean matches) throws Exception {
    assertThat(PyRegex.compile(pattern).matchesStart(text)).isEqualTo(matches);
  }

  @ParameterizedTest
  @CsvSource({"\\pL", "\\Qa\\E", "(?<x>a)", "(?>a)", "\\h", "{2}", "a\\"})
  void refusesWhatPythonRefuses(String pattern) {
    assertThatThrownBy(() -> PyRegex.compile(pattern)).isInstanceOf(UnsafePatternException.class);
  }

  @Test
  void wholePatternsAllowOneFinalLineFeedAndBindAlternativesLoosely() throws Exception {
    assertThat(PyRegex.compileWhole("a.json").matchesStart("a.json\n")).isTrue();
    assertThat(PyRegex.compileWhole("a.json").matchesStart("a.json2")).isFalse();
    assertThat(PyRegex.compileWhole("a|b").matchesStart("axx")).isTrue();
  }

  @Test
  void givesUpOnPatternsThatTakeExponentialTime() throws Exception {
    PyRegex slow = PyRegex.compile("(.*a|b|ab).*a.*a.*a.*a.*a.*a.*ac");
    assertThatThrownBy(() -> slow.matchesStart("ab".repeat(2000)))
        .isInstanceOf(UnsafePatternException.class)
        .hasMessageContaining("too long");
  }
}
