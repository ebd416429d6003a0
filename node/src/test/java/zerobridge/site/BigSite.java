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
final class BigSite {
  static final InnerPath VIDEO = InnerPath.parse("media/video.mp4");
  static final InnerPath PIECEMAP = InnerPath.parse("media/video.mp4.piecemap.msgpack");
  static final int PIECE = 1 << 20;

  /** Twelve pieces, the last one short. */
  static final int SIZE = 11 * PIECE + 12_345;

  static final int PIECES = 12;

  final BitcoinKey owner = BitcoinKey.generate(new SecureRandom());
  final byte[] video;
  final Site site;

  private BigSite(TestNode node, int size) throws IOException {
    video = new byte[size];
    new Random(size).nextBytes(video);
    JsonObject root = new JsonObject();
    root.addProperty("title", "Big");
    root.addProperty("optional", "media/.*");
    site = TestNode.await(node.sites().create(owner, root, this::fill));
  }

  static BigSite on(TestNode node) throws IOException {
    return new BigSite(node, SIZE);
  }

  static BigSite on(TestNode node, int size) throws IOException {
    return new BigSite(node, size);
  }

  SiteAddress address() {
    return site.address();
  }

  private void fill(Path folder) throws IOException {
    Files.writeString(folder.resolve("index.html"), "<h1>Hello</h1>");
    Files.createDirectories(folder.resolve("media"));
    Files.write(folder.resolve(VIDEO.value()), video);
  }

  byte[] piece(int index) {
    int from = index * PIECE;
    return java.util.Arrays.copyOfRange(video, from, Math.min(video.length, from + PIECE));
  }
}
