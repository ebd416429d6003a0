package zerobridge.content;

import java.io.Closeable;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import zerobridge.io.InnerPath;

/**
 * Reads single files out of the zip and tar.gz files of a site. Nothing is unpacked to disk, so
 * that names in an archive lead nowhere; what takes more memory or time than the limits below is
 * refused. Safe for any thread. Content specification, FilePack.
 */
public final class Archive {
  /** The largest file that is read out of an archive; 0.7.2 cuts off after 6 MB. */
  public static final long MAX_MEMBER_BYTES = 64L << 20;

  /** Files that are looked through in an archive. */
  static final int MAX_ENTRIES = 100_000;

  /** Bytes that a tar.gz is unpacked to before its member is found and read. */
  static final long MAX_UNPACKED_BYTES = 512L << 20;

  /** How many times larger than packed a file may be; what is small may be anything. */
  static final long MAX_RATIO = 200;

  private static final long SMALL_BYTES = 1 << 20;
  private static final int BUFFER = 64 << 10;

  private Archive() {}

  /**
   * A file in an archive.
   *
   * @param archive the archive's own path in the site
   * @param member the file's name in it
   */
  public record Place(InnerPath archive, String member) {}

  /** A file that is being read; ends early with an exception if it is shorter than it claims. */
  public static final class Member implements Closeable {
    private final long size;
    private final InputStream content;

    private Member(long size, InputStream content, Closeable archive) {
      this.size = size;
      this.content = new Exactly(content, size, archive);
    }

    /** Its length in bytes. */
    public long size() {
      return size;
    }

    /** The content from its first byte on; closing it closes the archive. */
    public InputStream content() {
      return content;
    }

    @Override
    public void close() throws IOException {
      content.close();
    }
  }

  /** Splits a path at the first name of an archive in it; empty if there is none. */
  public static Optional<Place> split(InnerPath path) {
    String text = path.value();
    String folded = text.toLowerCase(Locale.ROOT);
    for (int slash = text.indexOf('/'); slash >= 0; slash = text.indexOf('/', slash + 1)) {
      if (isArchive(folded.substring(0, slash)) && slash + 1 < text.length()) {
        return Optional.of(
            new Place(InnerPath.parse(text.substring(0, slash)), text.substring(slash + 1)));
      }
    }
    return Optional.empty();
  }

  private static boolean isArchive(String folded) {
    return folded.endsWith(".zip") || folded.endsWith(".tar.gz");
  }

  /**
   * Opens a file of an archive; looks through all before it in a tar.gz.
   *
   * @return the file, to be closed by the caller; empty if there is none of that name
   * @throws IOException if the archive can't be read
   * @throws ContentException if it goes beyond a limit
   */
  public static Optional<Member> open(Path archive, String member) throws IOException {
    return archive.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".zip")
        ? openZip(archive, member)
        : openTar(archive, member);
  }

  private static Optional<Member> openZip(Path archive, String member) throws IOException {
    ZipEnd.require(archive);
    // Names that aren't marked as UTF-8 may be anything: so no bytes make the archive unreadable.
    ZipFile zip = new ZipFile(archive.toFile(), ZipFile.OPEN_READ, StandardCharsets.ISO_8859_1);
    boolean handedOver = false;
    try {
      ZipEntry entry = zip.getEntry(member);
      if (entry == null || entry.isDirectory()) {
        return Optional.empty();
      }
      requireSize(entry.getSize());
      requireRatio(entry.getSize(), entry.getCompressedSize());
      InputStream content = zip.getInputStream(entry);
      handedOver = true;
      return Optional.of(new Member(entry.getSize(), content, zip));
    } finally {
      if (!handedOver) {
        zip.close();
      }
    }
  }

  private static Optional<Member> openTar(Path archive, String member) throws IOException {
    InputStream unpacked = unpacked(archive);
    boolean handedOver = false;
    try {
      TarReader tar = new TarReader(unpacked);
      for (TarReader.Entry entry = tar.next(); entry != null; entry = tar.next()) {
        if (entry.name().equals(member)) {
          requireSize(entry.size());
          handedOver = true;
          return Optional.of(new Member(entry.size(), unpacked, unpacked));
        }
      }
      return Optional.empty();
    } finally {
      if (!handedOver) {
        unpacked.close();
      }
    }
  }

  private static InputStream unpacked(Path archive) throws IOException {
    InputStream packed = Files.newInputStream(archive);
    boolean handedOver = false;
    try {
      InputStream unpacked = new Unpacked(new GZIPInputStream(packed, BUFFER), Files.size(archive));
      handedOver = true;
      return unpacked;
    } finally {
      if (!handedOver) {
        packed.close();
      }
    }
  }

  private static void requireSize(long size) throws ContentException {
    if (size < 0 || size > MAX_MEMBER_BYTES) {
      throw new ContentException(
          "The file in the archive has "
              + size
              + " bytes, at most "
              + MAX_MEMBER_BYTES
              + " are read");
    }
  }

  private static void requireRatio(long size, long packed) throws ContentException {
    if (size > SMALL_BYTES && size / Math.max(1, packed) > MAX_RATIO) {
      throw new ContentException("The archive is packed more tightly than anything honest");
    }
  }

  /** Counts what comes out of a tar.gz. */
  private static final class Unpacked extends FilterInputStream {
    private final long packed;
    private long count;

    Unpacked(InputStream in, long packed) {
      super(in);
      this.packed = packed;
    }

    @Override
    public int read() throws IOException {
      byte[] single = new byte[1];
      return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int read = super.read(buffer, offset, length);
      count += Math.max(0, read);
      if (count > MAX_UNPACKED_BYTES) {
        throw new ContentException(
            "The archive has more than " + MAX_UNPACKED_BYTES + " bytes before the file's end");
      }
      requireRatio(count, packed);
      return read;
    }

    @Override
    public long skip(long wanted) throws IOException {
      byte[] buffer = new byte[(int) Math.min(BUFFER, Math.max(1, wanted))];
      int read = read(buffer, 0, (int) Math.min(buffer.length, wanted));
      return Math.max(0, read);
    }
  }

  /** The next bytes of a stream, neither more nor fewer. */
  private static final class Exactly extends FilterInputStream {
    private final Closeable archive;
    private long left;

    Exactly(InputStream in, long size, Closeable archive) {
      super(in);
      this.left = size;
      this.archive = archive;
    }

    @Override
    public int read() throws IOException {
      byte[] single = new byte[1];
      return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      if (left == 0) {
        return -1;
      }
      int read = super.read(buffer, offset, (int) Math.min(length, left));
      if (read < 0) {
        throw new EOFException("The file in the archive is shorter than it claims");
      }
      left -= read;
      return read;
    }

    @Override
    public long skip(long wanted) throws IOException {
      long skipped = super.skip(Math.min(wanted, left));
      left -= skipped;
      return skipped;
    }

    @Override
    public int available() {
      return 0;
    }

    @Override
    public boolean markSupported() {
      return false;
    }

    @Override
    public void close() throws IOException {
      archive.close();
    }
  }
}
