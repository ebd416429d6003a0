package zerobridge.codec;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Which optional files a node has, as a set of hash ids: the first 16 bits of the SHA-512 of each
 * file. Two files may share an id, so a set that contains one only says "maybe". Keeps the order in
 * which ids were added, as the wire does. Immutable; safe for any thread.
 *
 * <p>Packed, each id takes two bytes, low byte first (peer protocol, hashfield).
 */
public final class Hashfield {
  /** There are no more ids than this; the reference knows no limit. */
  public static final int MAX_ENTRIES = 1 << 16;

  /** The set without ids. */
  public static final Hashfield EMPTY = new Hashfield(new char[0]);

  private static final Pattern SHA512 = Pattern.compile("[0-9a-fA-F]{4,128}");

  private final char[] ids;
  private final char[] sorted;

  /** Takes over {@code ids}, which may hold an id only once. */
  private Hashfield(char[] ids) {
    this.ids = ids;
    this.sorted = ids.clone();
    Arrays.sort(sorted);
  }

  /**
   * The id of a file.
   *
   * @param sha512 its hash as manifests write it: hex digits, of which the first four count
   * @throws IllegalArgumentException if it is no hash
   */
  public static int idOf(String sha512) {
    if (!SHA512.matcher(sha512).matches()) {
      throw new IllegalArgumentException("A hash is written in hex digits, four or more.");
    }
    return Integer.parseInt(sha512.substring(0, 4), 16);
  }

  /**
   * The set of some ids; those that occur twice count once.
   *
   * @throws IllegalArgumentException if one is not 0 to 65535
   */
  public static Hashfield of(Collection<Integer> ids) {
    for (int id : ids) {
      if (!isId(id)) {
        throw new IllegalArgumentException("A hash id is 0 to 65535, not " + id + ".");
      }
    }
    return distinct(ids.stream().mapToInt(Integer::intValue));
  }

  /**
   * Reads a packed set. Ids that occur twice count once.
   *
   * @throws ProtocolException if the length is odd or more than {@link #MAX_ENTRIES} ids take
   */
  public static Hashfield unpack(byte[] packed) throws ProtocolException {
    if (packed.length % 2 != 0) {
      throw new ProtocolException("A packed hashfield has an odd number of bytes.");
    }
    if (packed.length > 2 * MAX_ENTRIES) {
      throw new ProtocolException("A packed hashfield has more entries than there are ids.");
    }
    return distinct(
        IntStream.range(0, packed.length / 2)
            .map(i -> (packed[2 * i] & 0xff) | (packed[2 * i + 1] & 0xff) << 8));
  }

  /** The packed form, in the order in which the ids were added. */
  public byte[] pack() {
    byte[] packed = new byte[2 * ids.length];
    for (int i = 0; i < ids.length; i++) {
      packed[2 * i] = (byte) ids[i];
      packed[2 * i + 1] = (byte) (ids[i] >> 8);
    }
    return packed;
  }

  /** True if a file with this id may be there. */
  public boolean contains(int id) {
    return isId(id) && Arrays.binarySearch(sorted, (char) id) >= 0;
  }

  public int size() {
    return ids.length;
  }

  public boolean isEmpty() {
    return ids.length == 0;
  }

  /** The ids in the order in which they were added. */
  public List<Integer> ids() {
    return IntStream.range(0, ids.length)
        .mapToObj(i -> (int) ids[i])
        .collect(Collectors.toUnmodifiableList());
  }

  /**
   * This set and one more id.
   *
   * @throws IllegalArgumentException if the id is not 0 to 65535
   */
  public Hashfield with(int id) {
    if (!isId(id)) {
      throw new IllegalArgumentException("A hash id is 0 to 65535, not " + id + ".");
    }
    if (contains(id)) {
      return this;
    }
    char[] more = Arrays.copyOf(ids, ids.length + 1);
    more[ids.length] = (char) id;
    return new Hashfield(more);
  }

  /** This set without an id. */
  public Hashfield without(int id) {
    return contains(id) ? of(ids().stream().filter(other -> other != id).toList()) : this;
  }

  private static boolean isId(int id) {
    return id >= 0 && id < MAX_ENTRIES;
  }

  private static Hashfield distinct(IntStream ids) {
    int[] once = ids.distinct().toArray();
    char[] narrow = new char[once.length];
    for (int i = 0; i < once.length; i++) {
      narrow[i] = (char) once[i];
    }
    return new Hashfield(narrow);
  }

  /** Equal if the same ids are in both, in whatever order. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Hashfield field && Arrays.equals(sorted, field.sorted);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(sorted);
  }

  @Override
  public String toString() {
    return ids.length + " hash ids";
  }
}
