package zerobridge.ui;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Content types by file name, from one fixed table, so that "is it a page?" and the header can
 * never disagree and no system table gets a say (UI server, content types).
 *
 * <p>Immutable; safe for any thread.
 */
final class MimeTypes {
  private static final String BINARY = "application/octet-stream";

  private static final Map<String, String> BY_EXTENSION =
      Map.ofEntries(
          Map.entry("asc", "application/pgp-keys"),
          Map.entry("css", "text/css"),
          Map.entry("gpg", "application/pgp-encrypted"),
          Map.entry("html", "text/html"),
          Map.entry("htm", "text/html"),
          Map.entry("shtml", "text/html"),
          Map.entry("xhtml", "application/xhtml+xml"),
          Map.entry("xht", "application/xhtml+xml"),
          Map.entry("js", "application/javascript"),
          Map.entry("mjs", "text/javascript"),
          Map.entry("json", "application/json"),
          Map.entry("webmanifest", "application/manifest+json"),
          Map.entry("wasm", "application/wasm"),
          Map.entry("txt", "text/plain"),
          Map.entry("csv", "text/csv"),
          Map.entry("md", "text/markdown"),
          Map.entry("vtt", "text/vtt"),
          Map.entry("sig", "application/pgp-signature"),
          Map.entry("png", "image/png"),
          Map.entry("jpg", "image/jpeg"),
          Map.entry("jpeg", "image/jpeg"),
          Map.entry("gif", "image/gif"),
          Map.entry("webp", "image/webp"),
          Map.entry("avif", "image/avif"),
          Map.entry("bmp", "image/bmp"),
          Map.entry("ico", "image/vnd.microsoft.icon"),
          Map.entry("svg", "image/svg+xml"),
          Map.entry("svgz", "image/svg+xml"),
          Map.entry("ttf", "font/ttf"),
          Map.entry("otf", "font/otf"),
          Map.entry("woff", "font/woff"),
          Map.entry("woff2", "font/woff2"),
          Map.entry("eot", "font/eot"),
          Map.entry("sfnt", "font/sfnt"),
          Map.entry("collection", "font/collection"),
          Map.entry("mp3", "audio/mpeg"),
          Map.entry("m4a", "audio/mp4"),
          Map.entry("wav", "audio/x-wav"),
          Map.entry("flac", "audio/flac"),
          Map.entry("opus", "audio/ogg"),
          Map.entry("oga", "audio/ogg"),
          Map.entry("ogg", "application/ogg"),
          Map.entry("ogv", "video/ogg"),
          Map.entry("mp4", "video/mp4"),
          Map.entry("webm", "video/webm"),
          Map.entry("mkv", "video/x-matroska"),
          Map.entry("avi", "video/x-msvideo"),
          Map.entry("pdf", "application/pdf"),
          Map.entry("xml", "application/xml"),
          Map.entry("xsl", "application/xml"),
          Map.entry("xslt", "application/xslt+xml"),
          Map.entry("rdf", "application/rdf+xml"),
          Map.entry("atom", "application/atom+xml"),
          Map.entry("rss", "application/rss+xml"),
          Map.entry("mathml", "application/mathml+xml"),
          Map.entry("mml", "application/mathml+xml"),
          Map.entry("wsdl", "application/wsdl+xml"),
          Map.entry("xul", "application/vnd.mozilla.xul+xml"),
          Map.entry("swf", "application/x-shockwave-flash"),
          Map.entry("mht", "message/rfc822"),
          Map.entry("mhtml", "message/rfc822"),
          Map.entry("eml", "message/rfc822"),
          Map.entry("zip", "application/zip"),
          Map.entry("7z", "application/x-7z-compressed"),
          Map.entry("rar", "application/vnd.rar"),
          Map.entry("tar", "application/x-tar"),
          Map.entry("torrent", "application/x-bittorrent"),
          Map.entry("epub", "application/epub+zip"));

  /** Types that carry {@code ; charset=utf-8}. */
  private static final Set<String> WITH_CHARSET =
      Set.of(
          "text/plain",
          "text/html",
          "text/css",
          "application/javascript",
          "application/json",
          "application/manifest+json");

  private MimeTypes() {}

  /** The bare type of a file name or path, lower case, without parameters. */
  static String of(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    if (name.endsWith(".tar.gz")) {
      return "application/x-tar";
    }
    int dot = name.lastIndexOf('.');
    return dot < 0 ? BINARY : BY_EXTENSION.getOrDefault(name.substring(dot + 1), BINARY);
  }

  /** The value of the Content-Type header for a bare type. */
  static String header(String type) {
    return WITH_CHARSET.contains(type) ? type + "; charset=utf-8" : type;
  }

  /** Whether the file is a page, which is only shown in a wrapper: decided by the type alone. */
  static boolean isPage(String path) {
    return path.isEmpty() || path.endsWith("/") || of(path).contains("html");
  }

  /** Whether browsers may run script found in a document of this type, were it opened directly. */
  static boolean canRunScript(String type) {
    return type.endsWith("+xml")
        || type.endsWith("/xml")
        || type.equals("application/pdf")
        || type.equals("application/x-shockwave-flash")
        || type.equals("message/rfc822");
  }

  /** Whether the file may stay in the browser's cache for a while; pages and data may not. */
  static boolean isCacheable(String type) {
    return type.startsWith("image/")
        || type.startsWith("video/")
        || type.startsWith("font/")
        || type.equals("application/javascript")
        || type.equals("text/css");
  }

  /** Whether the type is a picture without any script or markup in it, safe on any origin. */
  static boolean isPlainImage(String type) {
    return type.startsWith("image/") && !type.endsWith("+xml");
  }
}
