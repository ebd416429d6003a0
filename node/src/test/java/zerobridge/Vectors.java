package zerobridge;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Assumptions;
import zerobridge.codec.Json;

/**
 * Recorded answers of the reference implementation: the folder in the system property {@code
 * zerobridge.vectors}, else the copy among the test resources.
 */
public final class Vectors {
  private static final Path BUNDLED = Path.of("src/test/resources/vectors");

  private Vectors() {}

  /** The file or folder called {@code name}, for example {@code content/paths.json}. */
  public static Path path(String name) {
    return find(name)
        .orElseThrow(() -> new IllegalStateException("No vectors called " + name + " anywhere"));
  }

  /** As {@link #path}, for data that is not bundled: where it is missing the test is skipped. */
  public static Path pathIfPresent(String name) {
    Optional<Path> found = find(name);
    Assumptions.assumeTrue(found.isPresent(), () -> "without the vectors " + name);
    return found.orElseThrow();
  }

  private static Optional<Path> find(String name) {
    String folder = System.getProperty("zerobridge.vectors", "../../shared/vectors");
    return Stream.of(Path.of(folder), BUNDLED, Path.of("node").resolve(BUNDLED))
        .map(root -> root.resolve(name))
        .filter(Files::exists)
        .findFirst();
  }

  /** The parsed JSON file {@code name}. */
  public static JsonElement json(String name) {
    return json(path(name));
  }

  /** The parsed JSON file at {@code file}. */
  public static JsonElement json(Path file) {
    try {
      return Json.parse(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The lines of the text file {@code name} that are no comments. */
  public static Stream<String> lines(String name) {
    try {
      return Files.readAllLines(path(name)).stream().filter(line -> !line.startsWith("#"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The cases of a list. */
  public static Stream<JsonObject> cases(JsonElement list) {
    JsonArray array = list.getAsJsonArray();
    return StreamSupport.stream(array.spliterator(), false).map(JsonElement::getAsJsonObject);
  }
}
