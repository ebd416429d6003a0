package zerobridge.installer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The options of one command, by the usual rules: {@code --name}, {@code --name value}, {@code
 * --name=value}.
 *
 * <p>Written out because the short class path that makes these commands quick has no command-line
 * library.
 */
final class Arguments {

  /**
   * An option that a command understands.
   *
   * @param name with its dashes
   * @param value what its value is called in the help, or null when it takes none
   * @param help one line
   */
  record Option(String name, @Nullable String value, String help) {
    private String synopsis() {
      return value == null ? name : name + " " + value;
    }
  }

  private final Map<String, List<String>> given;

  private Arguments(Map<String, List<String>> given) {
    this.given = given;
  }

  /** Reads the words after the command's name. */
  static Arguments parse(List<String> words, List<Option> options) throws UsageException {
    Map<String, List<String>> given = new LinkedHashMap<>();
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      int equals = word.startsWith("--") ? word.indexOf('=') : -1;
      String name = equals < 0 ? word : word.substring(0, equals);
      Option option =
          options.stream()
              .filter(known -> known.name.equals(name))
              .findFirst()
              .orElseThrow(
                  () ->
                      new UsageException(
                          "unknown "
                              + (word.startsWith("-") ? "option" : "argument")
                              + " \""
                              + name
                              + "\""));
      String value = "";
      if (option.value == null && equals >= 0) {
        throw new UsageException("the option " + name + " takes no value");
      } else if (option.value != null && equals >= 0) {
        value = word.substring(equals + 1);
      } else if (option.value != null) {
        if (i + 1 == words.size()) {
          throw new UsageException("the option " + name + " needs a value: " + option.value);
        }
        value = words.get(++i);
      }
      given.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
    }
    return new Arguments(given);
  }

  boolean has(String name) {
    return given.containsKey(name);
  }

  /** Every value of an option; commas separate several in one. */
  List<String> values(String name) {
    return given.getOrDefault(name, List.of()).stream()
        .flatMap(value -> Arrays.stream(value.split(",", -1)))
        .map(String::strip)
        .filter(value -> !value.isEmpty())
        .toList();
  }

  /** The last value of an option, whole. */
  Optional<String> value(String name) {
    List<String> values = given.getOrDefault(name, List.of());
    return values.isEmpty() ? Optional.empty() : Optional.of(values.get(values.size() - 1));
  }

  /** The options for a help text, one a line. */
  static String help(List<Option> options) {
    int width = options.stream().mapToInt(option -> option.synopsis().length()).max().orElse(0);
    StringBuilder text = new StringBuilder();
    for (Option option : options) {
      text.append("  ").append(option.synopsis());
      text.append(" ".repeat(width - option.synopsis().length() + 2))
          .append(option.help)
          .append('\n');
    }
    return text.toString();
  }
}
