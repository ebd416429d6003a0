package zerobridge.api;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import zerobridge.codec.PyRegex;
import zerobridge.codec.UnsafePatternException;
import zerobridge.site.Site;
import zerobridge.site.SiteEvent;
import zerobridge.site.SiteListener;
import zerobridge.user.Certificate;
import zerobridge.user.User;

/** Under which name the person is known to a site, and what they allow it. */
final class IdentityCommands {
  /** Characters of a provider's or user's name; longer ones are no names. */
  private static final int MAX_NAME = 255;

  private final ApiServices services;
  private final SiteListener changes;

  IdentityCommands(ApiServices services, SiteListener changes) {
    this.services = services;
    this.changes = changes;
  }

  void addTo(Command.Table table) {
    table.later(
        "certAdd",
        Permission.ANYONE,
        this::addCertificate,
        "!domain",
        "!auth_type",
        "!auth_user_name",
        "!cert");
    table.later(
        "certSelect",
        Permission.ANYONE,
        this::select,
        "accepted_domains",
        "accept_any",
        "accepted_pattern");
    table.direct("certSet", Permission.ADMIN, this::set, "!domain");
    table.direct("certList", Permission.ADMIN, this::list);
    table.direct("permissionAdd", Permission.ADMIN, this::grant, "!permission");
    table.direct("permissionRemove", Permission.ADMIN, this::withdraw, "!permission");
    table.direct(
        "permissionDetails",
        Permission.ADMIN,
        call -> new JsonPrimitive(details(call.arguments().text("permission"))),
        "!permission");
  }

  private CompletableFuture<? extends JsonElement> addCertificate(Call call)
      throws ApiException, IOException {
    Site site = call.site();
    String domain = name(call, "domain");
    User.Added added = store(call, site, domain, false);
    if (added == User.Added.WOULD_REPLACE) {
      return call.session()
          .confirm(
              "You have another name from "
                  + domain
                  + ". Replace it with "
                  + name(call, "auth_user_name")
                  + "@"
                  + domain
                  + "?",
              List.of("Replace", "Keep the old one"))
          .thenCompose(button -> button == 1 ? replace(call, site, domain) : unchanged());
    }
    if (added == User.Added.UNCHANGED) {
      return unchanged();
    }
    announce(call, site, domain);
    return CompletableFuture.completedFuture(Command.OK);
  }

  private CompletableFuture<JsonElement> replace(Call call, Site site, String domain) {
    try {
      store(call, site, domain, true);
      announce(call, site, domain);
      return CompletableFuture.completedFuture(Command.OK);
    } catch (ApiException | IOException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static CompletableFuture<JsonElement> unchanged() {
    return CompletableFuture.completedFuture(new JsonPrimitive("Not changed"));
  }

  private User.Added store(Call call, Site site, String domain, boolean replace)
      throws ApiException, IOException {
    return services
        .user()
        .addCertificate(
            site.address(),
            domain,
            name(call, "auth_type"),
            name(call, "auth_user_name"),
            call.arguments().text("cert"),
            replace);
  }

  private static String name(Call call, String argument) throws ApiException {
    String text = call.arguments().text(argument);
    if (text.isEmpty() || text.length() > MAX_NAME) {
      throw new ApiException(
          "Parameter " + argument + " must have 1 to " + MAX_NAME + " characters");
    }
    return text;
  }

  private void announce(Call call, Site site, String domain) {
    if (!domain.isEmpty()) {
      String user =
          services.user().certificate(site.address()).map(Certificate::userId).orElse(domain);
      call.session().notify("done", "You are " + user + " on this site now.");
    }
    changes.changed(site, new SiteEvent("cert_changed", new JsonPrimitive(domain)));
  }

  /** Shows the choice in the wrapper; never answers the page, which hears of the change. */
  private CompletableFuture<? extends JsonElement> select(Call call) throws ApiException {
    Site site = call.site();
    List<String> domains = call.arguments().texts("accepted_domains");
    Predicate<String> accepted = accepts(call, domains);
    JsonArray options = new JsonArray();
    String chosen = services.user().certificate(site.address()).map(Certificate::domain).orElse("");
    options.add(option("", "No name, only a number", true, chosen.isEmpty()));
    JsonArray links = new JsonArray();
    List<Certificate> held = services.user().certificates();
    for (Certificate one : held) {
      boolean selected = one.domain().equals(chosen);
      options.add(option(one.domain(), one.userId(), accepted.test(one.domain()), selected));
    }
    for (String domain : domains) {
      if (held.stream().noneMatch(one -> one.domain().equals(domain))) {
        JsonObject link = new JsonObject();
        link.addProperty("domain", domain);
        link.addProperty("url", "/" + domain);
        links.add(link);
      }
    }
    JsonObject choice = new JsonObject();
    choice.add("options", options);
    choice.add("links", links);
    return call.session()
        .ask("chooseCertificate", choice)
        .thenCompose(
            answer -> {
              choose(call, site, answer, accepted);
              return new CompletableFuture<JsonElement>();
            });
  }

  private void choose(Call call, Site site, JsonElement answer, Predicate<String> accepted) {
    if (!(answer instanceof JsonPrimitive text) || !text.isString()) {
      return;
    }
    String domain = text.getAsString();
    if (!domain.isEmpty() && !accepted.test(domain)) {
      return;
    }
    try {
      services.user().selectCertificate(site.address(), domain.isEmpty() ? null : domain);
      announce(call, site, domain);
    } catch (IOException e) {
      call.session().notify("error", "Your choice could not be saved: " + e.getMessage());
    }
  }

  private static Predicate<String> accepts(Call call, List<String> domains) throws ApiException {
    Optional<String> pattern = call.arguments().optionalText("accepted_pattern");
    boolean any = call.arguments().flag("accept_any", false);
    if (any || (domains.isEmpty() && pattern.isEmpty())) {
      return domain -> true;
    }
    PyRegex regex;
    try {
      regex = pattern.isEmpty() ? null : PyRegex.compile(pattern.get());
    } catch (UnsafePatternException e) {
      throw new ApiException("Parameter accepted_pattern: " + e.getMessage());
    }
    return domain -> domains.contains(domain) || (regex != null && fits(regex, domain));
  }

  private static boolean fits(PyRegex pattern, String domain) {
    try {
      return pattern.matchesStart(domain);
    } catch (UnsafePatternException e) {
      // A pattern that takes too long accepts nothing.
      return false;
    }
  }

  private static JsonObject option(String domain, String name, boolean enabled, boolean selected) {
    JsonObject option = new JsonObject();
    option.addProperty("domain", domain);
    option.addProperty("name", name);
    option.addProperty("enabled", enabled);
    option.addProperty("selected", selected);
    return option;
  }

  private JsonElement set(Call call) throws ApiException, IOException {
    String domain = call.arguments().text("domain");
    services.user().selectCertificate(call.site().address(), domain.isEmpty() ? null : domain);
    announce(call, call.site(), domain);
    return Command.OK;
  }

  private JsonElement list(Call call) throws ApiException {
    String current = services.user().knownAuthAddress(call.site().address());
    JsonArray list = new JsonArray();
    for (Certificate one : services.user().certificates()) {
      JsonObject entry = new JsonObject();
      entry.addProperty("auth_address", one.authAddress());
      entry.addProperty("auth_type", one.authType());
      entry.addProperty("auth_user_name", one.userName());
      entry.addProperty("domain", one.domain());
      entry.addProperty("selected", one.authAddress().equals(current));
      list.add(entry);
    }
    return list;
  }

  private JsonElement grant(Call call) throws ApiException {
    String permission = name(call, "permission");
    call.site().changeSettings(settings -> settings.withPermission(permission));
    changes.changed(call.site(), new SiteEvent("permission_added", new JsonPrimitive(permission)));
    return Command.OK;
  }

  private JsonElement withdraw(Call call) throws ApiException {
    String permission = name(call, "permission");
    call.site().changeSettings(settings -> settings.withoutPermission(permission));
    changes.changed(
        call.site(), new SiteEvent("permission_removed", new JsonPrimitive(permission)));
    return Command.OK;
  }

  private static String details(String permission) {
    if (permission.equals("ADMIN")) {
      return "It could then change the settings of ZeroBridge, read and delete all your sites, and"
          + " act in your name. Grant it only to a site you would hand your keys to.";
    }
    if (permission.equals("NOSANDBOX")) {
      return "Sites are always kept in their frame here; this changes nothing.";
    }
    if (permission.startsWith("Merger:")) {
      return "It could then read and write all your sites of the kind "
          + permission.substring("Merger:".length())
          + ".";
    }
    if (permission.startsWith("Cors:")) {
      return "It could then read your copy of the site "
          + permission.substring("Cors:".length())
          + ".";
    }
    return "";
  }
}
