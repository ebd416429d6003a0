package zerobridge.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import zerobridge.codec.Message;
import zerobridge.crypto.SiteAddress;
import zerobridge.io.InnerPath;

/**
 * A peer asks for a piece of a file (peer protocol, getFile and streamFile).
 *
 * @param location offset of the first byte
 * @param readBytes most bytes to send, 1 to {@link #MAX_READ_BYTES}
 * @param fileSize the whole size that the asking peer expects, 0 if it doesn't know
 */
public record FileRequest(
    SiteAddress site, InnerPath path, long location, int readBytes, long fileSize) {

  /** The reference knows no limit; its own client asks for no more than this. */
  public static final int MAX_READ_BYTES = 1 << 20;

  /** What a request without {@code read_bytes} gets. */
  public static final int DEFAULT_READ_BYTES = 512 << 10;

  /** The answer for files that don't exist or aren't handed out; the two look the same. */
  public static final Answer NOT_FOUND = new Answer.Refused("File read error", 0);

  static final Answer MALFORMED = new Answer.Refused("File read exception", 0);

  private static final int BAD_LOCATION_WEIGHT = 5;
  private static final int WRONG_SIZE_WEIGHT = 2;

  /** Reads the parameters; {@code null} if one is missing, of a wrong kind or out of range. */
  static @Nullable FileRequest read(SiteAddress site, Message params) {
    InnerPath path = Names.innerPath(params.text("inner_path"));
    OptionalLong location = params.integer("location");
    OptionalLong readBytes = params.integer("read_bytes");
    if (path == null || location.isEmpty() || readBytes.orElse(1) < 0) {
      return null;
    }
    int wanted = (int) Math.max(1, Math.min(readBytes.orElse(DEFAULT_READ_BYTES), MAX_READ_BYTES));
    long fileSize = Math.max(0, params.integer("file_size").orElse(0));
    return new FileRequest(site, path, location.getAsLong(), wanted, fileSize);
  }

  /** The same request for fewer bytes, of a file of which only so many may be read; 1 at least. */
  public FileRequest atMost(long bytes) {
    int most = (int) Math.max(1, Math.min(readBytes, bytes));
    return new FileRequest(site, path, location, most, fileSize);
  }

  /**
   * The answer from a file that may be handed out: the piece asked for, or the reason why there is
   * none, in the reference's words.
   */
  public Answer answerFrom(Path file) {
    BasicFileAttributes found;
    try {
      found = Files.readAttributes(file, BasicFileAttributes.class);
    } catch (IOException e) {
      return NOT_FOUND;
    }
    if (!found.isRegularFile() || location < 0) {
      return NOT_FOUND;
    }
    long size = found.size();
    if (size <= readBytes && fileSize != 0 && fileSize != size) {
      return new Answer.Refused(
          "File read error: File size does not match: " + fileSize + "B != " + size + "B",
          WRONG_SIZE_WEIGHT);
    }
    if (location > size) {
      return new Answer.Refused("File read error: Bad file location", BAD_LOCATION_WEIGHT);
    }
    int length = (int) Math.min(readBytes, size - location);
    return new Answer.FileRegion(file, location, length, size);
  }
}
