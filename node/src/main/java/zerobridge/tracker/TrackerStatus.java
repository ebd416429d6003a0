package zerobridge.tracker;

import com.google.gson.JsonObject;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How the announcing of one site to one tracker goes; what pages see as an entry of {@code
 * announcerInfo}'s stats (UI server, announcerInfo).
 *
 * @param state what is going on, or how the last announce ended
 * @param statusTime when the state was entered; null before the first announce
 * @param lastErrorTime null if there was none
 * @param lastError a sentence fit for the person
 */
public record TrackerStatus(
    State state,
    Counts counts,
    @Nullable Instant requestTime,
    @Nullable Instant statusTime,
    @Nullable Instant lastErrorTime,
    @Nullable String lastError) {
  static final TrackerStatus NEW =
      new TrackerStatus(State.NONE, new Counts(0, 0, 0), null, null, null, null);

  /** The word is the one on the wire. */
  public enum State {
    NONE(""),
    ANNOUNCING("announcing"),
    ANNOUNCED("announced"),
    ERROR("error");

    private final String word;

    State(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }
  }

  /** How many announces were begun and how they ended. */
  public record Counts(long requests, long successes, long errors) {
    Counts plus(Counts other) {
      return new Counts(
          requests + other.requests, successes + other.successes, errors + other.errors);
    }
  }

  TrackerStatus begun(Instant now) {
    Counts more = counts.plus(new Counts(1, 0, 0));
    return new TrackerStatus(State.ANNOUNCING, more, now, now, lastErrorTime, lastError);
  }

  TrackerStatus succeeded(Instant now) {
    Counts more = counts.plus(new Counts(0, 1, 0));
    return new TrackerStatus(State.ANNOUNCED, more, requestTime, now, lastErrorTime, lastError);
  }

  TrackerStatus failed(Instant now, String error) {
    Counts more = counts.plus(new Counts(0, 0, 1));
    return new TrackerStatus(State.ERROR, more, requestTime, now, now, error);
  }

  /** Counts of both, everything else of the one with the later request. */
  TrackerStatus merge(TrackerStatus other) {
    TrackerStatus later = seconds(requestTime) < seconds(other.requestTime) ? other : this;
    return new TrackerStatus(
        later.state,
        counts.plus(other.counts),
        later.requestTime,
        later.statusTime,
        later.lastErrorTime,
        later.lastError);
  }

  /** The entry as pages get it; times in seconds since 1970, 0 for never. */
  public JsonObject toJson() {
    JsonObject json = new JsonObject();
    json.addProperty("status", state.word());
    json.addProperty("num_request", counts.requests());
    json.addProperty("num_success", counts.successes());
    json.addProperty("num_error", counts.errors());
    json.addProperty("time_request", seconds(requestTime));
    json.addProperty("time_last_error", seconds(lastErrorTime));
    if (statusTime != null) {
      json.addProperty("time_status", seconds(statusTime));
    }
    if (lastError != null) {
      json.addProperty("last_error", lastError);
    }
    return json;
  }

  private static double seconds(@Nullable Instant time) {
    return time == null ? 0 : time.toEpochMilli() / 1000.0;
  }
}
