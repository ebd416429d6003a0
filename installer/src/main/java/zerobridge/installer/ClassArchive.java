package zerobridge.installer;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The node's classes in the form in which Java maps them into memory (a dynamic CDS archive): a
 * third of the node's start is loading and checking them otherwise. Made by letting the installed
 * node run for a moment, offline and on a data folder of its own. Java ignores an archive that does
 * not fit its version or the jars, so it can do no harm.
 */
final class ClassArchive {

  private static final int SECONDS = 60;
  private static final String READY = "ready ui=";

  private ClassArchive() {}

  /** Where the launcher looks for it. */
  static Path file(Distribution program) {
    return program.folder().resolve("lib/node.jsa");
  }

  /**
   * Makes the archive.
   *
   * @return the item for the log, or empty when the node could not be run; the next start then is
   *     merely slower
   */
  static Optional<Item> make(Distribution program) throws IOException {
    Path folder = Files.createTempDirectory("zerobridge-install");
    try {
      Path made = folder.resolve("node.jsa");
      if (!runNode(program, folder, made) || !Files.exists(made)) {
        return Optional.empty();
      }
      Path file = file(program);
      Files.move(made, file, StandardCopyOption.REPLACE_EXISTING);
      return Optional.of(new Item.PlacedFile(file, Disk.sha256(file), false));
    } finally {
      Disk.deleteTree(folder);
    }
  }

  private static boolean runNode(Distribution program, Path folder, Path archive)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                program.launcher().toString(),
                "run",
                "--offline",
                "--data",
                folder.resolve("data").toString(),
                "--ui-port",
                "0",
                "--peer-port",
                "0",
                "--bind",
                "127.0.0.1")
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("ZEROBRIDGE_RUN_DIR", folder.resolve("run").toString());
    builder.environment().put("ZEROBRIDGE_JAVA_OPTS", "-XX:ArchiveClassesAtExit=" + archive);
    Process node = builder.start();
    try {
      node.getOutputStream().close();
      BufferedReader out = node.inputReader(StandardCharsets.UTF_8);
      String line = out.readLine();
      while (line != null && !line.startsWith(READY)) {
        line = out.readLine();
      }
      if (line != null) {
        visit(URI.create(line.substring(READY.length()).split(" ", -1)[0]));
      }
      node.destroy();
      return node.waitFor(SECONDS, TimeUnit.SECONDS) && line != null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the node's classes were archived", e);
    } finally {
      node.destroyForcibly();
    }
  }

  /**
   * Asks for the start page, so that the classes which serve pages are in the archive too. By hand,
   * since its host name is one that only browsers resolve.
   */
  private static void visit(URI ui) throws IOException {
    try (Socket socket = new Socket(ui.getHost(), ui.getPort())) {
      String request =
          "GET / HTTP/1.1\r\nHost: zerobridge.localhost:"
              + ui.getPort()
              + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      socket.getInputStream().readAllBytes();
    }
  }
}
