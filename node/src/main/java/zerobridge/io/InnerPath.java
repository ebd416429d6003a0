package zerobridge.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * The path of a file relative to its site's directory, with {@code /} as separator: {@code
 * data/users/content.json}. Every instance obeys the rules for relative paths (content model,
 * "Relative paths"): no empty, {@code .} or {@code ..} component, none that ends in a dot or space,
 * no name that Windows reserves, no control character or any of {@code " * : < > ? \ |}.
 *
 * <p>Ordered by UTF-16 units. Immutable.
 */
public record InnerPath(String value) implements Comparable<InnerPath> {
  /** Longest path a manifest may list, in code points, relative to the manifest's directory. */
  public static final int MAX_LISTED_LENGTH = 255;

  /** Longest whole path, in code points: a listed path below four directories of full length. */
  public static final int MAX_LENGTH = 1024;

  private static final String MANIFEST_NAME = "content.json";
  private static final Pattern RESERVED_NAME =
      Pattern.compile(
          "(CON|PRN|AUX|NUL|COM[1-9]|LPT[1-9]|CONOUT\\$|CONIN\\$)(\\..*)?",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  private static final int SHORTEST_RESERVED_STEM = 3;
  private static final int LONGEST_RESERVED_STEM = 7;

  /** The manifest at the top of a site. */
  public static final InnerPath ROOT_MANIFEST = new InnerPath("content.json");

  /**
   * Checks the rules.
   *
   * @throws IllegalInnerPathException if {@code value} breaks one
   */
  public InnerPath {
    check(value, MAX_LENGTH);
  }

  /**
   * Reads a path from text that came from outside.
   *
   * @throws IllegalInnerPathException with a sentence that names the broken rule
   */
  public static InnerPath parse(String text) {
    return text.equals(MANIFEST_NAME) ? ROOT_MANIFEST : new InnerPath(text);
  }

  /** Tells whether a manifest may list {@code key} in {@code files} or {@code files_optional}. */
  public static boolean isListable(String key) {
    return problem(key, MAX_LISTED_LENGTH).isEmpty();
  }

  /**
   * Removes the characters that no path may contain, as other nodes do with names of uploaded
   * files: a backslash stays and makes the path illegal.
   */
  public static String sanitize(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '\\' || !isForbidden(text.charAt(i))) {
        clean.append(text.charAt(i));
      }
    }
    return clean.toString();
  }

  /** Tells whether this is a manifest: its last component is exactly {@code content.json}. */
  public boolean isManifest() {
    return value.endsWith(MANIFEST_NAME)
        && (value.length() == MANIFEST_NAME.length()
            || value.charAt(value.length() - MANIFEST_NAME.length() - 1) == '/');
  }

  /** The last component. */
  public String fileName() {
    return value.substring(value.lastIndexOf('/') + 1);
  }

  /** The directory with its closing slash, {@code "a/b/"}; empty at the top of the site. */
  public String directory() {
    return value.substring(0, value.lastIndexOf('/') + 1);
  }

  /**
   * The path {@code relative} as seen from this path's directory: what an entry of this manifest
   * means.
   *
   * @throws IllegalInnerPathException if the result breaks a rule
   */
  public InnerPath sibling(String relative) {
    return new InnerPath(directory() + relative);
  }

  /** The manifest in this path's own directory; it need not exist. */
  public InnerPath manifestBeside() {
    return parse(directory() + MANIFEST_NAME);
  }

  /**
   * Where this path lies below {@code siteDirectory}.
   *
   * @throws IllegalInnerPathException if a symbolic link on the way leads out of the site
   */
  public Path in(Path siteDirectory) {
    Path file = siteDirectory.resolve(value);
    Path step = siteDirectory;
    for (Path name : siteDirectory.relativize(file)) {
      step = step.resolve(name);
      if (Files.isSymbolicLink(step) && leaves(siteDirectory, step)) {
        throw new IllegalInnerPathException("A link leads out of the site: " + value);
      }
    }
    return file;
  }

  private static boolean leaves(Path siteDirectory, Path link) {
    try {
      return !link.toRealPath().startsWith(siteDirectory.toRealPath());
    } catch (IOException e) {
      // A link that leads nowhere could be made to lead anywhere by writing through it.
      return true;
    }
  }

  @Override
  public int compareTo(InnerPath other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }

  private static void check(String text, int maxLength) {
    String problem = problem(text, maxLength);
    if (!problem.isEmpty()) {
      throw new IllegalInnerPathException(problem + ": " + text);
    }
  }

  /** The broken rule as a phrase, or empty text. */
  private static String problem(String text, int maxLength) {
    if (text.length() > maxLength && text.codePointCount(0, text.length()) > maxLength) {
      return "Path longer than " + maxLength + " characters";
    }
    int start = 0;
    for (int i = 0; i <= text.length(); i++) {
      if (i == text.length() || text.charAt(i) == '/') {
        String problem = componentProblem(text, start, i);
        if (!problem.isEmpty()) {
          return problem;
        }
        start = i + 1;
      } else if (isForbidden(text.charAt(i))) {
        return "Path with a forbidden character";
      }
    }
    return "";
  }

  private static String componentProblem(String text, int start, int end) {
    if (start == end) {
      return text.isEmpty() ? "Empty path" : "Path with an empty component";
    }
    char last = text.charAt(end - 1);
    if (last == '.' || last == ' ') {
      return "Path with a component that ends in a dot or space";
    }
    int dot = text.indexOf('.', start);
    int stem = (dot < 0 || dot > end ? end : dot) - start;
    if (stem >= SHORTEST_RESERVED_STEM
        && stem <= LONGEST_RESERVED_STEM
        && "CPANLcpanl".indexOf(text.charAt(start)) >= 0
        && RESERVED_NAME.matcher(text).region(start, end).matches()) {
      return "Path with a reserved name";
    }
    return "";
  }

  private static boolean isForbidden(char c) {
    return c < ' ' || "\"*:<>?\\|".indexOf(c) >= 0;
  }
}
