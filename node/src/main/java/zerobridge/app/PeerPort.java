package zerobridge.app;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.OptionalInt;
import zerobridge.codec.Json;
import zerobridge.codec.PrettyJson;
import zerobridge.io.AtomicFile;
import zerobridge.net.LocalPorts;

/**
 * The port for other nodes, chosen at random once and kept: a port that everybody knows is blocked
 * where people need this most, and one that changes is forgotten by peers (peer protocol, listening
 * and ports).
 */
final class PeerPort {
  private static final String KEY = "peer_port";
  private static final int LOWEST = 10_000;
  private static final int HIGHEST = 40_000;

  private final Path file;
  private final SecureRandom random;

  PeerPort(Path file, SecureRandom random) {
    this.file = file;
    this.random = random;
  }

  /**
   * The kept port, or a free one that is kept from now on.
   *
   * @param attempts how many ports are tried
   */
  int keptOrChosen(int attempts) throws IOException {
    OptionalInt kept = kept();
    if (kept.isPresent()) {
      return kept.getAsInt();
    }
    for (int i = 0; i < attempts; i++) {
      int port = LOWEST + random.nextInt(HIGHEST - LOWEST + 1);
      if (LocalPorts.isFree(port)) {
        keep(port);
        return port;
      }
    }
    throw new IOException("none of " + attempts + " ports could be opened; name one: --peer-port");
  }

  private OptionalInt kept() throws IOException {
    JsonObject state = state();
    int port = state.has(KEY) ? state.get(KEY).getAsInt() : 0;
    return port > 0 && port < 65_536 ? OptionalInt.of(port) : OptionalInt.empty();
  }

  private void keep(int port) throws IOException {
    JsonObject state = state();
    state.addProperty(KEY, port);
    AtomicFile.write(file, PrettyJson.bytes(state));
  }

  private JsonObject state() throws IOException {
    return Files.exists(file) ? Json.parseObject(Files.readAllBytes(file)) : new JsonObject();
  }
}
