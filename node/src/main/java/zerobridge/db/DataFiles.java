package zerobridge.db;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import zerobridge.io.InnerPath;

/**
 * What a site's database is made of. The owner of the site implements it, so that the database can
 * rebuild itself whenever it finds its file missing, outdated or broken.
 */
public interface DataFiles {
  /**
   * Every manifest and every listed {@code *.json} or {@code *.json.gz} file that is on disk, in
   * the order of import. Called on the thread that needs the database.
   */
  List<DataFile> list() throws IOException;

  /**
   * Tells how far a rebuild is: called before the first file, every {@value SiteDatabase#STEP}
   * files and after the last one.
   *
   * @param errors how many of the {@code done} files could not be imported
   */
  default void rebuilding(int done, int total, int errors) {}

  /**
   * One file to import.
   *
   * @param path where the site's schema sees it; for a merger site below {@code merged-TYPE/}
   * @param file where it lies on disk
   */
  record DataFile(InnerPath path, Path file) {}
}
