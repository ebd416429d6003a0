package zerobridge.codec;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A pattern in Python's dialect that a site brought along (content model, "Patterns"): checked for
 * safety as every node does, translated, and matched under a time budget, since the textual check
 * does not stop every pattern that takes exponential time.
 *
 * <p>Immutable, safe for any thread.
 */
public final class PyRegex {
  /** Longest pattern, in code points. */
  public static final int MAX_LENGTH = 255;

  /** A pattern must have fewer repetitions than this. */
  public static final int MAX_REPETITIONS = 10;

  /** Longest time for one match; genuine patterns need microseconds. */
  public static final Duration TIME_BUDGET = Duration.ofMillis(100);

  private static final Pattern UNSAFE = Pattern.compile("[^.][*{+]");
  private static final Pattern REPETITION = Pattern.compile("\\.[*{+]");

  private final String source;
  private final Pattern pattern;

  private PyRegex(String source, Pattern pattern) {
    this.source = source;
    this.pattern = pattern;
  }

  /**
   * Checks and compiles {@code source}.
   *
   * @throws UnsafePatternException if it is too long, has repetitions of anything but {@code .}, or
   *     is no pattern at all
   */
  public static PyRegex compile(String source) throws UnsafePatternException {
    checkSafety(source);
    try {
      String translated = new PyRegexTranslation(source).translate();
      return new PyRegex(
          source,
          Pattern.compile(translated, Pattern.UNIX_LINES | Pattern.UNICODE_CHARACTER_CLASS));
    } catch (PatternSyntaxException e) {
      throw malformed(e.getDescription(), source);
    } catch (StackOverflowError e) {
      throw malformed("nested too deeply", source);
    }
  }

  private static UnsafePatternException malformed(String why, String source) {
    return new UnsafePatternException("Malformed pattern (" + why + ") in " + source);
  }

  /**
   * As {@link #compile} for rules that describe a whole text, like {@code files_allowed}: {@code
   * ^source$}, without a group around an alternative, as every node reads them.
   */
  public static PyRegex compileWhole(String source) throws UnsafePatternException {
    return compile("^" + source + "$");
  }

  /**
   * Tells whether the pattern matches {@code text} from its start on, not necessarily to its end.
   *
   * @throws UnsafePatternException if that takes longer than {@link #TIME_BUDGET}
   */
  public boolean matchesStart(CharSequence text) throws UnsafePatternException {
    long deadline = System.nanoTime() + TIME_BUDGET.toNanos();
    Matcher matcher = pattern.matcher(new TimedText(text, deadline));
    try {
      return matcher.lookingAt();
    } catch (OutOfTime | StackOverflowError e) {
      throw new UnsafePatternException("Matching takes too long in " + source);
    }
  }

  @Override
  public String toString() {
    return source;
  }

  private static void checkSafety(String source) throws UnsafePatternException {
    int length = source.codePointCount(0, source.length());
    if (length > MAX_LENGTH) {
      throw new UnsafePatternException("Pattern too long: " + length + " characters in " + source);
    }
    Matcher unsafe = UNSAFE.matcher(source);
    if (unsafe.find()) {
      throw new UnsafePatternException(
          "Potentially unsafe part of the pattern: " + unsafe.group() + " in " + source);
    }
    Matcher repetition = REPETITION.matcher(source);
    String first = "";
    for (int count = 0; repetition.find(); ) {
      first = first.isEmpty() ? repetition.group() : first;
      if (++count >= MAX_REPETITIONS) {
        throw new UnsafePatternException(
            "More than " + MAX_REPETITIONS + " repetitions of " + first + " in " + source);
      }
    }
  }

  /** Ends a match from inside, the only place a matcher can be stopped at. */
  private static final class OutOfTime extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OutOfTime() {
      super(null, null, false, false);
    }
  }

  /** A text that looks at the clock every so many characters. */
  private static final class TimedText implements CharSequence {
    private static final int READS_PER_LOOK = 1024;

    private final CharSequence text;
    private final long deadline;
    private int reads;

    TimedText(CharSequence text, long deadline) {
      this.text = text;
      this.deadline = deadline;
    }

    @Override
    public char charAt(int index) {
      if (++reads % READS_PER_LOOK == 0 && System.nanoTime() - deadline > 0) {
        throw new OutOfTime();
      }
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.subSequence(start, end);
    }

    @Override
    public String toString() {
      return text.toString();
    }
  }
}
