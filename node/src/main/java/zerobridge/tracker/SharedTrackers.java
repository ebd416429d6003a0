package zerobridge.tracker;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.codec.Json;
import zerobridge.io.AtomicFile;
import zerobridge.net.HostKind;
import zerobridge.net.PeerAddress;

/**
 * The {@code zero://} trackers that nodes told each other of, as 0.7.2 keeps them in {@code
 * trackers.json} (peer protocol, AnnounceShare). Unknown fields of the file are kept. Safe for any
 * thread.
 */
public final class SharedTrackers {
  /** A tracker that answered within this time works. */
  private static final Duration FRESH = Duration.ofHours(1);

  /** With more than this number that work, no others are looked for. */
  private static final int ENOUGH = 5;

  /** Failures in a row until a tracker is dropped; where enough others work, and where not. */
  private static final int MAX_ERRORS_OF_MANY = 5;

  private static final int MAX_ERRORS = 30;

  /** Each is asked for each site, so strangers may not name any number. */
  private static final int MAX_TRACKERS = 50;

  private static final int MAX_FILE_BYTES = 1024 * 1024;
  private static final double UNKNOWN_LATENCY = 99.0;
  private static final Logger log = LoggerFactory.getLogger(SharedTrackers.class);
  private static final Gson GSON = new GsonBuilder().setPrettyPrinting().create();

  private final Path file;
  private final InstantSource clock;

  // Guarded by this.
  private final JsonObject rest = new JsonObject();
  private final Map<String, JsonObject> entries = new TreeMap<>();
  private boolean changed;

  private SharedTrackers(Path file, InstantSource clock) {
    this.file = file;
    this.clock = clock;
  }

  /** Reads the file, if there is one. A damaged one is logged and begun anew. */
  public static SharedTrackers open(Path file, InstantSource clock) {
    SharedTrackers shared = new SharedTrackers(file, clock);
    if (Files.exists(file)) {
      try {
        shared.read();
      } catch (IOException e) {
        log.warn("{} cannot be read and is begun anew: {}", file, e.getMessage());
      }
    }
    return shared;
  }

  private synchronized void read() throws IOException {
    if (Files.size(file) > MAX_FILE_BYTES) {
      throw new IOException("It has more than " + MAX_FILE_BYTES + " bytes.");
    }
    for (Map.Entry<String, JsonElement> entry :
        Json.parseObject(Files.readAllBytes(file)).entrySet()) {
      if (entry.getKey().equals("shared") && entry.getValue() instanceof JsonObject shared) {
        shared.entrySet().forEach(tracker -> take(tracker.getKey(), tracker.getValue()));
      } else {
        rest.add(entry.getKey(), entry.getValue());
      }
    }
  }

  private void take(String url, JsonElement value) {
    if (value instanceof JsonObject fields && isZero(url) && entries.size() < MAX_TRACKERS) {
      // What happened before the last start says little about now.
      fields.addProperty("num_error", 0);
      entries.put(url, fields);
    }
  }

  /** All of them, for asking. */
  synchronized List<Tracker> trackers() {
    return Tracker.parseAll(entries.keySet());
  }

  /** Those that answered within the last hour, which others are told. */
  synchronized List<String> working() {
    List<String> working = new ArrayList<>();
    entries.forEach(
        (url, fields) -> {
          if (isFresh(fields)) {
            working.add(url);
          }
        });
    return working;
  }

  /** Whether so many work that none need be looked for. */
  boolean isEnough() {
    return working().size() > ENOUGH;
  }

  /**
   * Another node named a tracker.
   *
   * @return whether it is one, and new. Host names are not taken from strangers: resolving one
   *     could tell its owner who we are, or lead into our own network
   */
  synchronized boolean found(String url) {
    JsonObject known = entries.get(url);
    if (known != null) {
      known.addProperty("time_found", now());
      return false;
    }
    return isPublic(url) && add(url, false);
  }

  /** This node itself serves as a tracker, under an address that others reach. */
  synchronized void foundOwn(PeerAddress address) {
    String url = ZeroTracker.PREFIX + address.host() + ":" + address.port();
    JsonObject known = entries.get(url);
    if (known == null) {
      add(url, true);
    } else {
      known.addProperty("my", true);
    }
  }

  private boolean add(String url, boolean own) {
    if (entries.size() >= MAX_TRACKERS) {
      return false;
    }
    JsonObject fields = new JsonObject();
    fields.addProperty("time_added", now());
    fields.addProperty("time_success", 0);
    fields.addProperty("latency", UNKNOWN_LATENCY);
    fields.addProperty("num_error", 0);
    fields.addProperty("my", own);
    fields.addProperty("time_found", now());
    entries.put(url, fields);
    changed = true;
    log.debug("Another tracker: {}", url);
    return true;
  }

  synchronized void succeeded(String url, Duration latency) {
    JsonObject fields = entries.get(url);
    if (fields != null) {
      fields.addProperty("latency", latency.toMillis() / 1000.0);
      fields.addProperty("time_success", now());
      fields.addProperty("num_error", 0);
      changed = true;
    }
  }

  synchronized void failed(String url) {
    JsonObject fields = entries.get(url);
    if (fields == null) {
      return;
    }
    int errors = (int) number(fields, "num_error") + 1;
    fields.addProperty("time_error", now());
    fields.addProperty("num_error", errors);
    changed = true;
    int limit = working().size() >= ENOUGH ? MAX_ERRORS_OF_MANY : MAX_ERRORS;
    if (errors > limit && !isFresh(fields)) {
      log.debug("{} does not answer any more and is dropped", url);
      entries.remove(url);
    }
  }

  /** Writes the file if there is something new. */
  void save() {
    byte[] text;
    synchronized (this) {
      if (!changed) {
        return;
      }
      changed = false;
      JsonObject shared = new JsonObject();
      entries.forEach(shared::add);
      JsonObject whole = rest.deepCopy();
      whole.add("shared", shared);
      text = GSON.toJson(whole).getBytes(StandardCharsets.UTF_8);
    }
    try {
      AtomicFile.write(file, text);
    } catch (IOException e) {
      log.warn("{} could not be written: {}", file, e.toString());
    }
  }

  private boolean isFresh(JsonObject fields) {
    return number(fields, "time_success") > now() - FRESH.toSeconds();
  }

  private double now() {
    return clock.millis() / 1000.0;
  }

  private static double number(JsonObject fields, String key) {
    return fields.get(key) instanceof JsonPrimitive value && value.isNumber()
        ? value.getAsDouble()
        : 0;
  }

  private static boolean isZero(String url) {
    return url.startsWith(ZeroTracker.PREFIX) && parsed(url) != null;
  }

  private static @Nullable Tracker parsed(String url) {
    try {
      return Tracker.parse(url);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static boolean isPublic(String url) {
    if (!url.startsWith(ZeroTracker.PREFIX)) {
      return false;
    }
    Tracker tracker = parsed(url);
    if (tracker == null || tracker.kind() == HostKind.UNKNOWN) {
      return false;
    }
    try {
      return PeerAddress.of(tracker.host(), tracker.port()).isPublic();
    } catch (IllegalArgumentException e) {
      // Digits and dots that are no address.
      return false;
    }
  }
}
