package zerobridge.ui;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.content.Archive;
import zerobridge.io.InnerPath;
import zerobridge.site.BigFileReader;
import zerobridge.site.Site;

/**
 * Sends files that lie in a zip or tar.gz of a site; the archive is fetched first if it isn't here.
 * Safe for any thread. UI server, site files.
 */
final class ArchiveSender {
  private static final Logger log = LoggerFactory.getLogger(ArchiveSender.class);

  /** To find a file a whole tar.gz may have to be unpacked, which takes a processor. */
  private static final int OPENED_AT_ONCE = 2;

  private final FileSender sender;
  private final Turns turns = new Turns(OPENED_AT_ONCE);

  ArchiveSender(FileSender sender) {
    this.sender = sender;
  }

  /**
   * Sends a file of an archive.
   *
   * @param path of the file, that of its archive before it
   * @param missing answers when there is no such file
   */
  void send(
      Exchange exchange,
      Site site,
      InnerPath path,
      Archive.Place place,
      boolean isDocument,
      Runnable missing) {
    Executor executor = exchange.request().getComponents().getExecutor();
    Path file = site.file(place.archive());
    // The browser may wait longer than an idle connection lives.
    exchange.request().addIdleTimeoutListener(timeout -> false);
    CompletableFuture<Void> unused =
        fetched(site, place.archive(), file)
            .exceptionally(problem -> false)
            .thenAccept(
                here ->
                    turns.run(
                        executor,
                        () -> {
                          if (here) {
                            open(exchange, site, path, place, isDocument, missing);
                          } else {
                            missing.run();
                          }
                        }));
  }

  private static CompletableFuture<Boolean> fetched(Site site, InnerPath archive, Path file) {
    boolean whole = site.openBig(archive).map(BigFileReader::isComplete).orElse(true);
    return whole && Files.isRegularFile(file)
        ? CompletableFuture.completedFuture(true)
        : site.need(archive, Site.PRIORITY_PAGE);
  }

  private void open(
      Exchange exchange,
      Site site,
      InnerPath path,
      Archive.Place place,
      boolean isDocument,
      Runnable missing) {
    try {
      Optional<Archive.Member> member = Archive.open(site.file(place.archive()), place.member());
      if (member.isPresent()) {
        sender.sendMember(exchange, site, path, member.get(), isDocument);
      } else {
        missing.run();
      }
    } catch (IOException e) {
      log.debug("{} of {} can't be read: {}", path, site, e.toString());
      exchange.error(
          new ErrorPage(
              404,
              "“" + path.value() + "” can't be read",
              e.getMessage() + ".",
              "The site's author would have to pack it in another way."));
    }
  }
}
