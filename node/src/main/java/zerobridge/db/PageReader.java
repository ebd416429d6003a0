package zerobridge.db;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.db.SiteDatabase.Limits;
import zerobridge.db.Sqlite.TimeBudget;

/** Runs the queries of pages, one at a time, on a connection that cannot write. */
final class PageReader implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(PageReader.class);

  private final Path file;
  private final Limits limits;
  private @Nullable Connection connection;
  private @Nullable TimeBudget budget;

  PageReader(Path file, Limits limits) {
    this.file = file;
    this.limits = limits;
  }

  synchronized JsonArray run(PageQuery query) throws SQLException, QueryException {
    Connection reading = connection;
    TimeBudget time = budget;
    if (reading == null || time == null) {
      reading = Sqlite.reader(file);
      connection = reading;
      time = TimeBudget.on(reading);
      budget = time;
    }
    time.start(limits.time());
    try (PreparedStatement statement = reading.prepareStatement(query.sql())) {
      bind(statement, query);
      try (ResultSet rows = statement.executeQuery()) {
        return collect(rows);
      }
    } catch (SQLException e) {
      if (time.isOver()) {
        throw new QueryException(
            "The query was stopped: it ran longer than " + limits.time().toSeconds() + " s", e);
      }
      throw e;
    } finally {
      time.end();
    }
  }

  private static void bind(PreparedStatement statement, PageQuery query)
      throws SQLException, QueryException {
    int wanted = statement.getParameterMetaData().getParameterCount();
    int given = query.values().size();
    if (wanted != given) {
      throw new QueryException(
          "Incorrect number of bindings supplied. The current statement uses "
              + wanted
              + ", and there are "
              + given
              + " supplied.");
    }
    for (int i = 0; i < given; i++) {
      SqlValues.bind(statement, i + 1, query.values().get(i));
    }
  }

  private JsonArray collect(ResultSet rows) throws SQLException, QueryException {
    ResultSetMetaData meta = rows.getMetaData();
    String[] names = new String[meta.getColumnCount()];
    for (int i = 0; i < names.length; i++) {
      names[i] = meta.getColumnLabel(i + 1);
    }
    JsonArray result = new JsonArray();
    long characters = 0;
    while (rows.next()) {
      if (result.size() == limits.rows()) {
        throw new QueryException("The query gives more than " + limits.rows() + " rows");
      }
      JsonObject row = new JsonObject();
      for (int i = 0; i < names.length; i++) {
        if (row.has(names[i])) {
          continue;
        }
        Object value = rows.getObject(i + 1);
        JsonElement json = SqlValues.toJson(value);
        characters += names[i].length() + (value instanceof String text ? text.length() : 8);
        if (value instanceof byte[] bytes) {
          characters += 2L * bytes.length;
        }
        row.add(names[i], json);
      }
      if (characters > limits.characters()) {
        throw new QueryException(
            "The query gives more than " + limits.characters() + " characters");
      }
      result.add(row);
    }
    return result;
  }

  @Override
  public synchronized void close() {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (SQLException e) {
      log.debug("Closing {}: {}", file, Sqlite.reason(e));
    }
    connection = null;
    budget = null;
  }
}
