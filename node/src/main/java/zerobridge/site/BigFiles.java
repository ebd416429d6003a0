package zerobridge.site;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.codec.Piecefield;
import zerobridge.codec.ProtocolException;
import zerobridge.content.ContentException;
import zerobridge.content.FileEntry;
import zerobridge.content.PieceLayout;
import zerobridge.content.Piecemap;
import zerobridge.crypto.Hashes;
import zerobridge.io.IllegalInnerPathException;
import zerobridge.io.InnerPath;
import zerobridge.io.Lane;
import zerobridge.peer.PackedPiecefields;

/**
 * The big files of one site and which pieces of them are here, noted in {@code sites.json} as
 * {@code cache.piecefields} in 0.7.2's form. Safe for any thread. Peer protocol, piecefield.
 */
final class BigFiles {
  private static final Logger log = LoggerFactory.getLogger(BigFiles.class);

  /** Piecemaps are small; a listed one that isn't is not read into memory. */
  private static final long MAX_PIECEMAP_BYTES = 10L << 20;

  private static final String FIELDS = "piecefields";

  /** Of this program only: size and time of files when they were hashed whole. */
  private static final String STAMPS = "bigfile_stamps";

  private final Path directory;
  private final Runnable changed;
  private final Lane checks;
  private final Map<InnerPath, BigFile> files = new ConcurrentHashMap<>();

  /** What earlier runs noted, packed, by root; counts for files that nobody used in this run. */
  private final Map<String, byte[]> recorded = new ConcurrentHashMap<>();

  private final Map<String, String> stamps = new ConcurrentHashMap<>();

  /**
   * @param settings the site's entry of {@code sites.json}
   * @param changed told when there is something new to save
   * @param checks where files of unknown content are hashed, one after the other
   */
  BigFiles(Path directory, JsonObject settings, Runnable changed, Lane checks) {
    this.directory = directory;
    this.checks = checks;
    this.changed = changed;
    if (settings.get("cache") instanceof JsonObject cache) {
      texts(cache.get(FIELDS)).forEach(this::restore);
      stamps.putAll(texts(cache.get(STAMPS)));
    }
  }

  private static Map<String, String> texts(@Nullable JsonElement json) {
    Map<String, String> texts = new TreeMap<>();
    if (json instanceof JsonObject fields) {
      fields
          .entrySet()
          .forEach(
              each -> {
                if (each.getValue() instanceof JsonPrimitive text && text.isString()) {
                  texts.put(each.getKey(), text.getAsString());
                }
              });
    }
    return texts;
  }

  private void restore(String root, String packed) {
    try {
      recorded.put(root, Base64.getDecoder().decode(packed));
    } catch (IllegalArgumentException e) {
      log.debug("The noted pieces of {} are not readable: {}", root, e.getMessage());
    }
  }

  /** The big file that the entry lists, or null if it lists none that could be used. */
  @Nullable BigFile of(FileEntry entry) {
    if (entry.pieces() == null) {
      return null;
    }
    return files.compute(entry.path(), (path, known) -> current(entry, known));
  }

  @SuppressWarnings("NullAway") // A null result makes no entry: Map.compute.
  private BigFile current(FileEntry entry, @Nullable BigFile known) {
    if (known != null
        && known.entry.sha512().equals(entry.sha512())
        && known.entry.size() == entry.size()) {
      return known;
    }
    if (known != null) {
      known.gone();
      forgetNotes(known.entry);
    }
    try {
      BigFile fresh = new BigFile(entry, entry.path().in(directory), noted(entry), changed);
      if (fresh.isUnknown()) {
        checks.execute(() -> check(fresh));
      }
      return fresh;
    } catch (ContentException | IllegalInnerPathException e) {
      log.debug("{} can't be had in pieces: {}", entry.path(), e.getMessage());
      return null;
    }
  }

  private static void check(BigFile file) {
    try {
      file.check();
    } catch (IOException e) {
      log.warn("{} can't be read: {}", file.file(), e.toString());
    }
  }

  private Piecefield noted(FileEntry entry) throws ContentException {
    int count = PieceLayout.of(entry).count();
    byte[] packed = recorded.get(entry.sha512());
    try {
      return packed == null ? Piecefield.none(count) : Piecefield.unpack(packed, count);
    } catch (ProtocolException e) {
      log.debug("The noted pieces of {} are of another file: {}", entry.path(), e.getMessage());
      return Piecefield.none(count);
    }
  }

  /** The big files that were used since the start. */
  List<BigFile> used() {
    return List.copyOf(files.values());
  }

  /** Whether all of a big file is here and noted. */
  boolean isComplete(FileEntry entry) {
    BigFile file = of(entry);
    return file != null && file.isComplete();
  }

  /** The file goes or becomes another one: its pieces count no longer. */
  void forget(FileEntry entry) {
    if (entry.pieces() == null) {
      return;
    }
    BigFile file = files.remove(entry.path());
    if (file != null) {
      file.gone();
    }
    forgetNotes(entry);
    changed.run();
  }

  private void forgetNotes(FileEntry entry) {
    recorded.remove(entry.sha512());
    stamps.remove(entry.sha512());
  }

  /**
   * Reads the piecemap from disk and holds it against both its own entry and the file's.
   *
   * @param listed the entry of the piecemap itself
   * @throws IOException if it isn't here or not the right one
   */
  void loadPiecemap(BigFile file, FileEntry listed) throws IOException {
    Path path = listed.path().in(directory);
    if (Files.size(path) > MAX_PIECEMAP_BYTES) {
      throw new IOException("The piecemap is larger than " + MAX_PIECEMAP_BYTES + " bytes");
    }
    byte[] encoded = Files.readAllBytes(path);
    if (!Hashes.sha512Half(encoded).equals(listed.sha512())) {
      throw new IOException("The piecemap on disk is not the listed one");
    }
    file.use(Piecemap.parse(encoded, file.entry));
  }

  /** The owner just had the file hashed: all of it is here. */
  void signed(FileEntry entry) {
    BigFile file = of(entry);
    if (file == null) {
      return;
    }
    try {
      stamps.put(
          entry.sha512(), stamp(Files.readAttributes(file.file(), BasicFileAttributes.class)));
      file.isWhole();
    } catch (IOException e) {
      log.warn("{} can't be read after it was signed: {}", entry.path(), e.toString());
    }
  }

  private static String stamp(BasicFileAttributes now) {
    return now.size() + " " + now.lastModifiedTime() + " " + now.fileKey();
  }

  /** Whether the file on disk still has size, time and identity of when it was hashed whole. */
  boolean isStamped(FileEntry entry, BasicFileAttributes now) {
    return stamp(now).equals(stamps.get(entry.sha512()));
  }

  /** The packed pieces of all big files that were ever begun here, by root: for peers. */
  PackedPiecefields packedFields() {
    Map<String, byte[]> packed = new TreeMap<>(recorded);
    Map<String, Piecefield> fields = new TreeMap<>();
    files.values().forEach(file -> put(fields, file.entry, file.pieces()));
    fields.forEach((root, field) -> packed.put(root, field.pack()));
    return new PackedPiecefields(packed);
  }

  /** Two paths may list the same content: what is asked by root must be in both. */
  private static void put(Map<String, Piecefield> fields, FileEntry entry, Piecefield field) {
    fields.merge(entry.sha512(), field, (a, b) -> a.cardinality() < b.cardinality() ? a : b);
  }

  /**
   * Adds the notes to the {@code cache} of the site's entry; forces what it notes to disk first.
   */
  void save(JsonObject cache) {
    Map<String, Piecefield> fields = new TreeMap<>();
    for (BigFile file : files.values()) {
      try {
        put(fields, file.entry, file.forced());
      } catch (IOException e) {
        log.warn("{} can't be forced to disk: {}", file.entry.path(), e.toString());
      }
    }
    fields.forEach((root, field) -> recorded.put(root, field.pack()));
    JsonObject packed = new JsonObject();
    new TreeMap<>(recorded)
        .forEach(
            (root, field) -> packed.addProperty(root, Base64.getEncoder().encodeToString(field)));
    cache.add(FIELDS, packed);
    JsonObject known = new JsonObject();
    new TreeMap<>(stamps).forEach(known::addProperty);
    cache.add(STAMPS, known);
  }
}
