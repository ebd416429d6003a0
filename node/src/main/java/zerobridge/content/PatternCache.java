package zerobridge.content;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import zerobridge.codec.PyRegex;
import zerobridge.codec.UnsafePatternException;

/** Compiled patterns of a site's rules; thousands of users share a few. Safe for any thread. */
final class PatternCache {
  /** Patterns kept; a site that has more only costs time. */
  private static final int MAX_PATTERNS = 500;

  private final Map<String, PyRegex> compiled = new ConcurrentHashMap<>();

  /** The pattern for matching from the start on. */
  PyRegex get(String source) throws UnsafePatternException {
    PyRegex pattern = compiled.get(source);
    if (pattern == null) {
      pattern = PyRegex.compile(source);
      if (compiled.size() >= MAX_PATTERNS) {
        compiled.clear();
      }
      compiled.put(source, pattern);
    }
    return pattern;
  }

  /** The pattern for whole names, as {@code files_allowed} means it. */
  PyRegex getWhole(String source) throws UnsafePatternException {
    return get("^" + source + "$");
  }
}
