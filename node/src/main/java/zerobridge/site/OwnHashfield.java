package zerobridge.site;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.codec.Hashfield;
import zerobridge.codec.ProtocolException;
import zerobridge.content.FileEntry;
import zerobridge.content.Manifest;
import zerobridge.io.IllegalInnerPathException;
import zerobridge.io.InnerPath;

/**
 * Which optional files of a site are here. Several files may share a hash id: it stays in the field
 * as long as one of them is here. Kept in {@code sites.json} as {@code cache.hashfield} in 0.7.2's
 * form; that counts until the disk was looked through, which then decides. Safe for any thread.
 */
final class OwnHashfield {
  private static final Logger log = LoggerFactory.getLogger(OwnHashfield.class);
  private static final String KEY = "hashfield";

  private final SiteCore core;
  private final Map<InnerPath, Here> here = new HashMap<>();
  private final Map<Integer, Integer> copies = new LinkedHashMap<>();

  /** What went while the disk was being looked through. */
  private final Set<InnerPath> gone = new HashSet<>();

  /** Of the earlier run, until the disk was looked through. */
  private Hashfield recorded;

  private @Nullable Hashfield field;
  private long bytes;
  private boolean scanning = true;
  private final CompletableFuture<Void> scanned = new CompletableFuture<>();

  private record Here(int id, long size) {}

  OwnHashfield(SiteCore core, JsonObject settings) {
    this.core = core;
    this.recorded = recorded(settings);
  }

  private static Hashfield recorded(JsonObject settings) {
    if (settings.get("cache") instanceof JsonObject cache
        && cache.get(KEY) instanceof JsonPrimitive text
        && text.isString()) {
      try {
        return Hashfield.unpack(Base64.getDecoder().decode(text.getAsString()));
      } catch (ProtocolException | IllegalArgumentException e) {
        log.debug("A noted hashfield is not readable: {}", e.getMessage());
      }
    }
    return Hashfield.EMPTY;
  }

  /** Adds the field to the {@code cache} of the site's entry. */
  void save(JsonObject cache) {
    Hashfield now = field();
    if (now.isEmpty()) {
      cache.remove(KEY);
    } else {
      cache.addProperty(KEY, Base64.getEncoder().encodeToString(now.pack()));
    }
  }

  /** The ids of the optional files that are here. */
  synchronized Hashfield field() {
    Hashfield known = field;
    if (known == null) {
      Set<Integer> ids = new LinkedHashSet<>(recorded.ids());
      ids.addAll(copies.keySet());
      known = Hashfield.of(ids);
      field = known;
    }
    return known;
  }

  /**
   * Bytes of the optional files that are here.
   *
   * @param before what counts until the disk was looked through
   */
  synchronized long bytes(long before) {
    return scanning ? before : bytes;
  }

  /** A verified optional file, or a piece of one, is here. */
  synchronized void arrived(FileEntry entry) {
    add(entry);
  }

  private void add(FileEntry entry) {
    int id = entry.hashId();
    if (id < 0) {
      return;
    }
    Here fresh = new Here(id, entry.size());
    Here known = here.get(entry.path());
    if (fresh.equals(known)) {
      return;
    }
    remove(entry.path());
    here.put(entry.path(), fresh);
    bytes += fresh.size();
    if (copies.merge(id, 1, Integer::sum) == 1) {
      field = null;
    }
  }

  /** A file is here no longer, if it was. */
  synchronized void gone(InnerPath path) {
    if (scanning) {
      gone.add(path);
    }
    remove(path);
  }

  private void remove(InnerPath path) {
    Here known = here.remove(path);
    if (known != null) {
      bytes -= known.size();
      if (copies.merge(known.id(), -1, Integer::sum) == 0) {
        copies.remove(known.id());
        field = null;
      }
    }
  }

  /** A manifest was stored and what follows from it is done. On the lane. */
  void manifestChanged(@Nullable Manifest old, Manifest fresh) {
    if (old != null) {
      old.optionalFiles().keySet().stream()
          .filter(path -> !fresh.optionalFiles().containsKey(path))
          .forEach(this::gone);
    }
    for (FileEntry entry : fresh.optionalFiles().values()) {
      if (isHere(entry)) {
        arrived(entry);
      } else {
        gone(entry.path());
      }
    }
  }

  /** A big file counts from its first piece on: which others are here, peers ask for. */
  private boolean isHere(FileEntry entry) {
    if (entry.pieces() == null) {
      return core.files.isPresent(entry.path());
    }
    try {
      return Files.isRegularFile(entry.path().in(core.directory));
    } catch (IllegalInnerPathException e) {
      return false;
    }
  }

  synchronized boolean has(InnerPath path) {
    return here.containsKey(path);
  }

  /**
   * Looks for every listed optional file on disk. Not on the lane, which goes on meanwhile.
   *
   * @return all that are listed
   */
  List<FileEntry> scan() {
    List<FileEntry> listed = listed();
    end(listed.stream().filter(this::isHere).toList());
    return listed;
  }

  /** Every optional file that a stored manifest lists; may read manifests from disk. */
  List<FileEntry> listed() {
    List<FileEntry> listed = new ArrayList<>();
    for (var row : core.manifests.all()) {
      Manifest manifest = row.sizeFilesOptional() > 0 ? core.manifests.get(row.path()) : null;
      if (manifest != null) {
        listed.addAll(manifest.optionalFiles().values());
      }
    }
    return listed;
  }

  private synchronized void end(List<FileEntry> found) {
    found.stream().filter(entry -> !gone.contains(entry.path())).forEach(this::add);
    scanning = false;
    gone.clear();
    Hashfield onDisk = Hashfield.of(copies.keySet());
    if (!onDisk.equals(recorded) && !recorded.isEmpty()) {
      log.debug("{}: the noted hashfield is not what is on disk", core.address);
    }
    recorded = Hashfield.EMPTY;
    field = onDisk;
    scanned.complete(null);
  }

  /** Completes when the disk was looked through. */
  CompletableFuture<Void> whenScanned() {
    return scanned;
  }
}
