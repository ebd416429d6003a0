package zerobridge.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import zerobridge.content.FileEntry;
import zerobridge.content.Manifest;
import zerobridge.crypto.SiteAddress;
import zerobridge.io.IllegalInnerPathException;
import zerobridge.io.InnerPath;

/**
 * Checks everything of a site that is on disk: every manifest's signature and rules, every listed
 * file's size and hash. Needs no running node.
 *
 * @param manifests how many manifests are right
 * @param files how many files are right; optional ones only count when they are here
 * @param faults each fault with its path, in order of the paths; empty when all is well
 */
public record SiteCheck(int manifests, int files, List<String> faults) {
  /** Keeps its own list. */
  public SiteCheck {
    faults = List.copyOf(faults);
  }

  /** Whether nothing is wrong. */
  public boolean isGood() {
    return faults.isEmpty();
  }
}
