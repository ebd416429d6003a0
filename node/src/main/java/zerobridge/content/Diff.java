package zerobridge.content;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How to make the new version of a file from the old one, line by line: what a peer sends along
 * with a new manifest so that nobody has to fetch a file for one new line (content model, "Diffs").
 * Applying is exact and bounded; whether the result is right, its hash decides. Immutable.
 */
public final class Diff {
  /** Largest number of bytes that a diff may insert; beyond it the file is fetched. */
  public static final int MAX_INSERTED = 30 * 1024;

  /** Most steps accepted from a peer. */
  private static final int MAX_STEPS = 100_000;

  /** One step over the old bytes. */
  private sealed interface Step {
    record Keep(long bytes) implements Step {}

    record Skip(long bytes) implements Step {}

    record Insert(List<byte[]> lines) implements Step {}
  }

  private final List<Step> steps;

  private Diff(List<Step> steps) {
    this.steps = List.copyOf(steps);
  }

  /**
   * The difference between two versions; empty if it inserts more than {@link #MAX_INSERTED} bytes
   * or the versions are too large to compare.
   */
  public static Optional<Diff> between(byte[] old, byte[] next) {
    List<Step> steps = new ArrayList<>();
    long inserted = 0;
    List<byte[]> oldLines = lines(old);
    List<byte[]> newLines = lines(next);
    Optional<List<LineMatch>> matches = LineMatch.between(oldLines, newLines);
    if (matches.isEmpty()) {
      return Optional.empty();
    }
    int oldDone = 0;
    int newDone = 0;
    for (LineMatch match : matches.get()) {
      if (match.oldStart() > oldDone) {
        steps.add(new Step.Skip(length(oldLines.subList(oldDone, match.oldStart()))));
      }
      if (match.newStart() > newDone) {
        List<byte[]> added = newLines.subList(newDone, match.newStart());
        inserted += length(added);
        steps.add(new Step.Insert(List.copyOf(added)));
      }
      oldDone = match.oldStart() + match.length();
      newDone = match.newStart() + match.length();
      if (match.length() > 0) {
        steps.add(new Step.Keep(length(oldLines.subList(match.oldStart(), oldDone))));
      }
    }
    return inserted > MAX_INSERTED ? Optional.empty() : Optional.of(new Diff(steps));
  }

  /**
   * Reads what a peer sent: pairs of {@code "="}, {@code "-"} or {@code "+"} and a number of bytes
   * or a list of lines; texts may be {@link String} or bytes.
   *
   * @throws ContentException if it is anything else
   */
  public static Diff parse(List<? extends @Nullable Object> actions) throws ContentException {
    if (actions.size() > MAX_STEPS) {
      throw new ContentException("Diff of more than " + MAX_STEPS + " steps");
    }
    List<Step> steps = new ArrayList<>();
    for (Object action : actions) {
      if (!(action instanceof List<?> pair) || pair.size() != 2) {
        throw new ContentException("Malformed step of a diff");
      }
      steps.add(step(new String(bytes(pair.get(0)), StandardCharsets.UTF_8), pair.get(1)));
    }
    return new Diff(steps);
  }

  private static Step step(String kind, @Nullable Object argument) throws ContentException {
    if (kind.equals("+") && argument instanceof List<?> lines) {
      List<byte[]> inserted = new ArrayList<>();
      for (Object line : lines) {
        inserted.add(bytes(line));
      }
      return new Step.Insert(inserted);
    }
    boolean integer = argument instanceof Long || argument instanceof Integer;
    if (integer && argument instanceof Number number && number.longValue() >= 0) {
      if (kind.equals("=")) {
        return new Step.Keep(number.longValue());
      }
      if (kind.equals("-")) {
        return new Step.Skip(number.longValue());
      }
    }
    throw new ContentException("Unknown step of a diff: " + kind);
  }

  private static byte[] bytes(@Nullable Object text) throws ContentException {
    if (text instanceof byte[] bytes) {
      return bytes;
    }
    if (text instanceof String string) {
      return string.getBytes(StandardCharsets.UTF_8);
    }
    throw new ContentException("Malformed step of a diff");
  }

  /** The form that goes into a message: lists, text, numbers, lines as bytes. */
  public List<List<Object>> toMessage() {
    List<List<Object>> message = new ArrayList<>();
    for (Step step : steps) {
      if (step instanceof Step.Keep keep) {
        message.add(List.of("=", keep.bytes()));
      } else if (step instanceof Step.Skip skip) {
        message.add(List.of("-", skip.bytes()));
      } else if (step instanceof Step.Insert insert) {
        message.add(List.of("+", insert.lines()));
      }
    }
    return message;
  }

  /**
   * Makes the new version.
   *
   * @param expectedSize of the new version in bytes, as its manifest says
   * @throws ContentException if the diff does not fit {@code old} or makes another size
   */
  public byte[] apply(byte[] old, long expectedSize) throws ContentException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int position = 0;
    for (Step step : steps) {
      if (step instanceof Step.Insert insert) {
        for (byte[] line : insert.lines()) {
          append(out, line, 0, line.length, expectedSize);
        }
      } else {
        boolean keep = step instanceof Step.Keep;
        long bytes = keep ? ((Step.Keep) step).bytes() : ((Step.Skip) step).bytes();
        if (bytes > old.length - position) {
          throw new ContentException("Diff reaches beyond the end of the old file");
        }
        if (keep) {
          append(out, old, position, (int) bytes, expectedSize);
        }
        position += (int) bytes;
      }
    }
    if (out.size() != expectedSize) {
      throw new ContentException("Diff makes " + out.size() + " bytes of " + expectedSize);
    }
    return out.toByteArray();
  }

  private static void append(
      ByteArrayOutputStream out, byte[] bytes, int offset, int length, long limit)
      throws ContentException {
    if (length > limit - out.size()) {
      throw new ContentException("Diff makes more than " + limit + " bytes");
    }
    out.write(bytes, offset, length);
  }

  private static long length(List<byte[]> lines) {
    return lines.stream().mapToLong(line -> line.length).sum();
  }

  /** Lines with their line feeds. */
  private static List<byte[]> lines(byte[] text) {
    List<byte[]> lines = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < text.length; i++) {
      if (text[i] == '\n' || i == text.length - 1) {
        lines.add(Arrays.copyOfRange(text, start, i + 1));
        start = i + 1;
      }
    }
    return lines;
  }
}
