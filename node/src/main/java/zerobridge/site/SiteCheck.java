package zerobridge.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import zerobridge.content.FileEntry;
import zerobridge.content.Manifest;
import zerobridge.content.ManifestVerifier;
import zerobridge.content.Verdict;
import zerobridge.content.VerificationPolicy;
import zerobridge.crypto.Sha512Half;
import zerobridge.crypto.SiteAddress;
import zerobridge.io.IllegalInnerPathException;
import zerobridge.io.InnerPath;
import zerobridge.io.Threads;

/**
 * Checks everything of a site that is on disk: every manifest's signature and rules, every listed
 * file's size and hash. Needs neither a running node nor an index. Used by one thread.
 */
public final class SiteCheck {
  private static final int READ_BYTES = 64 << 10;

  private final SiteAddress address;
  private final Path directory;
  private final VerifierPool pool;
  private final Clock clock;
  private final Map<InnerPath, Manifest> stored = new HashMap<>();
  private final List<String> faults = new ArrayList<>();
  private int manifests;
  private int files;

  /**
   * What was found.
   *
   * @param manifests how many manifests are right
   * @param files how many files are right; optional ones only count when they are here
   * @param faults each fault with its path; empty when all is well
   */
  public record Report(int manifests, int files, List<String> faults) {
    /** Keeps its own list. */
    public Report {
      faults = List.copyOf(faults);
    }

    /** Whether nothing is wrong. */
    public boolean isGood() {
      return faults.isEmpty();
    }
  }

  private record Checked(int files, List<String> faults) {}

  private SiteCheck(SiteAddress address, Path directory, Threads threads, Clock clock) {
    this.address = address;
    this.directory = directory;
    this.pool = new VerifierPool(threads, Runtime.getRuntime().availableProcessors());
    this.clock = clock;
  }

  /**
   * Checks a site.
   *
   * @param data the folder of all sites
   * @throws SiteException when there is no root manifest at all
   */
  public static Report run(Path data, SiteAddress address, Threads threads, Clock clock)
      throws IOException {
    Path directory = data.resolve(address.value());
    if (!Files.isRegularFile(directory.resolve("content.json"))) {
      throw new SiteException("There is no site " + address + " in " + data);
    }
    return new SiteCheck(address, directory, threads, clock).check();
  }

  private Report check() throws IOException {
    List<InnerPath> level = List.of(InnerPath.ROOT_MANIFEST);
    while (!level.isEmpty()) {
      List<Manifest> valid = verify(level);
      List<InnerPath> next = new ArrayList<>();
      for (Manifest manifest : valid) {
        next.addAll(manifest.includes().keySet());
        next.addAll(users(manifest));
      }
      hashFiles(valid);
      level = next;
    }
    return new Report(manifests, files, faults);
  }

  /** Manifests of one level depend only on those above: all at once. */
  private List<Manifest> verify(Collection<InnerPath> paths) {
    Map<InnerPath, Manifest> above = Map.copyOf(stored);
    ManifestVerifier verifier =
        new ManifestVerifier(
            address, above::get, () -> Long.MAX_VALUE, VerificationPolicy.DEFAULT, clock);
    List<CompletableFuture<Verdict>> verdicts = new ArrayList<>();
    for (InnerPath path : paths) {
      verdicts.add(pool.call(() -> verifier.verifyAgain(path, bytes(path))));
    }
    List<Manifest> valid = new ArrayList<>();
    int index = 0;
    for (InnerPath path : paths) {
      Verdict verdict = verdict(verdicts.get(index++));
      if (verdict instanceof Verdict.Valid good) {
        manifests++;
        valid.add(good.manifest());
        if (!good.manifest().includes().isEmpty()
            || good.manifest().userContents().isPresent()
            || path.equals(InnerPath.ROOT_MANIFEST)) {
          stored.put(path, good.manifest());
        }
      } else if (verdict instanceof Verdict.Rejected bad) {
        faults.add(path + ": " + bad.reason());
      }
    }
    return valid;
  }

  private static Verdict verdict(CompletableFuture<Verdict> future) {
    return future
        .handle(
            (verdict, error) ->
                error == null ? verdict : new Verdict.Rejected(describe(FileFetch.reasonOf(error))))
        .join();
  }

  private static String describe(Throwable error) {
    return error instanceof NoSuchFileException ? "missing" : String.valueOf(error.getMessage());
  }

  private byte[] bytes(InnerPath path) throws IOException {
    return Files.readAllBytes(path.in(directory));
  }

  private List<InnerPath> users(Manifest manifest) throws IOException {
    List<InnerPath> found = new ArrayList<>();
    if (manifest.userContents().isPresent()) {
      try (Stream<Path> entries =
          Files.list(directory.resolve(manifest.path().directory())).sorted()) {
        for (Path each : (Iterable<Path>) entries::iterator) {
          if (Files.isRegularFile(each.resolve("content.json"))) {
            found.add(manifest.path().sibling(each.getFileName() + "/content.json"));
          }
        }
      }
    }
    return found;
  }

  private void hashFiles(List<Manifest> valid) {
    List<CompletableFuture<Checked>> results = new ArrayList<>();
    for (Manifest manifest : valid) {
      results.add(pool.call(() -> hashFiles(manifest)));
    }
    for (CompletableFuture<Checked> each : results) {
      Checked checked = each.join();
      files += checked.files();
      faults.addAll(checked.faults());
    }
  }

  private Checked hashFiles(Manifest manifest) {
    int good = 0;
    List<String> bad = new ArrayList<>();
    List<FileEntry> entries = new ArrayList<>(manifest.files().values());
    entries.addAll(manifest.optionalFiles().values());
    for (FileEntry entry : entries) {
      String fault = fault(entry, manifest);
      if (fault == null) {
        good++;
      } else if (!fault.isEmpty()) {
        bad.add(entry.path() + ": " + fault);
      }
    }
    return new Checked(good, bad);
  }

  /** Null when right, empty when it need not be here. */
  private @Nullable String fault(FileEntry entry, Manifest listed) {
    try {
      Path file = entry.path().in(directory);
      if (!Files.isRegularFile(file)) {
        return entry.optional() ? "" : "missing";
      }
      long size = Files.size(file);
      if (entry.pieces() != null) {
        return BigFileCheck.fault(entry, file, directory, listed);
      }
      if (size != entry.size()) {
        return "File size does not match " + size + " <> " + entry.size();
      }
      return hash(file).equals(entry.sha512()) ? null : "Invalid hash";
    } catch (IOException | IllegalInnerPathException e) {
      return describe(e);
    }
  }

  private static String hash(Path file) throws IOException {
    Sha512Half hash = new Sha512Half();
    byte[] buffer = new byte[READ_BYTES];
    try (var in = Files.newInputStream(file)) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        hash.update(buffer, 0, count);
      }
    }
    return hash.hex();
  }
}
