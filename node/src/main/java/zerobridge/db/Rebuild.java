package zerobridge.db;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.db.DataFiles.DataFile;
import zerobridge.db.DbSchema.FileMap;

/**
 * Fills a new database file from all data files of a site: a few batches of files are read and
 * parsed ahead on other threads, while this one writes them in order, in one transaction with a
 * savepoint per file.
 */
final class Rebuild {
  /** Batches under way at once; with the sizes below this bounds the memory. */
  private static final int BATCHES_AHEAD = 4;

  private static final int BATCH_FILES = 64;
  private static final long BATCH_BYTES = 1 << 20;
  private static final Logger log = LoggerFactory.getLogger(Rebuild.class);

  private final DbSchema schema;
  private final DataFiles files;
  private final Executor parsers;
  private int done;
  private int errors;

  /** A parsed file, or why it could not be parsed. */
  private record Parsed(
      String relative, List<FileMap> maps, JsonObject data, @Nullable ImportException failure) {}

  Rebuild(DbSchema schema, DataFiles files, Executor parsers) {
    this.schema = schema;
    this.files = files;
    this.parsers = parsers;
  }

  /**
   * Fills the file, which must not exist; forcing it to disk is left to the caller.
   *
   * @return how many files could not be imported
   */
  int into(Path target) throws IOException, SQLException {
    long started = System.nanoTime();
    List<DataFile> list = files.list();
    files.rebuilding(0, list.size(), 0);
    try (Connection connection = Sqlite.bulk(target);
        JsonImport imports = new JsonImport(connection, schema, true)) {
      Sqlite.run(connection, "BEGIN");
      Tables.create(connection, schema.tables());
      fill(imports, list);
      Sqlite.run(connection, "COMMIT");
    }
    files.rebuilding(list.size(), list.size(), errors);
    log.info(
        "Database {} made from {} files in {} ms, {} errors",
        schema.name(),
        list.size(),
        (System.nanoTime() - started) / 1_000_000,
        errors);
    return errors;
  }

  private void fill(JsonImport imports, List<DataFile> list) throws IOException, SQLException {
    Iterator<List<DataFile>> batches = batches(list).iterator();
    ArrayDeque<CompletableFuture<List<Parsed>>> ahead = new ArrayDeque<>();
    while (batches.hasNext() || !ahead.isEmpty()) {
      while (batches.hasNext() && ahead.size() < BATCHES_AHEAD) {
        List<DataFile> batch = batches.next();
        ahead.add(CompletableFuture.supplyAsync(() -> parse(batch), parsers));
      }
      for (Parsed file : ahead.remove().join()) {
        write(imports, file);
        if (++done % SiteDatabase.STEP == 0 && done < list.size()) {
          files.rebuilding(done, list.size(), errors);
        }
      }
    }
  }

  private static List<List<DataFile>> batches(List<DataFile> list) throws IOException {
    List<List<DataFile>> batches = new ArrayList<>();
    List<DataFile> batch = new ArrayList<>();
    long bytes = 0;
    for (DataFile file : list) {
      batch.add(file);
      bytes += Files.isRegularFile(file.file()) ? Files.size(file.file()) : 0;
      if (batch.size() == BATCH_FILES || bytes > BATCH_BYTES) {
        batches.add(batch);
        batch = new ArrayList<>();
        bytes = 0;
      }
    }
    batches.add(batch);
    return batches;
  }

  private List<Parsed> parse(List<DataFile> batch) {
    List<Parsed> parsed = new ArrayList<>(batch.size());
    for (DataFile file : batch) {
      String relative = schema.relative(file.path());
      List<FileMap> maps = relative == null ? List.of() : schema.mapsFor(relative);
      if (relative == null || maps.isEmpty()) {
        parsed.add(new Parsed("", List.of(), new JsonObject(), null));
        continue;
      }
      try {
        parsed.add(new Parsed(relative, maps, JsonFile.read(file.file()), null));
      } catch (ImportException e) {
        parsed.add(new Parsed(relative, maps, new JsonObject(), e));
      }
    }
    return parsed;
  }

  private void write(JsonImport imports, Parsed file) throws SQLException {
    if (file.maps().isEmpty()) {
      return;
    }
    imports.begin();
    try {
      if (file.failure() != null) {
        throw file.failure();
      }
      imports.apply(file.relative(), file.maps(), file.data());
    } catch (ImportException e) {
      skip(imports, file, e.getMessage());
    } catch (SQLException e) {
      if (Sqlite.isBroken(e)) {
        throw e;
      }
      skip(imports, file, Sqlite.reason(e));
    }
    imports.keep();
  }

  private void skip(JsonImport imports, Parsed file, @Nullable String reason) throws SQLException {
    errors++;
    imports.undo();
    log.debug("{} is not imported: {}", file.relative(), reason);
  }
}
