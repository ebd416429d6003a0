package zerobridge.content;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.codec.Json;
import zerobridge.codec.MalformedJsonException;
import zerobridge.codec.PyRegex;
import zerobridge.codec.UnsafePatternException;
import zerobridge.crypto.Hashes;
import zerobridge.io.AtomicFile;
import zerobridge.io.InnerPath;

/**
 * The files below a manifest's directory that its next version lists. Left out are what {@code
 * ignore} matches, other manifests, hidden files and directories, copies that end in {@code -old}
 * or {@code -new}, names that no manifest may list, links, and the site's database.
 */
final class SiteFiles {
  private static final Logger log = LoggerFactory.getLogger(SiteFiles.class);

  private final Path directory;
  private final InnerPath manifest;
  private final JsonObject before;
  private final @Nullable PyRegex ignore;
  private final @Nullable PyRegex optionalPattern;
  private final String database;
  private final KnownBigFiles known;

  private final JsonObject needed = new JsonObject();
  private final JsonObject optional = new JsonObject();
  private final Set<InnerPath> present = new HashSet<>();

  private SiteFiles(
      Path directory, InnerPath manifest, JsonObject content, String database, KnownBigFiles known)
      throws ContentException {
    this.directory = directory;
    this.manifest = manifest;
    this.before =
        content.get("files_optional") instanceof JsonObject listed ? listed : new JsonObject();
    this.ignore = pattern(content, "ignore");
    this.optionalPattern = pattern(content, "optional");
    this.database = database;
    this.known = known;
  }

  /** Walks and hashes; {@code content} has the patterns and what was listed before. */
  static SiteFiles list(
      Path siteDirectory, InnerPath manifest, JsonObject content, KnownBigFiles known)
      throws IOException {
    Path directory = siteDirectory.resolve(manifest.directory());
    boolean root = manifest.equals(InnerPath.ROOT_MANIFEST);
    SiteFiles files =
        new SiteFiles(directory, manifest, content, root ? databaseFile(siteDirectory) : "", known);
    if (Files.isDirectory(directory)) {
      files.walk();
    }
    return files;
  }

  /** The nodes of files that every visitor downloads, by their path below the manifest. */
  JsonObject needed() {
    return needed;
  }

  /** The nodes of files on demand. */
  JsonObject optional() {
    return optional;
  }

  /** Whether the walk met this optional file. */
  boolean isPresent(InnerPath file) {
    return present.contains(file);
  }

  private static @Nullable PyRegex pattern(JsonObject content, String field)
      throws ContentException {
    String source = JsonShape.text(content, field);
    try {
      return source.isEmpty() ? null : PyRegex.compile(source);
    } catch (UnsafePatternException e) {
      throw new ContentException(e.getMessage());
    }
  }

  private static String databaseFile(Path siteDirectory) throws IOException {
    Path schema = siteDirectory.resolve("dbschema.json");
    if (!Files.isRegularFile(schema)) {
      return "";
    }
    try {
      return JsonShape.text(Json.parseObject(Files.readAllBytes(schema)), "db_file");
    } catch (MalformedJsonException e) {
      log.warn("The dbschema.json of this site is malformed: {}", e.getMessage());
      return "";
    }
  }

  private void walk() throws IOException {
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<Path>() {
          @Override
          public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
            boolean skipped = !dir.equals(directory) && (isHidden(dir) || isIgnoredWhole(dir));
            return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (attributes.isRegularFile()) {
              add(file, relative(file), attributes);
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private String relative(Path file) {
    return directory.relativize(file).toString().replace(file.getFileSystem().getSeparator(), "/");
  }

  private static boolean isHidden(Path file) {
    Path name = file.getFileName();
    return name != null && name.toString().startsWith(".");
  }

  /** A directory that the pattern names with everything in it need not be walked. */
  private boolean isIgnoredWhole(Path dir) {
    return ignore != null && ("|" + ignore + "|").contains("|" + relative(dir) + "/.*|");
  }

  private void add(Path file, String name, BasicFileAttributes now) throws IOException {
    if (isHidden(file)
        || name.endsWith("-old")
        || name.endsWith("-new")
        || (!database.isEmpty() && name.startsWith(database))
        || matches(ignore, name)) {
      return;
    }
    if (!InnerPath.isListable(name)) {
      log.warn("Not listed, since no other node accepts the name: {}", name);
      return;
    }
    InnerPath path = manifest.sibling(name);
    if (path.isManifest()) {
      return;
    }
    if (!matches(optionalPattern, name)) {
      needed.add(name, plainNode(file, now.size()));
    } else if (!optional.has(name)) {
      addOptional(file, name, path, now);
    }
  }

  private void addOptional(Path file, String name, InnerPath path, BasicFileAttributes now)
      throws IOException {
    long size = now.size();
    present.add(path);
    if (keepBig(name, path, now)) {
      return;
    }
    if (size < Piecemap.LISTED_FROM_BYTES && !wasBig(name, size)) {
      optional.add(name, plainNode(file, size));
      return;
    }
    Piecemap pieces = Piecemap.of(file);
    String piecemapName = name + Piecemap.SUFFIX;
    byte[] encoded = pieces.encoded(path.fileName());
    AtomicFile.write(file.resolveSibling(path.fileName() + Piecemap.SUFFIX), encoded);
    JsonObject node = node(pieces.root(), size);
    node.addProperty("piecemap", piecemapName);
    node.addProperty("piece_size", Piecemap.PIECE_BYTES);
    optional.add(name, node);
    optional.add(piecemapName, node(Hashes.sha512Half(encoded), encoded.length));
    present.add(manifest.sibling(piecemapName));
  }

  /** Takes the nodes of a big file and its piecemap over when both are as they were listed. */
  private boolean keepBig(String name, InnerPath path, BasicFileAttributes now) throws IOException {
    if (!(before.get(name) instanceof JsonObject node) || !node.has("piecemap")) {
      return false;
    }
    String piecemapName = JsonShape.text(node, "piecemap");
    if (!(before.get(piecemapName) instanceof JsonObject piecemap)
        || !known.isAsListed(path, JsonShape.text(node, "sha512"), now)) {
      return false;
    }
    optional.add(name, clean(node));
    optional.add(piecemapName, clean(piecemap));
    present.add(manifest.sibling(piecemapName));
    return true;
  }

  private static JsonObject clean(JsonObject node) {
    JsonObject copy = node.deepCopy();
    ManifestSigner.RUNTIME_FIELDS.forEach(copy::remove);
    return copy;
  }

  /** A file listed with pieces before stays so, whatever its size. */
  private boolean wasBig(String name, long size) {
    JsonElement node = before.get(name);
    return node instanceof JsonObject fields
        && fields.has("piecemap")
        && size >= Piecemap.PIECE_BYTES
        && JsonShape.size(fields.get("size")).equals(OptionalLong.of(size));
  }

  private static JsonObject plainNode(Path file, long size) throws IOException {
    return node(Piecemap.hash(file), size);
  }

  private static JsonObject node(String sha512, long size) {
    JsonObject node = new JsonObject();
    node.addProperty("sha512", sha512);
    node.addProperty("size", size);
    return node;
  }

  private static boolean matches(@Nullable PyRegex pattern, String name) throws ContentException {
    try {
      return pattern != null && pattern.matchesStart(name);
    } catch (UnsafePatternException e) {
      throw new ContentException(e.getMessage());
    }
  }
}
