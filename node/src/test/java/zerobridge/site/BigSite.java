package zerobridge.site;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Random;
import zerobridge.crypto.BitcoinKey;
import zerobridge.crypto.SiteAddress;
import zerobridge.io.InnerPath;

/** A site with one page and one big file, made and signed on a node. */
public final class BigSite {
  public static final InnerPath VIDEO = InnerPath.parse("media/video.mp4");
  public static final InnerPath PIECEMAP = InnerPath.parse("media/video.mp4.piecemap.msgpack");
  public static final int PIECE = 1 << 20;

  /** Twelve pieces, the last one short. */
  public static final int SIZE = 11 * PIECE + 12_345;

  public static final int PIECES = 12;

  final BitcoinKey owner = BitcoinKey.generate(new SecureRandom());
  public final byte[] video;
  public final Site site;

  private BigSite(TestNode node, int size) throws IOException {
    video = new byte[size];
    new Random(size).nextBytes(video);
    JsonObject root = new JsonObject();
    root.addProperty("title", "Big");
    root.addProperty("optional", "media/.*");
    site = TestNode.await(node.sites().create(owner, root, this::fill));
  }

  public static BigSite on(TestNode node) throws IOException {
    return new BigSite(node, SIZE);
  }

  public static BigSite on(TestNode node, int size) throws IOException {
    return new BigSite(node, size);
  }

  public SiteAddress address() {
    return site.address();
  }

  private void fill(Path folder) throws IOException {
    Files.writeString(folder.resolve("index.html"), "<h1>Hello</h1>");
    Files.createDirectories(folder.resolve("media"));
    Files.write(folder.resolve(VIDEO.value()), video);
  }

  /** The root over the pieces. */
  String root() {
    return site.openBig(VIDEO).orElseThrow().entry().sha512();
  }

  byte[] piece(int index) {
    int from = index * PIECE;
    return java.util.Arrays.copyOfRange(video, from, Math.min(video.length, from + PIECE));
  }
}
