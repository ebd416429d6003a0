package zerobridge.installer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A home directory and an unpacked distribution for tests, with nothing of the real machine showing
 * through.
 */
final class Household {

  /** Any 32 letters from a to p, as the key below gives them. */
  static final String KEY =
      "MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAKj34GkxFhD90vcNLYLInFEX6Ppy1tPf9Cnzj4p4WGeKLs1Pt8Qu";

  final Path home;
  final Path distribution;
  final Map<String, String> environment = new HashMap<>();
  private String out = "";
  private String err = "";

  Household(Path folder) throws IOException {
    this.home = Files.createDirectories(folder.resolve("home"));
    this.distribution = folder.resolve("unpacked");
    environment.put("HOME", home.toString());
    environment.put("PATH", "/usr/bin:/bin");
    put("lib/installer.jar", "jar");
    put("lib/old-1.0.jar", "jar");
    put("extension/manifest.json", "{\"version\": \"1.2.3\", \"key\": \"" + KEY + "\"}");
    program("bin/zerobridge", "#!/bin/sh\n");
    // Waits for a first frame and answers {"id":1,"ok":true}, whatever was asked.
    program(
        "bin/zerobridge-host",
        "#!/bin/sh\nhead -c 8 >/dev/null\nprintf '\\022\\000\\000\\000{\"id\":1,\"ok\":true}'\ncat >/dev/null\n");
  }

  void put(String file, String text) throws IOException {
    Path path = distribution.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private void program(String file, String text) throws IOException {
    put(file, text);
    if (!distribution.resolve(file).toFile().setExecutable(true)) {
      throw new IOException("cannot be made executable: " + file);
    }
  }

  /**
   * Runs a command as its words on a shell; its output is then in {@link #out} and {@link #err}.
   */
  int run(String... words) {
    ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
    ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
    Surroundings where = new Surroundings(environment, home, Surroundings.Os.LINUX, distribution);
    int code =
        Main.run(
            List.of(words),
            where,
            new PrintStream(outBytes, true, StandardCharsets.UTF_8),
            new PrintStream(errBytes, true, StandardCharsets.UTF_8));
    out = outBytes.toString(StandardCharsets.UTF_8);
    err = errBytes.toString(StandardCharsets.UTF_8);
    return code;
  }

  String out() {
    return out;
  }

  String err() {
    return err;
  }

  String read(String file) throws IOException {
    return Files.readString(home.resolve(file));
  }

  /** Everything below the home directory, sorted. */
  List<String> tree() throws IOException {
    try (Stream<Path> walk = Files.walk(home)) {
      return new ArrayList<>(walk.map(path -> home.relativize(path).toString()).sorted().toList());
    }
  }
}
