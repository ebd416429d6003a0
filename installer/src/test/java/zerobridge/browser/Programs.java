package zerobridge.browser;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * Finds the programs that tests drive. A missing one skips the test, or fails it where all are
 * promised to exist.
 */
public final class Programs {

  /** Set to 1 on machines that installed everything: there a skipped test would hide a fault. */
  private static final String REQUIRE_ALL = "ZEROBRIDGE_REQUIRE_ALL";

  private Programs() {}

  /**
   * Returns the path of {@code program} on the search path; ends the test when there is none.
   *
   * @param debianPackage what to install to get it
   */
  public static Path require(String program, String debianPackage) {
    for (String directory :
        System.getenv().getOrDefault("PATH", "").split(Pattern.quote(File.pathSeparator), -1)) {
      Path candidate = Path.of(directory, program);
      if (!directory.isEmpty() && Files.isExecutable(candidate)) {
        return candidate;
      }
    }
    throw missing(program, debianPackage);
  }

  /** Ends the test unless this Java can open windows, which the headless runtime package cannot. */
  public static void requireWindowingJava() {
    Path library = Path.of(System.getProperty("java.home"), "lib", "libawt_xawt.so");
    if (!Files.exists(library)) {
      throw missing("a Java runtime with windows", "openjdk-17-jre");
    }
  }

  private static RuntimeException missing(String program, String debianPackage) {
    String message = program + " is missing: install the Debian package " + debianPackage;
    if ("1".equals(System.getenv(REQUIRE_ALL))) {
      Assertions.fail(message);
    }
    System.out.println("SKIPPED: " + message);
    Assumptions.abort(message);
    return new IllegalStateException(message);
  }
}
