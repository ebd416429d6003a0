package zerobridge.user;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.codec.Json;
import zerobridge.codec.PrettyJson;
import zerobridge.crypto.MasterSeed;
import zerobridge.crypto.SiteAddress;
import zerobridge.io.AtomicFile;

/**
 * {@code users.json}: the person's seeds, keys and certificates, in the layout of 0.7.2 (content
 * specification, data directory). The first entry of the file is the person; other entries and
 * unknown keys are kept. The file is readable by its owner only, and each change is on disk before
 * the call that made it returns. Safe for any thread.
 */
public final class UserStore {
  private static final Logger log = LoggerFactory.getLogger(UserStore.class);

  /** A file of keys and settings of one person; larger means something else is in its place. */
  private static final long MAX_BYTES = 64 << 20;

  private final Path file;
  private final JsonObject users;
  private final User current;

  private UserStore(Path file, JsonObject users, SecureRandom random) {
    this.file = file;
    this.users = users;
    Map.Entry<String, JsonElement> first =
        users.entrySet().stream()
            .filter(entry -> entry.getValue().isJsonObject())
            .findFirst()
            .orElse(null);
    if (first == null) {
      MasterSeed seed = MasterSeed.generate(random);
      JsonObject fresh = new JsonObject();
      fresh.add("certs", new JsonObject());
      fresh.addProperty("master_seed", seed.digits());
      fresh.add("settings", new JsonObject());
      fresh.add("sites", new JsonObject());
      SiteAddress address = seed.masterAddress();
      users.add(address.value(), fresh);
      current = new User(address, seed, fresh, this::save, random);
    } else {
      JsonObject json = first.getValue().getAsJsonObject();
      current =
          new User(
              SiteAddress.parse(first.getKey()),
              MasterSeed.parse(json.get("master_seed").getAsString()),
              json,
              this::save,
              random);
    }
  }

  /**
   * Opens the file, or makes it with a new identity when it is missing.
   *
   * @throws IOException when it exists but cannot be understood: an identity is never replaced
   *     silently
   */
  public static UserStore open(Path file, SecureRandom random) throws IOException {
    JsonObject users = new JsonObject();
    boolean fresh = !Files.exists(file);
    if (!fresh) {
      if (Files.size(file) > MAX_BYTES) {
        throw new IOException(file + " is larger than any identity file; it was left untouched");
      }
      byte[] text = Files.readAllBytes(file);
      try {
        users = text.length == 0 ? users : Json.parseObject(text);
      } catch (IOException e) {
        throw new IOException(
            file + " is damaged (" + e.getMessage() + "). Restore it from a backup or move it away",
            e);
      }
    }
    UserStore store;
    try {
      store = new UserStore(file, users, random);
    } catch (RuntimeException e) {
      throw new IOException(
          file + " holds no usable identity. Restore it from a backup or move it away", e);
    }
    if (fresh || users.size() == 1) {
      store.save();
    }
    log.info(
        "{} identity {}", fresh ? "Made a new" : "Opened", store.current.masterAddress().value());
    return store;
  }

  /** The person that this node acts for. */
  public User current() {
    return current;
  }

  private void save() throws IOException {
    AtomicFile.writePrivate(file, PrettyJson.bytes(users));
  }
}
