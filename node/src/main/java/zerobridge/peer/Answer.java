package zerobridge.peer;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What goes back to a peer that asked something. */
public sealed interface Answer {
  /** A map of fields, sent in the order of its iteration. */
  record Fields(Map<String, ? extends @Nullable Object> fields) implements Answer {}

  /**
   * An error text, which other nodes only log.
   *
   * @param weight bad action points that the asking peer gets (peer protocol, bad actions)
   */
  record Refused(String error, int weight) implements Answer {}

  /**
   * A piece of a file, sent straight from disk.
   *
   * @param length bytes to send, at most {@link FileRequest#MAX_READ_BYTES}
   * @param size the size of the whole file
   */
  record FileRegion(Path file, long offset, int length, long size) implements Answer {}

  /** A success with the text that nodes look for. */
  static Answer ok(String text) {
    return new Fields(Map.of("ok", text));
  }
}
