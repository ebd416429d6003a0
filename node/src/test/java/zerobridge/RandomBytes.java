package zerobridge;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Hostile input for readers of bytes: mutations of good examples, the same ones in every run and
 * new ones besides. What a run finds is printed with its seed; a failing seed becomes an example.
 */
public final class RandomBytes {
  private static final long FIXED_SEED = 20260101;
  private static final int ROUNDS = 3000;
  private static final int[] MEAN_BYTES = {0x00, 0x7f, 0x80, 0xc1, 0xdd, 0xdf, 0xff, '-', '0', ':'};

  private RandomBytes() {}

  /** Reads bytes; an exception that it doesn't expect is a fault that was found. */
  @FunctionalInterface
  public interface Target {
    void read(byte[] bytes) throws Exception;
  }

  /**
   * Gives mutations of the examples to a target.
   *
   * @param fuzzTest the class whose examples are taken, by the convention of the fuzzer
   */
  public static void feed(String fuzzTest, Target target) throws IOException {
    List<byte[]> examples = examples(fuzzTest);
    for (byte[] example : examples) {
      feed(example, target, "an example");
    }
    for (long seed : new long[] {FIXED_SEED, System.nanoTime()}) {
      Random random = new Random(seed);
      for (int i = 0; i < ROUNDS; i++) {
        feed(mutation(examples, random), target, "seed " + seed + ", round " + i);
      }
    }
  }

  private static void feed(byte[] bytes, Target target, String origin) {
    try {
      target.read(bytes);
    } catch (Exception | StackOverflowError | OutOfMemoryError e) {
      throw new AssertionError(origin + ": " + java.util.HexFormat.of().formatHex(bytes), e);
    }
  }

  private static List<byte[]> examples(String fuzzTest) throws IOException {
    URL folder = RandomBytes.class.getResource("/zerobridge/" + fuzzTest + "Inputs/read");
    if (folder == null) {
      throw new IOException("No examples for " + fuzzTest);
    }
    List<byte[]> examples = new ArrayList<>();
    try (Stream<Path> files = Files.list(Path.of(folder.toURI()))) {
      for (Path file : files.sorted().toList()) {
        examples.add(Files.readAllBytes(file));
      }
    } catch (URISyntaxException e) {
      throw new IOException(e);
    }
    return examples;
  }

  private static byte[] mutation(List<byte[]> examples, Random random) {
    byte[] bytes = examples.get(random.nextInt(examples.size())).clone();
    int changes = 1 + random.nextInt(6);
    for (int i = 0; i < changes; i++) {
      bytes = changed(bytes, examples, random);
    }
    return bytes;
  }

  private static byte[] changed(byte[] bytes, List<byte[]> examples, Random random) {
    if (bytes.length == 0) {
      byte[] fresh = new byte[random.nextInt(40)];
      random.nextBytes(fresh);
      return fresh;
    }
    int at = random.nextInt(bytes.length);
    switch (random.nextInt(6)) {
      case 0 -> bytes[at] = (byte) random.nextInt();
      case 1 -> bytes[at] = (byte) MEAN_BYTES[random.nextInt(MEAN_BYTES.length)];
      case 2 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      case 3 -> bytes = Arrays.copyOf(bytes, at);
      case 4 -> {
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(8));
        System.arraycopy(bytes, at, longer, longer.length - (bytes.length - at), bytes.length - at);
        bytes = longer;
      }
      default -> {
        byte[] other = examples.get(random.nextInt(examples.size()));
        int from = other.length == 0 ? 0 : random.nextInt(other.length);
        byte[] joined = Arrays.copyOf(bytes, at + other.length - from);
        System.arraycopy(other, from, joined, at, other.length - from);
        bytes = joined;
      }
    }
    return bytes;
  }
}
