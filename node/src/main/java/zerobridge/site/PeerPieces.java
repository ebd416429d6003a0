package zerobridge.site;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import zerobridge.codec.Piecefield;
import zerobridge.codec.ProtocolException;

/**
 * Which pieces of big files a peer says it has: of the files that are in use here only, so that a
 * peer can't take memory for others. Safe for any thread. Peer protocol, getPiecefields.
 */
final class PeerPieces {
  private static final long REFRESH_NANOS = Duration.ofMinutes(1).toNanos();

  /** When nobody has a piece that somebody waits for. */
  private static final long HURRIED_REFRESH_NANOS = Duration.ofSeconds(5).toNanos();

  private final Map<BigFile, Piecefield> fields = new LinkedHashMap<>();
  private long askedNanos;
  private boolean wasAsked;

  /**
   * Takes what the peer says; it replaces what it said before.
   *
   * @param packed by root
   * @param used the big files in use
   */
  synchronized void learn(Map<String, byte[]> packed, Iterable<BigFile> used) {
    fields.clear();
    for (BigFile file : used) {
      byte[] field = packed.get(file.entry.sha512());
      if (field != null) {
        fields.put(file, unpacked(file, field));
      }
    }
  }

  private static Piecefield unpacked(BigFile file, byte[] packed) {
    int count = file.layout.count();
    try {
      return Piecefield.unpack(packed, count);
    } catch (ProtocolException e) {
      // As the reference does: a peer whose field is nonsense has nothing.
      return Piecefield.none(count);
    }
  }

  /**
   * Whether it is time to ask the peer, and if so, notes that it is asked.
   *
   * @param file what the peer's pieces are wanted of
   * @param hurried whether a piece is missing that no peer is known to have
   */
  synchronized boolean isDue(BigFile file, boolean hurried, long nowNanos) {
    long pause = hurried ? HURRIED_REFRESH_NANOS : REFRESH_NANOS;
    if (wasAsked && file.usedSinceNanos - askedNanos < 0 && nowNanos - askedNanos < pause) {
      return false;
    }
    wasAsked = true;
    askedNanos = nowNanos;
    return true;
  }

  /** The peer's pieces of a file; none if it said nothing of it. */
  synchronized Piecefield of(BigFile file) {
    Piecefield field = fields.get(file);
    return field == null ? Piecefield.none(file.layout.count()) : field;
  }

  synchronized boolean has(BigFile file, int piece) {
    Piecefield field = fields.get(file);
    return field != null && field.has(piece);
  }
}
