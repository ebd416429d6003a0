package zerobridge.api;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import zerobridge.site.SiteListener;

/** All commands by name. Immutable once made; safe for any thread. */
final class CommandTable implements Command.Table {
  private final Map<String, Command> byName = new LinkedHashMap<>();

  private CommandTable() {}

  static CommandTable of(ApiServices services, SiteListener changes) {
    CommandTable table = new CommandTable();
    new GeneralCommands(services).addTo(table);
    new FileCommands(services).addTo(table);
    new DataCommands(services).addTo(table);
    new SigningCommands(services).addTo(table);
    new SiteCommands(services).addTo(table);
    new IdentityCommands(services, changes).addTo(table);
    new SettingsCommands(services).addTo(table);
    new ServerCommands(services).addTo(table);
    new FeedCommands(services).addTo(table);
    new OptionalFileCommands(services).addTo(table);
    new FilterCommands().addTo(table);
    new PageCommands(services).addTo(table);
    return table;
  }

  @Override
  public void add(Command command) {
    if (byName.put(command.name(), command) != null) {
      throw new IllegalStateException("Two commands with the name " + command.name());
    }
  }

  /** A command by name; the case of the first letter doesn't matter. */
  Optional<Command> find(String name) {
    return Optional.ofNullable(byName.get(canonical(name)));
  }

  Collection<Command> all() {
    return byName.values();
  }

  static String canonical(String name) {
    return name.isEmpty()
        ? name
        : name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
  }
}
