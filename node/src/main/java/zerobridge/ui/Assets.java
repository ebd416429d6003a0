package zerobridge.ui;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import zerobridge.crypto.Hashes;

/**
 * The node's own scripts, styles and page skeletons, read once from the program. Their path holds a
 * digest of all of them, so browsers may keep them until the program changes. Immutable; safe for
 * any thread.
 */
final class Assets {
  private static final String FOLDER = "/zerobridge/ui/";
  private static final int DIGEST_DIGITS = 12;

  private static final String[] SERVED = {
    "breakout.js",
    "commands.js",
    "dashboard.css",
    "dashboard.js",
    "dialogs.js",
    "frame.js",
    "loading.js",
    "mark.svg",
    "progress.js",
    "sites.js",
    "socket.js",
    "text.js",
    "tokens.css",
    "urls.js",
    "wrapper.css",
    "wrapper.js"
  };

  private final Map<String, byte[]> files = new TreeMap<>();
  private final String prefix;

  Assets() {
    StringBuilder digests = new StringBuilder();
    for (String name : SERVED) {
      byte[] content = bytes(name);
      files.put(name, content);
      digests.append(Hashes.sha512Half(content));
    }
    String digest = Hashes.sha512Half(digests.toString().getBytes(StandardCharsets.US_ASCII));
    prefix = "/.ui/" + digest.substring(0, DIGEST_DIGITS) + "/";
  }

  /** Where the files lie on each of the node's page hosts; no site file can have this path. */
  String prefix() {
    return prefix;
  }

  /** A page skeleton whose links to scripts and styles lead to their kept place. */
  String page(String name) {
    return text(name)
        .replaceAll("(href|src)=\"([a-z]+\\.(?:css|js|svg))\"", "$1=\"" + prefix + "$2\"");
  }

  /** Serves a path below {@code /.ui/}. */
  void serve(RequestTarget target, Request request, Response response, Callback callback) {
    String name = target.path().substring(target.path().lastIndexOf('/') + 1);
    byte[] content = files.get(name);
    if (content == null || !target.path().equals(prefix + name)) {
      Replies.text(request, response, callback, 404, "Not part of this version of ZeroBridge.");
      return;
    }
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "public, max-age=31536000, immutable");
    String type = MimeTypes.header(MimeTypes.of(name));
    Replies.send(request, response, callback, 200, type, content);
  }

  static String text(String name) {
    return new String(bytes(name), StandardCharsets.UTF_8);
  }

  static byte[] bytes(String name) {
    try (InputStream in = Assets.class.getResourceAsStream(FOLDER + name)) {
      if (in == null) {
        throw new IllegalStateException("The program lacks its own file " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
