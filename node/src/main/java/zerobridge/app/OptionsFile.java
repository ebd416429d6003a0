package zerobridge.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Settings kept in a file: {@code zerobridge.conf}, or the {@code zeronet.conf} of 0.7.2. Lines
 * {@code key = value}; further indented lines add to a list; {@code [section]} lines and comments
 * ({@code #}, {@code ;}) are skipped. Keys are the long options of the command line; underscores
 * and 0.7.2's own names are understood.
 */
final class OptionsFile {
  private static final long MAX_BYTES = 1 << 20;

  /** 0.7.2's names for what the command line here calls otherwise. */
  private static final Map<String, String> OLD_NAMES =
      Map.ofEntries(
          Map.entry("fileserver-port", "peer-port"),
          Map.entry("fileserver-ip", "bind"),
          Map.entry("ip-external", "external-ip"),
          Map.entry("trackers", "tracker"),
          Map.entry("disable-udp", "no-udp"),
          Map.entry("open-browser", "open"),
          Map.entry("data-dir", "data"));

  private final Map<String, String> values;

  private OptionsFile(Map<String, String> values) {
    this.values = values;
  }

  /** No settings. */
  static OptionsFile empty() {
    return new OptionsFile(Map.of());
  }

  /**
   * Reads a file.
   *
   * @throws IOException when it cannot be read or a line is no setting; the message names the line
   */
  static OptionsFile read(Path file) throws IOException {
    if (Files.size(file) > MAX_BYTES) {
      throw new IOException(file + " is too large for a settings file");
    }
    Map<String, String> values = new LinkedHashMap<>();
    String key = null;
    int number = 0;
    for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
      number++;
      String text = line.strip();
      if (text.isEmpty() || text.startsWith("#") || text.startsWith(";") || text.startsWith("[")) {
        continue;
      }
      if (Character.isWhitespace(line.charAt(0)) && key != null) {
        values.merge(key, text, (list, more) -> list.isEmpty() ? more : list + "\n" + more);
        continue;
      }
      int equals = text.indexOf('=');
      String name = (equals < 0 ? text : text.substring(0, equals)).strip();
      if (name.isEmpty()) {
        throw new IOException(file + ", line " + number + ": a setting reads \"key = value\"");
      }
      key = normalised(name);
      String value = equals < 0 ? "true" : text.substring(equals + 1).strip();
      if (key.equals("broadcast-port") && value.equals("0")) {
        // 0.7.2's way to say so.
        values.put("no-local-discovery", "true");
      }
      values.put(key, value);
    }
    return new OptionsFile(values);
  }

  /** The value of a long option, without its dashes; list items are separated by line feeds. */
  Optional<String> value(String option) {
    return Optional.ofNullable(values.get(option));
  }

  private static String normalised(String name) {
    String option = name.toLowerCase(Locale.ROOT).replace('_', '-');
    return OLD_NAMES.getOrDefault(option, option);
  }
}
