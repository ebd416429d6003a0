package zerobridge.installer;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The file {@code mimeapps.list} (freedesktop.org, "Association between MIME types and
 * applications"), of which only the default programs of link schemes are touched; every other line
 * stays as it is.
 */
final class MimeApps {

  private static final String GROUP = "[Default Applications]";

  private final List<String> lines;

  private MimeApps(List<String> lines) {
    this.lines = lines;
  }

  /** Reads the list; a missing file is an empty list. */
  static MimeApps read(Path file) throws IOException {
    return new MimeApps(Files.exists(file) ? Files.readAllLines(file) : List.of());
  }

  void write(Path file) throws IOException {
    byte[] content = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
    Disk.replace(file, new ByteArrayInputStream(content), false);
  }

  /** Whether nothing but group headings is left. */
  boolean isEmpty() {
    return lines.stream().allMatch(line -> line.isBlank() || line.strip().startsWith("["));
  }

  boolean isDefault(String scheme, String desktopFile) {
    int at = find(scheme);
    return at >= 0 && programs(lines.get(at)).indexOf(desktopFile) == 0;
  }

  boolean mentions(String scheme, String desktopFile) {
    int at = find(scheme);
    return at >= 0 && programs(lines.get(at)).contains(desktopFile);
  }

  /**
   * The same list with the program first in line for the scheme; others stay behind it as they
   * were.
   */
  MimeApps with(String scheme, String desktopFile) {
    MimeApps cleared = without(scheme, desktopFile);
    List<String> changed = new ArrayList<>(cleared.lines);
    int at = cleared.find(scheme);
    if (at >= 0) {
      List<String> programs = new ArrayList<>(List.of(desktopFile));
      programs.addAll(programs(changed.get(at)));
      changed.set(at, line(scheme, programs));
    } else {
      int group = changed.indexOf(GROUP);
      if (group < 0) {
        changed.add(GROUP);
        group = changed.size() - 1;
      }
      changed.add(group + 1, line(scheme, List.of(desktopFile)));
    }
    return new MimeApps(changed);
  }

  MimeApps without(String scheme, String desktopFile) {
    List<String> changed = new ArrayList<>(lines);
    int at = find(scheme);
    if (at >= 0) {
      List<String> programs = new ArrayList<>(programs(changed.get(at)));
      programs.removeIf(desktopFile::equals);
      if (programs.isEmpty()) {
        changed.remove(at);
      } else {
        changed.set(at, line(scheme, programs));
      }
    }
    return new MimeApps(changed);
  }

  private int find(String scheme) {
    boolean inGroup = false;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.startsWith("[")) {
        inGroup = line.equals(GROUP);
      } else if (inGroup && line.startsWith(key(scheme))) {
        return i;
      }
    }
    return -1;
  }

  private static List<String> programs(String line) {
    String value = line.substring(line.indexOf('=') + 1);
    return Arrays.stream(value.split(";", -1))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .toList();
  }

  private static String line(String scheme, List<String> programs) {
    return key(scheme) + String.join(";", programs) + ";";
  }

  private static String key(String scheme) {
    return "x-scheme-handler/" + scheme + "=";
  }
}
