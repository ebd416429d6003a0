package zerobridge.content;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import zerobridge.io.InnerPath;

/**
 * What a new version of a manifest means for the files of the site (content model, "Loading a
 * manifest"). Immutable.
 *
 * @param changed needed files that are new or have another hash: to be fetched
 * @param changedOptional optional ones: to be fetched if wanted, else the old copy goes
 * @param deleted entries of the old version that are gone
 * @param renamed entries that only changed their name: to be moved instead
 * @param archived directories of users below this manifest that ended, by the date of their end
 * @param archivedBefore the date before which all of them ended, if that changed
 */
public record ManifestChange(
    List<FileEntry> changed,
    List<FileEntry> changedOptional,
    List<FileEntry> deleted,
    List<Rename> renamed,
    Map<InnerPath, Double> archived,
    OptionalDouble archivedBefore) {

  /** A file that moves, from the old entry to the new one. */
  public record Rename(FileEntry from, FileEntry to) {}

  /** Copies the collections. */
  public ManifestChange {
    changed = List.copyOf(changed);
    changedOptional = List.copyOf(changedOptional);
    deleted = List.copyOf(deleted);
    renamed = List.copyOf(renamed);
    archived = Map.copyOf(archived);
  }

  /**
   * Compares two versions of a manifest.
   *
   * @param old the stored one, null if there is none
   */
  public static ManifestChange between(@Nullable Manifest old, Manifest next) {
    List<FileEntry> gone = old == null ? List.of() : gone(old, next);
    List<Rename> renames = renames(gone, old, next);
    Set<InnerPath> moved = new HashSet<>();
    for (Rename rename : renames) {
      moved.add(rename.from().path());
      moved.add(rename.to().path());
    }
    return new ManifestChange(
        without(changed(old == null ? Map.of() : old.files(), next.files()), moved),
        without(changed(old == null ? Map.of() : old.optionalFiles(), next.optionalFiles()), moved),
        without(gone, moved),
        renames,
        old == null ? Map.of() : archived(old, next),
        old == null ? OptionalDouble.empty() : archivedBefore(old, next));
  }

  /** Tells whether the stored manifest at {@code path}, dated {@code modified}, ended thereby. */
  public boolean archives(InnerPath path, double modified) {
    Double end = archived.get(path);
    return (end != null && modified < end)
        || (archivedBefore.isPresent() && modified < archivedBefore.getAsDouble());
  }

  private static List<FileEntry> gone(Manifest old, Manifest next) {
    List<FileEntry> gone = new ArrayList<>();
    for (Map<InnerPath, FileEntry> entries : List.of(old.files(), old.optionalFiles())) {
      for (FileEntry entry : entries.values()) {
        if (next.entry(entry.path()).isEmpty()) {
          gone.add(entry);
        }
      }
    }
    return gone;
  }

  private static List<FileEntry> changed(
      Map<InnerPath, FileEntry> old, Map<InnerPath, FileEntry> next) {
    List<FileEntry> changed = new ArrayList<>();
    for (FileEntry entry : next.values()) {
      FileEntry before = old.get(entry.path());
      if (before == null || !before.sha512().equals(entry.sha512())) {
        changed.add(entry);
      }
    }
    return changed;
  }

  private static List<Rename> renames(List<FileEntry> gone, @Nullable Manifest old, Manifest next) {
    Map<String, FileEntry> goneByHash = new HashMap<>();
    for (FileEntry entry : gone) {
      // The pieces of a big file are listed under its name, so it has to be fetched anew.
      if (entry.pieces() == null && !entry.sha512().isEmpty()) {
        goneByHash.put(entry.sha512(), entry);
      }
    }
    List<Rename> renames = new ArrayList<>();
    if (old == null || goneByHash.isEmpty()) {
      return renames;
    }
    for (Map<InnerPath, FileEntry> entries : List.of(next.files(), next.optionalFiles())) {
      for (FileEntry entry : entries.values()) {
        FileEntry from = goneByHash.get(entry.sha512());
        if (from != null
            && from.size() == entry.size()
            && entry.pieces() == null
            && old.entry(entry.path()).isEmpty()) {
          renames.add(new Rename(from, entry));
          goneByHash.remove(entry.sha512());
        }
      }
    }
    return renames;
  }

  private static List<FileEntry> without(List<FileEntry> entries, Set<InnerPath> moved) {
    return entries.stream().filter(entry -> !moved.contains(entry.path())).toList();
  }

  private static Map<InnerPath, Double> archived(Manifest old, Manifest next) {
    JsonObject before = dates(old);
    Map<InnerPath, Double> archived = new LinkedHashMap<>();
    for (Map.Entry<String, JsonElement> date : dates(next).entrySet()) {
      String manifest = date.getKey() + "/content.json";
      if (!date.getValue().equals(before.get(date.getKey()))
          && JsonShape.isNumber(date.getValue())
          && InnerPath.isListable(manifest)) {
        archived.put(next.path().sibling(manifest), date.getValue().getAsDouble());
      }
    }
    return archived;
  }

  private static JsonObject dates(Manifest manifest) {
    return manifest
        .userContents()
        .map(contents -> contents.get("archived"))
        .filter(JsonElement::isJsonObject)
        .map(JsonElement::getAsJsonObject)
        .orElseGet(JsonObject::new);
  }

  private static OptionalDouble archivedBefore(Manifest old, Manifest next) {
    JsonElement now = next.userContents().map(c -> c.get("archived_before")).orElse(null);
    JsonElement before = old.userContents().map(c -> c.get("archived_before")).orElse(null);
    return now == null || !JsonShape.isNumber(now) || now.equals(before)
        ? OptionalDouble.empty()
        : OptionalDouble.of(now.getAsDouble());
  }
}
