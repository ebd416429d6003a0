package zerobridge.tracker;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.io.AtomicFile;
import zerobridge.net.PeerAddress;

/**
 * What the tracker of this node knows, kept over a restart. One peer a line: its address, when it
 * announced (Unix seconds) and its sites, SHA-256 after SHA-256 in base64.
 */
final class AnnouncedPeersFile {
  private static final Logger log = LoggerFactory.getLogger(AnnouncedPeersFile.class);

  /** More than the limits of {@link AnnouncedPeers} can fill. */
  private static final long MAX_BYTES = 64L * 1024 * 1024;

  private final Path path;

  AnnouncedPeersFile(Path path) {
    this.path = path;
  }

  /** All readable lines; none if there is no file. */
  List<AnnouncedPeers.Kept> read() throws IOException {
    List<AnnouncedPeers.Kept> kept = new ArrayList<>();
    if (!Files.exists(path)) {
      return kept;
    }
    if (Files.size(path) > MAX_BYTES) {
      throw new IOException(path + " is larger than this node writes it.");
    }
    try (BufferedReader lines = Files.newBufferedReader(path, StandardCharsets.US_ASCII)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        try {
          kept.add(parse(line));
        } catch (IllegalArgumentException e) {
          log.debug("{}: a line is left out: {}", path, e.getMessage());
        }
      }
    }
    return kept;
  }

  void write(List<AnnouncedPeers.Kept> peers) throws IOException {
    AtomicFile.write(
        path,
        out -> {
          for (AnnouncedPeers.Kept peer : peers) {
            out.write(line(peer).getBytes(StandardCharsets.US_ASCII));
          }
        });
  }

  private static AnnouncedPeers.Kept parse(String line) {
    String[] parts = line.split(" ", -1);
    if (parts.length != 3) {
      throw new IllegalArgumentException("It has not three parts.");
    }
    byte[] bytes = Base64.getDecoder().decode(parts[2]);
    List<SiteHash> sites = new ArrayList<>();
    for (int at = 0; at + SiteHash.BYTES <= bytes.length; at += SiteHash.BYTES) {
      sites.add(SiteHash.of(bytes, at));
    }
    Instant announced = Instant.ofEpochSecond(Long.parseLong(parts[1]));
    return new AnnouncedPeers.Kept(PeerAddress.parse(parts[0]), announced, sites);
  }

  private static String line(AnnouncedPeers.Kept peer) {
    ByteBuffer sites = ByteBuffer.allocate(peer.sites().size() * SiteHash.BYTES);
    peer.sites().forEach(site -> site.writeTo(sites));
    return peer.address()
        + " "
        + peer.announced().getEpochSecond()
        + " "
        + Base64.getEncoder().encodeToString(sites.array())
        + "\n";
  }
}
