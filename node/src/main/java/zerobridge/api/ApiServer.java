package zerobridge.api;

import com.google.gson.JsonElement;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import zerobridge.site.Site;

/**
 * The ZeroFrame commands for all open pages: makes their keys, takes their messages, and tells them
 * what changes. Safe for any thread.
 */
public final class ApiServer implements AutoCloseable {
  private final PageSessions sessions;
  private final Dispatcher dispatcher;
  private final ChangePushes pushes;
  private final MessageCommands messages;

  /** Registers the commands and listens to the sites from now on. */
  public ApiServer(ApiServices services) {
    this.sessions = new PageSessions(services.random());
    this.pushes = new ChangePushes(services, sessions);
    this.messages = new MessageCommands(services, sessions);
    CommandTable commands = CommandTable.of(services, pushes);
    messages.addTo(commands);
    this.dispatcher = new Dispatcher(commands, services);
    services.messages().showOn(messages);
    services.sites().addListener(pushes);
  }

  /**
   * Makes the keys of a page that is being sent.
   *
   * @param site the site it shows, null for the node's own pages
   */
  public PageSession openPage(@Nullable Site site) {
    return sessions.open(site);
  }

  /** The side of the page that a key opens; empty if no page has it. */
  public Optional<PageConnection.Role> roleOf(String key) {
    return sessions.find(key).map(PageSessions.Opening::role);
  }

  /** The page that a key belongs to. */
  public Optional<PageSession> sessionOf(String key) {
    return sessions.find(key).map(PageSessions.Opening::session);
  }

  /**
   * Connects one side of a page.
   *
   * @param key one of the page's keys
   * @param out takes messages for the page, from any thread
   * @return empty if no page has the key
   */
  public Optional<PageConnection> connect(String key, Consumer<String> out) {
    Optional<PageConnection> connection =
        sessions.find(key).map(found -> found.session().connect(found.role(), out));
    connection.ifPresent(messages::opened);
    return connection;
  }

  /** Ends a connection; a page without any is forgotten. */
  public void disconnect(PageConnection connection) {
    PageSession session = connection.session();
    session.disconnect(connection);
    if (!session.isConnected()) {
      sessions.remove(session);
    }
  }

  /** Takes one message of a page; answers come later through the connection. */
  public void receive(PageConnection connection, String message) {
    dispatcher.receive(connection, message);
  }

  /**
   * Runs one command as the person at this computer, for the command line.
   *
   * @param site the site it is about, null for none
   * @return the result as a page would get it
   */
  public CompletableFuture<JsonElement> call(
      @Nullable Site site, String command, @Nullable JsonElement params) {
    PageSession session = new PageSession(site, "", "");
    PageConnection connection = session.connect(PageConnection.Role.WRAPPER, message -> {});
    return dispatcher.call(connection, command, params);
  }

  /** Open pages of a site, for status displays. */
  public int openPages(Site site) {
    return sessions.of(site).size();
  }

  /** Tells pages that the node's own state changed: port, tor, language. */
  public void serverChanged() {
    pushes.serverChanged();
  }

  Collection<PageSession> pages() {
    return sessions.connected();
  }

  @Override
  public void close() {
    pushes.close();
  }
}
