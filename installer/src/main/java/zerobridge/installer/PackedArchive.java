package zerobridge.installer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Run by the build: gives the packed program its class archive where it was packed, so that it
 * starts as fast there as where it is installed. A build without one is good too, only slower.
 */
public final class PackedArchive {
  private PackedArchive() {}

  /** Takes the folder of the packed program. */
  public static void main(String[] args) throws IOException {
    Distribution program = new Distribution(Path.of(args[0]).toAbsolutePath());
    Files.deleteIfExists(ClassArchive.file(program));
    if (ClassArchive.make(program).isEmpty()) {
      System.err.println("The node could not be run here, so its start stays slower.");
    }
  }
}
