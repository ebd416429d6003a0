package zerobridge.content;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A run of lines that two versions share. Found by taking the longest shared run and going on
 * before and behind it, which follows how people edit better than the shortest edit script.
 */
record LineMatch(int oldStart, int newStart, int length) {
  /** Most comparisons spent on two versions; beyond it, fetching the file is cheaper. */
  private static final long MAX_WORK = 20_000_000;

  private record Range(int oldStart, int oldEnd, int newStart, int newEnd) {}

  /**
   * The shared runs in order, closed by an empty one at both ends; empty if comparing takes too
   * long.
   */
  static Optional<List<LineMatch>> between(List<byte[]> old, List<byte[]> next) {
    List<String> a = old.stream().map(LineMatch::key).toList();
    List<String> b = next.stream().map(LineMatch::key).toList();
    Map<String, List<Integer>> places = new HashMap<>();
    for (int i = 0; i < b.size(); i++) {
      places.computeIfAbsent(b.get(i), line -> new ArrayList<>()).add(i);
    }
    List<LineMatch> matches = new ArrayList<>();
    Deque<Range> open = new ArrayDeque<>();
    open.push(new Range(0, a.size(), 0, b.size()));
    long work = 0;
    while (!open.isEmpty()) {
      Range range = open.pop();
      work += work(a, places, range);
      if (work > MAX_WORK) {
        return Optional.empty();
      }
      LineMatch best = longest(a, places, range);
      if (best.length > 0) {
        matches.add(best);
        open.push(new Range(range.oldStart, best.oldStart, range.newStart, best.newStart));
        open.push(
            new Range(
                best.oldStart + best.length,
                range.oldEnd,
                best.newStart + best.length,
                range.newEnd));
      }
    }
    matches.sort(Comparator.comparingInt(LineMatch::oldStart));
    matches.add(new LineMatch(a.size(), b.size(), 0));
    return Optional.of(matches);
  }

  private static String key(byte[] line) {
    // One character per byte: comparable and hashable without loss.
    return new String(line, StandardCharsets.ISO_8859_1);
  }

  private static long work(List<String> a, Map<String, List<Integer>> places, Range range) {
    long work = 1;
    for (int i = range.oldStart; i < range.oldEnd; i++) {
      work += places.getOrDefault(a.get(i), List.of()).size();
    }
    return work;
  }

  /** The longest run within {@code range}, the earliest among equals. */
  private static LineMatch longest(List<String> a, Map<String, List<Integer>> places, Range range) {
    LineMatch best = new LineMatch(range.oldStart, range.newStart, 0);
    Map<Integer, Integer> endingHere = new HashMap<>();
    for (int i = range.oldStart; i < range.oldEnd; i++) {
      Map<Integer, Integer> next = new HashMap<>();
      for (int j : places.getOrDefault(a.get(i), List.of())) {
        if (j >= range.newStart && j < range.newEnd) {
          int length = endingHere.getOrDefault(j - 1, 0) + 1;
          next.put(j, length);
          if (length > best.length) {
            best = new LineMatch(i - length + 1, j - length + 1, length);
          }
        }
      }
      endingHere = next;
    }
    return best;
  }
}
