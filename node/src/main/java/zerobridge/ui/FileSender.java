package zerobridge.ui;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.content.Archive;
import zerobridge.content.FileEntry;
import zerobridge.content.Manifest;
import zerobridge.io.InnerPath;
import zerobridge.site.BigFileReader;
import zerobridge.site.Site;

/**
 * Sends one file of a site with the headers of its kind: type, cache, ranges, and a policy that
 * keeps anything a browser might show as a document from running script. Safe for any thread.
 */
final class FileSender {
  private static final Logger log = LoggerFactory.getLogger(FileSender.class);

  /** Pages up to this size get their variables filled in; there are no larger ones. */
  private static final long MAX_PAGE = 10L << 20;

  /** Files up to this size are sent from memory at once. */
  private static final long MAX_WHOLE = 512 * 1024;

  private static final int BUFFER = 64 * 1024;
  private static final String CACHEABLE = "public, max-age=600";
  private static final Set<String> ENCODINGS =
      Set.of("gzip", "compress", "deflate", "identity", "br");

  private final Assets assets;
  private final Appearance appearance;
  private final ByteBufferPool.Sized buffers;

  FileSender(Assets assets, Appearance appearance, ByteBufferPool pool) {
    this.assets = assets;
    this.appearance = appearance;
    this.buffers = new ByteBufferPool.Sized(pool, true, BUFFER);
  }

  Assets assets() {
    return assets;
  }

  /**
   * Sends a file that is on disk.
   *
   * @param isDocument whether it was opened as a page in its frame, with the policy already set
   */
  void send(Exchange exchange, Site site, InnerPath path, Path file, boolean isDocument) {
    try {
      if (path.value().endsWith(".html") && Files.size(file) <= MAX_PAGE) {
        sendPage(exchange, site, Files.readAllBytes(file), isDocument);
      } else {
        sendFile(exchange, site, path, file, isDocument);
      }
    } catch (IOException e) {
      log.warn("{} of {} can't be read: {}", path, site, e.toString());
      exchange.fail(e);
    }
  }

  private void sendPage(Exchange exchange, Site site, byte[] content, boolean isDocument) {
    if (!isDocument) {
      exchange.set("Content-Security-Policy", "sandbox");
    }
    exchange.set(HttpHeader.CACHE_CONTROL.asString(), Replies.NO_STORE);
    byte[] page = appearance.variables(modified(site)).fill(content);
    String type = MimeTypes.header("text/html");
    Replies.send(exchange.request(), exchange.response(), exchange.callback(), 200, type, page);
  }

  private static long modified(Site site) {
    Manifest root = site.root();
    return site.settings().own() || root == null
        ? System.currentTimeMillis() / 1000
        : (long) root.modified();
  }

  private void sendFile(Exchange exchange, Site site, InnerPath path, Path file, boolean isDocument)
      throws IOException {
    long size = Files.size(file);
    addHeaders(exchange, path, isDocument);
    answerRange(
        exchange,
        EntityTag.of(site, path, file),
        size,
        (status, range) -> stream(exchange, file, status, range));
  }

  /**
   * Sends a big file of which not all is here, as it arrives.
   *
   * @param missing answers when nothing of what was asked could be had
   */
  void sendArriving(
      Exchange exchange, Site site, BigFileReader reader, boolean isDocument, Runnable missing) {
    FileEntry entry = reader.entry();
    addHeaders(exchange, entry.path(), isDocument);
    try {
      answerRange(
          exchange,
          EntityTag.of(site, entry),
          entry.size(),
          (status, range) -> {
            if (exchange.request().getMethod().equals("HEAD")) {
              reader.close();
              exchange.response().setStatus(status);
              exchange.response().getHeaders().put(HttpHeader.CONTENT_LENGTH, range.length());
              exchange.response().write(true, null, exchange.callback());
            } else {
              new BigFileStream(exchange, reader, status, range, problem -> missing.run()).start();
            }
          });
    } catch (IOException e) {
      reader.close();
      exchange.fail(e);
    }
  }

  /**
   * Sends a file of an archive and closes it.
   *
   * @param path its own, after that of its archive
   */
  void sendMember(
      Exchange exchange, Site site, InnerPath path, Archive.Member member, boolean isDocument)
      throws IOException {
    boolean handedOver = false;
    try {
      if (path.value().endsWith(".html") && member.size() <= MAX_PAGE) {
        sendPage(exchange, site, member.content().readAllBytes(), isDocument);
        return;
      }
      addHeaders(exchange, path, isDocument);
      Callback closing = Callback.from(exchange.callback(), () -> close(member));
      Exchange closed = exchange.with(closing);
      handedOver = true;
      answerRange(
          closed,
          Optional.empty(),
          member.size(),
          (status, range) -> stream(closed, member, status, range));
    } finally {
      if (!handedOver) {
        member.close();
      }
    }
  }

  private static void close(Archive.Member member) {
    try {
      member.close();
    } catch (IOException e) {
      log.debug("An archive was not closed: {}", e.toString());
    }
  }

  private void stream(Exchange exchange, Archive.Member member, int status, ByteRange range) {
    exchange.response().setStatus(status);
    exchange.response().getHeaders().put(HttpHeader.CONTENT_LENGTH, range.length());
    if (exchange.request().getMethod().equals("HEAD")) {
      exchange.response().write(true, null, exchange.callback());
    } else {
      Content.copy(
          Content.Source.from(buffers, member.content(), range.first(), range.length()),
          exchange.response(),
          exchange.callback());
    }
  }

  /** Sends the bytes of a range. */
  private interface Sending {
    void send(int status, ByteRange range) throws IOException;
  }

  /** Answers what needs no bytes: known already, or behind the end; else lets them be sent. */
  private static void answerRange(
      Exchange exchange, Optional<String> tag, long size, Sending sending) throws IOException {
    if (tag.isPresent()) {
      exchange.set("ETag", tag.get());
      if (EntityTag.matches(exchange.header("If-None-Match"), tag.get())) {
        exchange.response().setStatus(304);
        exchange.response().write(true, null, exchange.callback());
        return;
      }
    }
    ByteRange.Request wanted = ByteRange.parse(range(exchange, tag), size);
    if (wanted instanceof ByteRange.Unsatisfiable) {
      exchange.set("Content-Range", "bytes */" + size);
      exchange.refuse(416, "This file ends before.");
    } else if (wanted instanceof ByteRange.Part part) {
      exchange.set("Content-Range", part.range().header(size));
      sending.send(206, part.range());
    } else if (size == 0) {
      exchange.response().setStatus(200);
      exchange.response().getHeaders().put(HttpHeader.CONTENT_LENGTH, 0);
      exchange.response().write(true, null, exchange.callback());
    } else {
      sending.send(200, new ByteRange(0, size - 1));
    }
  }

  /** The Range header, unless If-Range says that the browser's part is of another version. */
  private static @Nullable String range(Exchange exchange, Optional<String> tag) {
    String condition = exchange.header("If-Range");
    boolean same = condition == null || tag.equals(Optional.of(condition));
    return same ? exchange.header("Range") : null;
  }

  private static void addHeaders(Exchange exchange, InnerPath path, boolean isDocument) {
    String type = MimeTypes.of(path.value());
    exchange.set("Content-Type", MimeTypes.header(type));
    exchange.set("Accept-Ranges", "bytes");
    exchange.set(
        HttpHeader.CACHE_CONTROL.asString(),
        MimeTypes.isCacheable(type) ? CACHEABLE : Replies.NO_STORE);
    if (!isDocument) {
      exchange.set("Content-Security-Policy", "sandbox");
      if (MimeTypes.canRunScript(type) && exchange.fetch().isNavigation()) {
        exchange.set("Content-Disposition", "attachment");
      }
    }
    String encoding = exchange.target().parameters().getOrDefault("zeronet_content_encoding", "");
    if (!encoding.isEmpty() && ENCODINGS.containsAll(Set.of(encoding.split(",")))) {
      exchange.set("Content-Encoding", encoding);
    }
  }

  private void stream(Exchange exchange, Path file, int status, ByteRange range)
      throws IOException {
    long offset = range.first();
    long length = range.length();
    exchange.response().setStatus(status);
    exchange.response().getHeaders().put(HttpHeader.CONTENT_LENGTH, length);
    if (exchange.request().getMethod().equals("HEAD")) {
      exchange.response().write(true, null, exchange.callback());
    } else if (offset == 0 && length <= MAX_WHOLE && status == 200) {
      byte[] whole = Files.readAllBytes(file);
      // Replaced meanwhile by another version: its size counts.
      exchange.response().getHeaders().put(HttpHeader.CONTENT_LENGTH, whole.length);
      exchange.response().write(true, ByteBuffer.wrap(whole), exchange.callback());
    } else {
      Content.copy(
          Content.Source.from(buffers, file, offset, length),
          exchange.response(),
          exchange.callback());
    }
  }
}
