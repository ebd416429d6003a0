package zerobridge.api;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import zerobridge.crypto.SiteAddress;
import zerobridge.site.Site;
import zerobridge.site.SiteException;

/** The list of sites and what a person does with one of them. */
final class SiteCommands {
  /** The most that a site can be allowed, in MB. */
  private static final int MAX_SIZE_LIMIT = 999_999;

  private static final String PANEL_KEY = "modified_files_notification";

  private final ApiServices services;
  private final SiteInfo siteInfo;

  SiteCommands(ApiServices services) {
    this.services = services;
    this.siteInfo = new SiteInfo(services);
  }

  void addTo(Command.Table table) {
    table.direct("siteList", Permission.ADMIN, this::list, "connecting_sites");
    table.later(
        "siteUpdate",
        Permission.OWN_SITE,
        this::update,
        "address",
        "check_files",
        "since",
        "announce");
    table.direct(
        "sitePause", Permission.ADMIN, call -> act(call, Site::pause, "Paused"), "!address");
    table.direct(
        "siteResume", Permission.ADMIN, call -> act(call, Site::resume, "Resumed"), "!address");
    table.later("siteDelete", Permission.ADMIN, this::delete, "!address");
    table.direct("siteAdd", Permission.ADMIN, this::add, "!address");
    table.direct("siteSetLimit", Permission.ADMIN, this::setLimit, "!size_limit");
    table.direct(
        "siteSetAutodownloadBigfileLimit", Permission.ADMIN, this::setBigFileLimit, "!limit");
    table.direct("siteSetSettingsValue", Permission.ADMIN, this::setValue, "!key", "!value");
    table.direct(
        "siteClone",
        Permission.ANYONE,
        SiteCommands::refuseClone,
        "!address",
        "root_inner_path",
        "target_address",
        "redirect");
    table.direct("siteSetOwned", Permission.ADMIN, this::setOwned, "!owned");
  }

  private JsonElement list(Call call) throws IOException {
    boolean all = call.arguments().flag("connecting_sites", false);
    JsonArray list = new JsonArray();
    for (Site site : services.sites().all()) {
      if (all || site.root() != null) {
        list.add(siteInfo.of(site, false));
      }
    }
    return list;
  }

  private CompletableFuture<? extends JsonElement> update(Call call) throws ApiException {
    Site site = services.siteFor(call, "address");
    if (!site.settings().serving()) {
      site.resume();
    }
    if (call.arguments().flag("announce", false)) {
      site.announce();
    }
    CompletableFuture<Boolean> done =
        call.arguments().flag("check_files", false) ? site.updateFully() : site.update();
    return done.thenApply(any -> new JsonPrimitive("Updated"));
  }

  private JsonElement act(Call call, Consumer<Site> action, String done) throws ApiException {
    action.accept(services.siteFor(call, "address"));
    return new JsonPrimitive(done);
  }

  private CompletableFuture<? extends JsonElement> delete(Call call) throws ApiException {
    Site site = services.siteFor(call, "address");
    return services.sites().delete(site.address()).thenApply(done -> new JsonPrimitive("Deleted"));
  }

  private JsonElement add(Call call) throws ApiException {
    String address = call.arguments().text("address");
    if (!SiteAddress.isValid(address)) {
      throw new ApiException("Invalid address");
    }
    SiteAddress parsed = SiteAddress.parse(address);
    if (services.sites().find(parsed).isPresent()) {
      throw new ApiException("Site already added");
    }
    try {
      services.sites().open(parsed);
    } catch (SiteException e) {
      throw new ApiException(String.valueOf(e.getMessage()));
    }
    return Command.OK;
  }

  private JsonElement setLimit(Call call) throws ApiException {
    long limit = call.arguments().number("size_limit", 0);
    if (limit < 1 || limit > MAX_SIZE_LIMIT) {
      throw new ApiException("The size limit must be 1 to " + MAX_SIZE_LIMIT + " MB");
    }
    call.site().setSizeLimit((int) limit);
    return Command.OK;
  }

  /** How large a big file may be, in MB, that is fetched whole with other optional files. */
  private JsonElement setBigFileLimit(Call call) throws ApiException {
    long limit = call.arguments().number("limit", 0);
    if (limit < 0 || limit > MAX_SIZE_LIMIT) {
      throw new ApiException("The limit must be 0 to " + MAX_SIZE_LIMIT + " MB");
    }
    call.site()
        .changeSettings(
            settings -> settings.with("autodownload_bigfile_size_limit", (Object) limit));
    return Command.OK;
  }

  private JsonElement setValue(Call call) throws ApiException {
    if (!call.arguments().text("key").equals(PANEL_KEY)) {
      throw new ApiException("Can't change this key");
    }
    boolean value = call.arguments().flag("value", false);
    call.site().changeSettings(settings -> settings.with(PANEL_KEY, (Object) value));
    return Command.OK;
  }

  private static JsonElement refuseClone(Call call) throws ApiException {
    throw new ApiException("Sites can't be cloned in this version");
  }

  private JsonElement setOwned(Call call) throws ApiException {
    boolean owned = call.arguments().flag("owned", false);
    call.site().changeSettings(settings -> settings.with("own", (Object) owned));
    return Command.OK;
  }
}
