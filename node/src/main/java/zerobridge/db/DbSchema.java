package zerobridge.db;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.codec.PyRegex;
import zerobridge.codec.UnsafePatternException;
import zerobridge.io.IllegalInnerPathException;
import zerobridge.io.InnerPath;

/**
 * A site's {@code dbschema.json}: which tables its database has, and which of its JSON files feed
 * them (content model, dbschema.json). Immutable, safe for any thread.
 *
 * @param name only for logs
 * @param file where the database lies inside the site
 * @param version 1, 2 or 3: how the {@code json} table names a file
 * @param maps in the order of the file, which is the order of import
 * @param tables all tables to create, the internal ones included, in order of creation
 * @param feeds the queries that the newsfeed may run, by name
 */
public record DbSchema(
    String name,
    InnerPath file,
    int version,
    List<FileMap> maps,
    List<Table> tables,
    Map<String, String> feeds) {
  private static final Logger log = LoggerFactory.getLogger(DbSchema.class);

  /** More tables, columns or maps than this is no site we know, by a factor of ten. */
  private static final int MAX_ITEMS = 1_000;

  /** Names go into SQL text, so they are held to what needs no quotes. */
  private static final Pattern IDENTIFIER = Pattern.compile("[\\p{L}\\p{N}_$]+");

  /** Name and declared type of a column, both used verbatim. */
  public record Column(String name, String type) {}

  /**
   * A table to create.
   *
   * @param version {@code schema_changed}: a higher one than the stored one rebuilds the database
   */
  public record Table(String name, List<Column> columns, List<String> indexes, long version) {
    boolean has(String column) {
      return columns.stream().anyMatch(c -> c.name().equals(column));
    }
  }

  /** What becomes of the files whose path, relative to the database, starts with the pattern. */
  public record FileMap(
      PyRegex pattern,
      List<String> toKeyValue,
      List<String> toJsonTable,
      @Nullable String fileName,
      List<TableMap> toTable) {}

  /** What becomes of one node of a file; the columns hold only those that the table has. */
  public record TableMap(
      String table,
      String node,
      @Nullable String keyColumn,
      @Nullable String valueColumn,
      List<String> importColumns,
      Map<String, Map<String, String>> replaces) {}

  public DbSchema {
    maps = List.copyOf(maps);
    tables = List.copyOf(tables);
    feeds = Map.copyOf(feeds);
  }

  /**
   * Reads a schema. Maps with an unsafe pattern are left out with a line in the log.
   *
   * @throws InvalidSchemaException if it has another shape than the format allows
   */
  public static DbSchema parse(JsonObject json) throws InvalidSchemaException {
    int version = (int) integer(json, "version", 1);
    if (version < 1 || version > 3) {
      throw new InvalidSchemaException("Dbschema version " + version + " not supported");
    }
    InnerPath file = file(json);
    List<Table> own = tables(object(json, "tables"));
    List<Table> tables = new ArrayList<>();
    tables.add(InternalTables.keyValue(version));
    if (own.stream().noneMatch(t -> t.name().equals("json"))) {
      tables.add(InternalTables.json(version));
    }
    tables.addAll(own);
    List<FileMap> maps = maps(object(json, "maps"), own);
    String name = text(json, "db_name", file.value());
    return new DbSchema(name, file, version, maps, tables, feeds(json.get("feeds")));
  }

  /** The folder that patterns and the {@code json} table are relative to: "" or "data/users/". */
  public String directory() {
    return file.directory();
  }

  /** Whether a change of this file concerns the database. */
  public boolean feedsOn(InnerPath path) {
    String relative = relative(path);
    return relative != null && !mapsFor(relative).isEmpty();
  }

  @Nullable String relative(InnerPath path) {
    String directory = directory();
    return path.value().startsWith(directory) ? path.value().substring(directory.length()) : null;
  }

  List<FileMap> mapsFor(String relative) {
    return maps.stream().filter(m -> matches(m.pattern(), relative)).toList();
  }

  private static boolean matches(PyRegex pattern, String relative) {
    try {
      return pattern.matchesStart(relative);
    } catch (UnsafePatternException e) {
      log.warn("A map of dbschema.json does not match {}: {}", relative, e.getMessage());
      return false;
    }
  }

  private static InnerPath file(JsonObject json) throws InvalidSchemaException {
    String text = text(json, "db_file", "");
    try {
      return InnerPath.parse(text);
    } catch (IllegalInnerPathException e) {
      throw new InvalidSchemaException("db_file is not a path inside the site: " + text, e);
    }
  }

  private static List<Table> tables(JsonObject json) throws InvalidSchemaException {
    List<Table> tables = new ArrayList<>();
    for (Map.Entry<String, JsonElement> entry : json.entrySet()) {
      String name = identifier(entry.getKey());
      if (!(entry.getValue() instanceof JsonObject settings)) {
        throw new InvalidSchemaException("Table " + name + " is not an object");
      }
      List<Column> columns = new ArrayList<>();
      for (JsonElement item : array(settings, "cols")) {
        if (!(item instanceof JsonArray pair) || pair.size() != 2) {
          throw new InvalidSchemaException("A column of " + name + " is not [name, type]");
        }
        columns.add(new Column(identifier(text(pair.get(0))), text(pair.get(1))));
      }
      List<String> indexes = texts(settings, "indexes");
      // The reference never creates a table without schema_changed; every author meant it to.
      long version = integer(settings, "schema_changed", 1);
      tables.add(new Table(name, List.copyOf(columns), indexes, version));
    }
    return tables;
  }

  private static List<FileMap> maps(JsonObject json, List<Table> tables)
      throws InvalidSchemaException {
    List<FileMap> maps = new ArrayList<>();
    for (Map.Entry<String, JsonElement> entry : json.entrySet()) {
      if (!(entry.getValue() instanceof JsonObject settings)) {
        throw new InvalidSchemaException("Map " + entry.getKey() + " is not an object");
      }
      List<TableMap> toTable = new ArrayList<>();
      for (JsonElement item : array(settings, "to_table")) {
        toTable.add(tableMap(item, tables));
      }
      try {
        maps.add(
            new FileMap(
                PyRegex.compile(entry.getKey()),
                texts(settings, "to_keyvalue"),
                identifiers(settings, "to_json_table"),
                settings.has("file_name") ? text(settings.get("file_name")) : null,
                List.copyOf(toTable)));
      } catch (UnsafePatternException e) {
        log.warn("A map of dbschema.json is left out: {}", e.getMessage());
      }
    }
    return maps;
  }

  private static TableMap tableMap(JsonElement item, List<Table> tables)
      throws InvalidSchemaException {
    JsonObject settings = item instanceof JsonObject object ? object : new JsonObject();
    String name = identifier(settings.has("table") ? text(settings.get("table")) : text(item));
    Table table = tables.stream().filter(t -> t.name().equals(name)).findFirst().orElse(null);
    if (table == null) {
      throw new InvalidSchemaException("A map feeds the table " + name + ", which is not defined");
    }
    List<String> listed = texts(settings, "import_cols");
    List<String> columns =
        table.columns().stream()
            .map(Column::name)
            .filter(c -> listed.isEmpty() || listed.contains(c))
            .toList();
    Map<String, Map<String, String>> replaces = new LinkedHashMap<>();
    for (Map.Entry<String, JsonElement> entry : object(settings, "replaces").entrySet()) {
      Map<String, String> pairs = new LinkedHashMap<>();
      if (entry.getValue() instanceof JsonObject object) {
        for (Map.Entry<String, JsonElement> pair : object.entrySet()) {
          pairs.put(pair.getKey(), text(pair.getValue()));
        }
      }
      replaces.put(entry.getKey(), pairs);
    }
    return new TableMap(
        name,
        text(settings, "node", name),
        column(settings, "key_col"),
        column(settings, "val_col"),
        columns,
        replaces);
  }

  private static @Nullable String column(JsonObject settings, String key)
      throws InvalidSchemaException {
    String name = text(settings, key, "");
    return name.isEmpty() ? null : identifier(name);
  }

  private static Map<String, String> feeds(@Nullable JsonElement json) {
    Map<String, String> feeds = new LinkedHashMap<>();
    if (json instanceof JsonObject object) {
      for (Map.Entry<String, JsonElement> entry : object.entrySet()) {
        if (entry.getValue() instanceof JsonPrimitive query && query.isString()) {
          feeds.put(entry.getKey(), query.getAsString());
        }
      }
    }
    return feeds;
  }

  private static String identifier(String name) throws InvalidSchemaException {
    if (!IDENTIFIER.matcher(name).matches()) {
      throw new InvalidSchemaException("Not a name for a table or a column: " + name);
    }
    return name;
  }

  private static List<String> identifiers(JsonObject json, String key)
      throws InvalidSchemaException {
    List<String> names = texts(json, key);
    for (String name : names) {
      identifier(name);
    }
    return names;
  }

  private static List<String> texts(JsonObject json, String key) throws InvalidSchemaException {
    List<String> texts = new ArrayList<>();
    for (JsonElement item : array(json, key)) {
      texts.add(text(item));
    }
    return List.copyOf(texts);
  }

  private static JsonArray array(JsonObject json, String key) throws InvalidSchemaException {
    JsonElement value = json.get(key);
    if (value == null || value.isJsonNull()) {
      return new JsonArray();
    }
    if (value instanceof JsonArray array && array.size() <= MAX_ITEMS) {
      return array;
    }
    throw new InvalidSchemaException(key + " is not a list of at most " + MAX_ITEMS + " items");
  }

  private static JsonObject object(JsonObject json, String key) throws InvalidSchemaException {
    JsonElement value = json.get(key);
    if (value == null || value.isJsonNull()) {
      return new JsonObject();
    }
    if (value instanceof JsonObject object && object.size() <= MAX_ITEMS) {
      return object;
    }
    throw new InvalidSchemaException(key + " is not an object of at most " + MAX_ITEMS + " items");
  }

  private static String text(JsonObject json, String key, String otherwise)
      throws InvalidSchemaException {
    JsonElement value = json.get(key);
    return value == null || value.isJsonNull() ? otherwise : text(value);
  }

  private static String text(JsonElement value) throws InvalidSchemaException {
    if (value instanceof JsonPrimitive primitive && primitive.isString()) {
      return primitive.getAsString();
    }
    throw new InvalidSchemaException("A text was expected instead of " + value);
  }

  private static long integer(JsonObject json, String key, long otherwise)
      throws InvalidSchemaException {
    JsonElement value = json.get(key);
    if (value == null || value.isJsonNull()) {
      return otherwise;
    }
    if (value instanceof JsonPrimitive primitive && primitive.isNumber()) {
      return (long) primitive.getAsDouble();
    }
    throw new InvalidSchemaException(key + " is not a number");
  }
}
