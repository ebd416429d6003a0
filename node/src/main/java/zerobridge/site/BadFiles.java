package zerobridge.site;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.io.IllegalInnerPathException;
import zerobridge.io.InnerPath;

/**
 * The files a site wants and doesn't have, with the number of tries; saved in {@code sites.json}.
 * Safe for any thread. Peer protocol, bad files.
 */
final class BadFiles {
  private static final Logger log = LoggerFactory.getLogger(BadFiles.class);
  private static final int GIVEN_UP_ABOVE = 30;
  private static final int CAP_AT_START = 20;
  private static final int MAX_REASONS = 500;

  private final Map<InnerPath, Integer> tries = new ConcurrentHashMap<>();
  private final Map<InnerPath, String> reasons = new ConcurrentHashMap<>();

  /** Takes the counts of {@code cache.bad_files} over. */
  void load(JsonObject settings) {
    if (settings.get("cache") instanceof JsonObject cache
        && cache.get("bad_files") instanceof JsonObject files) {
      for (Map.Entry<String, JsonElement> each : files.entrySet()) {
        if (each.getValue() instanceof JsonPrimitive count && count.isNumber()) {
          load(each.getKey(), (int) count.getAsDouble());
        }
      }
    }
  }

  private void load(String path, int count) {
    try {
      tries.put(InnerPath.parse(path), Math.max(1, Math.min(CAP_AT_START, count)));
    } catch (IllegalInnerPathException e) {
      log.debug("No manifest may list the wanted {}", path);
    }
  }

  JsonObject toJson() {
    JsonObject json = new JsonObject();
    new TreeMap<>(tries).forEach((path, count) -> json.addProperty(path.value(), count));
    return json;
  }

  /** The file is wanted. */
  void want(InnerPath path) {
    tries.putIfAbsent(path, 1);
  }

  /** One more try failed; after thirty the file is given up. */
  void failed(InnerPath path, String reason) {
    explain(path, reason);
    tries.compute(path, (key, count) -> afterFailure(count));
  }

  /** Remembers why a file can't be had, without wanting it. */
  void explain(InnerPath path, String reason) {
    if (reasons.size() < MAX_REASONS || reasons.containsKey(path)) {
      reasons.put(path, reason);
    }
  }

  @SuppressWarnings("NullAway") // A null result removes the entry: Map.compute.
  private static Integer afterFailure(@org.jspecify.annotations.Nullable Integer count) {
    if (count != null && count >= GIVEN_UP_ABOVE) {
      return null;
    }
    return count == null ? 1 : count + 1;
  }

  /** The file arrived or is wanted no longer. */
  void remove(InnerPath path) {
    tries.remove(path);
    reasons.remove(path);
  }

  boolean contains(InnerPath path) {
    return tries.containsKey(path);
  }

  boolean isEmpty() {
    return tries.isEmpty();
  }

  int size() {
    return tries.size();
  }

  Optional<String> reason(InnerPath path) {
    return Optional.ofNullable(reasons.get(path));
  }

  Map<InnerPath, Integer> snapshot() {
    return new TreeMap<>(tries);
  }

  /** Whether this round tries the file again: the more often it failed, the less likely. */
  static boolean isDue(int tries, RandomGenerator random) {
    return random.nextDouble() < Math.min(1, 4.0 / (Math.min(40, tries) + 1));
  }
}
