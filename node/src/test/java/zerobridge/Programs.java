package zerobridge;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Real programs that tests run beside this one: other implementations of the same protocols. */
public final class Programs {
  private static final String REQUIRE_ALL = "ZEROBRIDGE_REQUIRE_ALL";

  /** Debian keeps daemons where a plain user's PATH does not lead. */
  private static final String ALSO =
      File.pathSeparator + "/usr/sbin" + File.pathSeparator + "/sbin";

  private static final Set<String> TOLD = ConcurrentHashMap.newKeySet();

  private Programs() {}

  /**
   * Where a program lies. If it is not installed, the test is skipped with a line that names the
   * package; or fails, if the environment variable {@value #REQUIRE_ALL} is 1.
   */
  public static Path require(String program, String debianPackage) {
    String path = System.getenv().getOrDefault("PATH", "") + ALSO;
    Path found =
        Stream.of(path.split(File.pathSeparator))
            .filter(folder -> !folder.isEmpty())
            .map(folder -> Path.of(folder).resolve(program))
            .filter(Files::isExecutable)
            .findFirst()
            .orElse(null);
    if (found != null) {
      return found;
    }
    String line = program + " is not installed (Debian package " + debianPackage + ")";
    if ("1".equals(System.getenv(REQUIRE_ALL))) {
      throw new AssertionError(line);
    }
    if (TOLD.add(program)) {
      System.out.println("Tests skipped: " + line);
    }
    Assumptions.abort(line);
    throw new AssertionError("not reached");
  }
}
