package zerobridge.api;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import zerobridge.content.Archive;
import zerobridge.content.FileEntry;
import zerobridge.io.InnerPath;
import zerobridge.site.Site;

/** Reading, writing and listing the files of a site. */
final class FileCommands {
  /** The largest file that fits a message; larger ones are loaded as files. */
  private static final long MAX_READ = 50L << 20;

  private static final int MAX_ENTRIES = 100_000;
  private static final int MAX_DEPTH = 50;
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);
  private static final long DEFAULT_WAIT = 300;
  private static final long DEFAULT_PRIORITY = 6;

  private final ApiServices services;
  private final OwnFiles ownFiles;

  FileCommands(ApiServices services) {
    this.services = services;
    this.ownFiles = new OwnFiles(services);
  }

  void addTo(Command.Table table) {
    table.later(
        "fileGet",
        Permission.ANYONE,
        this::get,
        "!inner_path",
        "required",
        "format",
        "timeout",
        "priority");
    table.later("fileNeed", Permission.ANYONE, this::need, "!inner_path", "timeout", "priority");
    table.later(
        "fileWrite",
        Permission.OWN_FILE,
        this::write,
        "!inner_path",
        "!content_base64",
        "ignore_bad_files");
    table.later("fileDelete", Permission.OWN_FILE, this::delete, "!inner_path");
    table.direct("fileList", Permission.ANYONE, this::list, "!inner_path");
    table.direct("dirList", Permission.ANYONE, this::directory, "!inner_path", "stats");
    table.direct(
        "fileRules", Permission.ANYONE, this::rules, "!inner_path", "use_my_cert", "content");
  }

  /** Behind the path of a big file: all of its pieces. */
  private static final String ALL = "|all";

  /** A file of the page's site, or of one that the person let it read. */
  private record Place(Site site, InnerPath path) {}

  private Place place(Call call) throws ApiException {
    return place(call, call.arguments().text("inner_path"));
  }

  private Place place(Call call, String text) throws ApiException {
    if (text.startsWith("cors-") && text.indexOf('/') > 0) {
      String address = text.substring("cors-".length(), text.indexOf('/'));
      if (!Cors.mayRead(call, address)) {
        throw new ApiException("No permission to read the site " + address);
      }
      String rest = text.substring(text.indexOf('/') + 1);
      return new Place(services.knownSite(address), Call.path("inner_path", rest));
    }
    return new Place(call.site(), Call.path("inner_path", text));
  }

  private CompletableFuture<? extends JsonElement> get(Call call) throws ApiException {
    if (call.arguments().text("inner_path").contains("../")) {
      return CompletableFuture.completedFuture(JsonNull.INSTANCE);
    }
    Place place = place(call);
    boolean base64 = call.arguments().optionalText("format").orElse("text").equals("base64");
    Path file = place.site().file(place.path());
    Optional<Archive.Place> packed = Archive.split(place.path());
    if (packed.isPresent() && !Files.isRegularFile(file)) {
      return getPacked(call, place.site(), packed.get(), base64);
    }
    boolean wait =
        call.arguments().flag("required", true)
            ? !Files.isRegularFile(file) || isArriving(place)
            : place.site().badFiles().containsKey(place.path());
    CompletableFuture<Boolean> ready =
        wait ? fetch(call, place) : CompletableFuture.completedFuture(true);
    // What is not here yet of a big file would read as zeros.
    return ready.thenCompose(
        any ->
            services
                .threads()
                .call(
                    "file-get", () -> isArriving(place) ? JsonNull.INSTANCE : read(file, base64)));
  }

  /** Whether it is a big file that is not all here. */
  private static boolean isArriving(Place place) {
    return place.site().openBig(place.path()).filter(big -> !big.isComplete()).isPresent();
  }

  /** A file in a zip or tar.gz of the site. */
  private CompletableFuture<? extends JsonElement> getPacked(
      Call call, Site site, Archive.Place packed, boolean base64) throws ApiException {
    Path archive = site.file(packed.archive());
    CompletableFuture<Boolean> here =
        site.isPresent(packed.archive()) || !call.arguments().flag("required", true)
            ? CompletableFuture.completedFuture(true)
            : fetch(call, new Place(site, packed.archive()));
    return here.thenCompose(
        any ->
            services
                .threads()
                .call(
                    "file-get",
                    () ->
                        isArriving(new Place(site, packed.archive()))
                            ? JsonNull.INSTANCE
                            : readPacked(archive, packed.member(), base64)));
  }

  private static JsonElement readPacked(Path archive, String member, boolean base64)
      throws IOException {
    if (!Files.isRegularFile(archive)) {
      return JsonNull.INSTANCE;
    }
    Optional<Archive.Member> found = Archive.open(archive, member);
    if (found.isEmpty()) {
      return JsonNull.INSTANCE;
    }
    try (Archive.Member open = found.get()) {
      return open.size() > MAX_READ
          ? JsonNull.INSTANCE
          : content(open.content().readAllBytes(), base64);
    }
  }

  private CompletableFuture<Boolean> fetch(Call call, Place place) throws ApiException {
    long seconds = call.arguments().number("timeout", DEFAULT_WAIT);
    int priority = (int) call.arguments().number("priority", DEFAULT_PRIORITY);
    return place
        .site()
        .need(place.path(), priority)
        .copy()
        .completeOnTimeout(
            false, Math.min(Math.max(seconds, 1), LONGEST_WAIT.toSeconds()), TimeUnit.SECONDS)
        .exceptionally(problem -> false);
  }

  /** The content; null for missing and for empty files, as pages expect. */
  private static JsonElement read(Path file, boolean base64) throws IOException {
    byte[] content;
    try {
      if (!Files.isRegularFile(file) || Files.size(file) > MAX_READ) {
        return JsonNull.INSTANCE;
      }
      content = Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      return JsonNull.INSTANCE;
    }
    return content(content, base64);
  }

  private static JsonElement content(byte[] content, boolean base64) {
    if (content.length == 0) {
      return JsonNull.INSTANCE;
    }
    if (base64) {
      return new JsonPrimitive(Base64.getEncoder().encodeToString(content));
    }
    try {
      return new JsonPrimitive(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString());
    } catch (CharacterCodingException e) {
      return Dispatcher.error("Error decoding text: this file is not UTF-8");
    }
  }

  private CompletableFuture<? extends JsonElement> need(Call call) throws ApiException {
    String text = call.arguments().text("inner_path");
    boolean all = text.endsWith(ALL);
    Place place = place(call, all ? text.substring(0, text.length() - ALL.length()) : text);
    if (!all) {
      // Of a big file only the hashes of its pieces; these come as they are read.
      FileEntry.Pieces pieces =
          place.site().openBig(place.path()).map(big -> big.entry().pieces()).orElse(null);
      place = pieces == null ? place : new Place(place.site(), pieces.piecemap());
    }
    // "ok" also when nobody has the file: pages look for it afterwards.
    return fetch(call, place).thenApply(any -> Command.OK);
  }

  private CompletableFuture<? extends JsonElement> write(Call call)
      throws ApiException, IOException {
    InnerPath path = call.path("inner_path");
    Site site = call.site();
    ownFiles.requireMine(site, path, "Forbidden, you can only modify your own files");
    byte[] content;
    try {
      content = Base64.getMimeDecoder().decode(call.arguments().text("content_base64"));
    } catch (IllegalArgumentException e) {
      throw new ApiException("Write error: the content is not base64");
    }
    return site.write(path, content).thenApply(done -> Command.OK);
  }

  private CompletableFuture<? extends JsonElement> delete(Call call)
      throws ApiException, IOException {
    InnerPath path = call.path("inner_path");
    Site site = call.site();
    ownFiles.requireMine(site, path, "Forbidden, you can only modify your own files");
    if (!Files.exists(site.file(path))) {
      throw new ApiException("Delete error: FileNotFoundError: " + path + " does not exist");
    }
    return site.deleteFile(path).thenApply(done -> Command.OK);
  }

  /** The directory that an argument names; an empty one is the site itself. */
  private Path directoryOf(Call call) throws ApiException {
    String text = call.arguments().text("inner_path");
    String bare = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    if (bare.isEmpty()) {
      return call.site().directory();
    }
    return call.site().file(Call.path("inner_path", bare));
  }

  private JsonElement list(Call call) throws ApiException, IOException {
    Path base = directoryOf(call);
    JsonArray paths = new JsonArray();
    if (!Files.isDirectory(base)) {
      return paths;
    }
    try (Stream<Path> walk = Files.walk(base, MAX_DEPTH)) {
      walk.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
          .limit(MAX_ENTRIES)
          .map(file -> base.relativize(file).toString().replace('\\', '/'))
          .sorted()
          .forEach(paths::add);
    }
    return paths;
  }

  private JsonElement directory(Call call) throws ApiException, IOException {
    Path base = directoryOf(call);
    if (!Files.isDirectory(base)) {
      throw new ApiException("FileNotFoundError: No such file or directory");
    }
    List<Path> entries;
    try (Stream<Path> found = Files.list(base)) {
      entries = found.limit(MAX_ENTRIES).sorted().toList();
    }
    boolean stats = call.arguments().flag("stats", false);
    JsonArray list = new JsonArray();
    for (Path entry : entries) {
      String name = entry.getFileName().toString();
      if (stats) {
        JsonObject stat = new JsonObject();
        stat.addProperty("name", name);
        stat.addProperty("size", Files.size(entry));
        stat.addProperty("is_dir", Files.isDirectory(entry));
        list.add(stat);
      } else {
        list.add(name);
      }
    }
    return list;
  }

  private JsonElement rules(Call call) throws ApiException, IOException {
    Place place = place(call);
    return ownFiles.rules(place.site(), place.path());
  }
}
