package zerobridge.db;

import com.google.gson.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.codec.Json;
import zerobridge.codec.MalformedJsonException;

/** Reads a data file for the database; what is missing or broken counts as an empty object. */
final class JsonFile {
  private static final Logger log = LoggerFactory.getLogger(JsonFile.class);

  private JsonFile() {}

  /**
   * The object in a file on disk.
   *
   * @throws ImportException if it is larger than what is ever read
   */
  static JsonObject read(Path file) throws ImportException {
    try {
      if (Files.size(file) > Json.MAX_DATA_BYTES) {
        throw tooLarge(file.toString());
      }
      return parse(file.getFileName().toString(), Files.readAllBytes(file));
    } catch (ImportException e) {
      throw e;
    } catch (NoSuchFileException e) {
      return new JsonObject();
    } catch (IOException e) {
      log.warn("{} cannot be read for the database: {}", file, e.toString());
      return new JsonObject();
    }
  }

  /** The object in the bytes of a file with that name; null stands for a deleted file. */
  static JsonObject parse(String name, byte @Nullable [] bytes) throws ImportException {
    if (bytes == null) {
      return new JsonObject();
    }
    try {
      byte[] text = name.endsWith("json.gz") ? unpack(name, bytes) : bytes;
      if (text.length > Json.MAX_DATA_BYTES) {
        throw tooLarge(name);
      }
      if (Json.parseData(text) instanceof JsonObject object) {
        return object;
      }
      log.debug("{} holds no object: nothing to import", name);
    } catch (MalformedJsonException e) {
      log.debug("{} is not imported: {}", name, e.getMessage());
    }
    return new JsonObject();
  }

  private static byte[] unpack(String name, byte[] bytes) throws ImportException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return in.readNBytes(Json.MAX_DATA_BYTES + 1);
    } catch (IOException e) {
      log.debug("{} cannot be unpacked: {}", name, e.getMessage());
      return new byte[0];
    }
  }

  private static ImportException tooLarge(String name) {
    return new ImportException(name + " is larger than " + Json.MAX_DATA_BYTES + " bytes");
  }
}
