package zerobridge.site;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.codec.Json;
import zerobridge.content.FileEntry;
import zerobridge.content.Manifest;
import zerobridge.db.DataFiles;
import zerobridge.db.DbSchema;
import zerobridge.db.SiteDatabase;
import zerobridge.io.InnerPath;
import zerobridge.io.Lane;

/**
 * The database of a site, on a lane of its own so that a slow import never holds up downloads.
 * While a first visit runs and no page has asked yet nothing is imported: one bulk build at its end
 * is many times faster than thousands of transactions.
 */
final class SiteData implements DataFiles {
  private static final Logger log = LoggerFactory.getLogger(SiteData.class);
  private static final InnerPath SCHEMA = InnerPath.parse("dbschema.json");

  private final SiteCore core;
  private final Lane lane;

  /** Hears of the progress of a rebuild; on this lane. */
  private IntConsumer progress = done -> {};

  private boolean closed;
  private volatile @Nullable SiteDatabase database;

  SiteData(SiteCore core) {
    this.core = core;
    this.lane = core.threads().lane("db-" + core.address.shortened());
  }

  /** Answers a query; builds the database first when it is not there. */
  CompletableFuture<JsonArray> query(String sql, @Nullable JsonElement params) {
    SiteDatabase open = database;
    if (open != null) {
      return core.threads().call("query", () -> open.query(sql, params));
    }
    // Through the site's lane first: a database made before the manifests are loaded would be
    // empty.
    return core.lane
        .call(() -> core.address)
        .thenCompose(loaded -> lane.call(this::require))
        .thenCompose(found -> core.threads().call("query", () -> found.query(sql, params)));
  }

  /** Builds the database again. */
  CompletableFuture<Void> rebuild(IntConsumer listener) {
    return lane.call(
        () -> {
          forget();
          progress = listener;
          try {
            int errors = require().rebuild();
            log.info("{}: database built again, {} files refused", core.address, errors);
          } finally {
            progress = done -> {};
          }
          return null;
        });
  }

  /** The database of the stored schema. On this lane. */
  private SiteDatabase require() throws IOException {
    SiteDatabase known = database;
    if (known != null) {
      return known;
    }
    SiteDatabase found = find();
    if (found == null) {
      throw new SiteException("The site has no database (dbschema.json)");
    }
    return found;
  }

  private @Nullable SiteDatabase find() throws IOException {
    if (closed) {
      return null;
    }
    if (!core.files.isPresent(SCHEMA)) {
      return null;
    }
    DbSchema schema = DbSchema.parse(Json.parseObject(core.files.read(SCHEMA)));
    SiteDatabase found =
        new SiteDatabase(
            core.directory, schema, this, core.threads().io(), SiteDatabase.Limits.DEFAULT);
    database = found;
    return found;
  }

  private void forget() {
    SiteDatabase known = database;
    database = null;
    if (known != null) {
      known.close();
    }
  }

  /**
   * A file of the site arrived or was deleted. Imports it later; during a first visit only if a
   * page has made the database be built already.
   */
  void changed(InnerPath path) {
    if (path.equals(SCHEMA)) {
      lane.execute(this::forget);
    } else if (isData(path) && (database != null || !core.isFirstVisit())) {
      lane.execute(() -> importNow(path));
    }
  }

  /** The files of a manifest were signed as they lie there: imports what it lists differently. */
  void signed(@Nullable Manifest before, Manifest now) {
    changed(now.path());
    now.files()
        .forEach(
            (path, entry) -> {
              FileEntry old = before == null ? null : before.files().get(path);
              if (old == null || !old.sha512().equals(entry.sha512())) {
                changed(path);
              }
            });
    if (before != null) {
      before.files().keySet().stream()
          .filter(path -> !now.files().containsKey(path))
          .forEach(this::changed);
    }
  }

  /** All downloads have ended: the database of a first visit is built now. */
  void settled() {
    if (database == null) {
      lane.execute(this::openQuietly);
    }
  }

  private void openQuietly() {
    try {
      SiteDatabase found = database == null ? find() : database;
      if (found != null) {
        found.ensureOpen();
      }
    } catch (IOException e) {
      log.warn("{}: no database: {}", core.address, e.getMessage());
    }
  }

  private void importNow(InnerPath path) {
    try {
      SiteDatabase known = database == null ? find() : database;
      if (known != null && known.schema().feedsOn(path)) {
        known.importFile(path, readOrNull(path));
      }
    } catch (IOException e) {
      log.debug("{}: {}", core.address, e.getMessage());
    }
  }

  private byte @Nullable [] readOrNull(InnerPath path) throws IOException {
    try {
      return core.files.read(path);
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  private static boolean isData(InnerPath path) {
    return path.value().endsWith(".json") || path.value().endsWith(".json.gz");
  }

  @Override
  public List<DataFile> list() {
    List<DataFile> found = new ArrayList<>();
    for (InnerPath path : new TreeSet<>(core.manifests.paths())) {
      Manifest manifest = core.manifests.get(path);
      if (manifest != null) {
        found.add(new DataFile(path, path.in(core.directory)));
        manifest.files().values().forEach(entry -> addData(entry, found));
        manifest.optionalFiles().values().forEach(entry -> addData(entry, found));
      }
    }
    return found;
  }

  private void addData(FileEntry entry, List<DataFile> found) {
    if (isData(entry.path())) {
      Path file = entry.path().in(core.directory);
      if (Files.isRegularFile(file)) {
        found.add(new DataFile(entry.path(), file));
      }
    }
  }

  @Override
  public void rebuilding(int done, int total, int errors) {
    progress.accept(done);
  }

  /** Closes the database; with {@code delete} its file goes too. */
  CompletableFuture<Void> close(boolean delete) {
    return lane.call(
        () -> {
          SiteDatabase known = delete && database == null ? find() : database;
          if (known != null && delete) {
            known.delete();
          } else if (known != null) {
            known.close();
          }
          database = null;
          closed = true;
          return null;
        });
  }
}
