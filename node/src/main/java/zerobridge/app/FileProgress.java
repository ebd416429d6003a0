package zerobridge.app;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import zerobridge.io.InnerPath;
import zerobridge.site.BigFileReader;
import zerobridge.site.Site;

/**
 * How far one file has come on its way to this node.
 *
 * @param done whether it has ended: true when the file is here, false when it can't be had, empty
 *     while it goes on
 * @param here bytes that are here and verified
 * @param size bytes of the whole file, 0 while that is not known
 * @param problem why it can't be had, else empty text
 */
record FileProgress(Optional<Boolean> done, long here, long size, String problem) {
  /** How long somebody who watches waits for the next report. */
  private static final long PAUSE_SECONDS = 1;

  private static final int PERCENT_STEP = 10;
  private static final int PERCENT = 100;

  /** Waits for the end, but only so long that a person sees that something goes on. */
  static CompletableFuture<FileProgress> next(
      Site site, InnerPath path, CompletableFuture<Boolean> end) {
    return end.thenApply(Optional::of)
        .completeOnTimeout(Optional.empty(), PAUSE_SECONDS, TimeUnit.SECONDS)
        .thenApply(done -> of(site, path, done));
  }

  private static FileProgress of(Site site, InnerPath path, Optional<Boolean> done) {
    Optional<BigFileReader> big = site.openBig(path);
    long whole = 0;
    if (done.orElse(false)) {
      try {
        whole = Files.size(site.file(path));
      } catch (IOException e) {
        return new FileProgress(Optional.of(false), 0, 0, e.toString());
      }
    }
    return new FileProgress(
        done,
        big.map(BigFileReader::bytesPresent).orElse(whole),
        big.map(reader -> reader.entry().size()).orElse(whole),
        done.orElse(true) ? "" : site.problem(path).orElse("nobody who has it was found"));
  }

  JsonObject toJson() {
    JsonObject json = new JsonObject();
    done.ifPresent(end -> json.addProperty("done", end));
    json.addProperty("here", here);
    json.addProperty("size", size);
    json.addProperty("problem", problem);
    return json;
  }

  static FileProgress of(JsonObject json) {
    return new FileProgress(
        json.get("done") instanceof JsonPrimitive end
            ? Optional.of(end.getAsBoolean())
            : Optional.empty(),
        json.get("here").getAsLong(),
        json.get("size").getAsLong(),
        json.get("problem").getAsString());
  }

  /** One report after the other. */
  interface Source {
    FileProgress next() throws Exception;
  }

  /** Reports of a download of this process. */
  static Source of(Site site, InnerPath path) {
    CompletableFuture<Boolean> end = site.need(path, Site.PRIORITY_PAGE);
    return () -> {
      try {
        return next(site, path, end).get();
      } catch (ExecutionException e) {
        throw e.getCause() instanceof Exception cause ? cause : e;
      }
    };
  }

  /**
   * Tells a person how it goes on until it ends.
   *
   * @param patienceMinutes without a further byte before this is given up
   */
  static FileProgress watch(Source source, PrintWriter progress, long patienceMinutes)
      throws Exception {
    long told = 0;
    long most = -1;
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(patienceMinutes);
    while (true) {
      FileProgress now = source.next();
      if (now.done().isPresent()) {
        return now;
      }
      if (now.here() > most) {
        most = now.here();
        deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(patienceMinutes);
      } else if (System.nanoTime() - deadline > 0) {
        throw new TimeoutException("nothing came for " + patienceMinutes + " minutes");
      }
      long percent = now.size() == 0 ? 0 : now.here() * PERCENT / now.size();
      if (percent >= told + PERCENT_STEP) {
        told = percent - percent % PERCENT_STEP;
        progress.println(told + " % of " + now.size() + " bytes");
        progress.flush();
      }
    }
  }
}
