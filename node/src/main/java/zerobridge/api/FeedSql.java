package zerobridge.api;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The query of a followed feed: each part limited to recent days, the parameters filled in, sorted
 * and cut (WebSocket API, feedQuery). The result runs read-only on the site's own database, so a
 * site can at worst spoil its own feed.
 */
final class FeedSql {
  private static final int MAX_LENGTH = 50_000;
  private static final int MAX_PARAMETERS = 5_000;
  private static final Pattern UNION =
      Pattern.compile("\\bUNION(?:\\s+ALL)?\\b", Pattern.CASE_INSENSITIVE);
  private static final Pattern DATE_COLUMN =
      Pattern.compile("([^,]+?)\\s+AS\\s+date_added\\b", Pattern.CASE_INSENSITIVE);
  private static final Pattern WHERE = Pattern.compile("\\bWHERE\\b", Pattern.CASE_INSENSITIVE);
  private static final Pattern TAIL =
      Pattern.compile("\\b(?:GROUP\\s+BY|HAVING|ORDER\\s+BY|LIMIT)\\b", Pattern.CASE_INSENSITIVE);

  private static final double MILLISECONDS_FROM = 1e12;
  private static final int MAX_FUTURE_SECONDS = 120;

  private FeedSql() {}

  /**
   * The SQL of a feed.
   *
   * @param feed {@code [sql, [parameters]]}
   * @param days how far back, 0 for all
   */
  static String of(JsonElement feed, int limit, long days) throws ApiException {
    if (!(feed instanceof JsonArray pair)
        || pair.size() < 1
        || !(pair.get(0) instanceof JsonPrimitive text)) {
      throw new ApiException("A feed is a list of a query and its parameters");
    }
    String sql = text.getAsString();
    if (sql.length() > MAX_LENGTH) {
      throw new ApiException("A feed's query has at most " + MAX_LENGTH + " characters");
    }
    StringJoiner parts = new StringJoiner(" UNION ");
    for (String part : UNION.split(sql, -1)) {
      parts.add(days > 0 ? recent(part.strip(), days) : part.strip());
    }
    String joined = parts.toString();
    if (joined.contains(":params")) {
      joined = joined.replace(":params", parameters(pair));
    }
    return joined + " ORDER BY date_added DESC LIMIT " + limit;
  }

  private static String recent(String part, long days) {
    Matcher column = DATE_COLUMN.matcher(part);
    if (!column.find()) {
      return part;
    }
    String expression = column.group(1).replaceFirst("(?is)^\\s*SELECT\\s+", "").strip();
    String condition = expression + " > strftime('%s', 'now', '-" + days + " day')";
    Matcher where = WHERE.matcher(part);
    if (where.find(column.end())) {
      return part.substring(0, where.end())
          + " "
          + condition
          + " AND "
          + part.substring(where.end());
    }
    Matcher tail = TAIL.matcher(part);
    int end = tail.find(column.end()) ? tail.start() : part.length();
    return part.substring(0, end).stripTrailing()
        + " WHERE "
        + condition
        + " "
        + part.substring(end);
  }

  private static String parameters(JsonArray pair) {
    StringJoiner quoted = new StringJoiner(",");
    if (pair.size() > 1 && pair.get(1) instanceof JsonArray values) {
      int count = 0;
      for (JsonElement value : values) {
        if (value instanceof JsonPrimitive one && count++ < MAX_PARAMETERS) {
          quoted.add("'" + one.getAsString().replace("'", "''") + "'");
        }
      }
    }
    return quoted.toString();
  }

  /** Seconds instead of milliseconds; false if the row has no date or one in the future. */
  static boolean normaliseDate(JsonObject row, long now) {
    if (!(row.get("date_added") instanceof JsonPrimitive value)) {
      return false;
    }
    double date;
    try {
      date = value.getAsDouble();
    } catch (NumberFormatException e) {
      return false;
    }
    if (date > MILLISECONDS_FROM) {
      date /= 1000;
      row.addProperty("date_added", date);
    } else if (!value.isNumber()) {
      row.addProperty("date_added", date);
    }
    return date <= now + MAX_FUTURE_SECONDS;
  }
}
