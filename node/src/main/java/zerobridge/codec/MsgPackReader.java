package zerobridge.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.msgpack.core.MessageFormat;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePackException;
import org.msgpack.core.MessageUnpacker;
import org.msgpack.core.buffer.MessageBuffer;
import org.msgpack.core.buffer.MessageBufferInput;
import zerobridge.io.ByteBudget;

/**
 * Reads a stream of MessagePack maps, with raw bytes between them where a message announces some.
 * Everything is bounded before memory is taken: bytes, nesting and number of values of a message.
 * Malformed UTF-8 is no fault here (see {@link Message}).
 *
 * <p>Confined to one thread at a time.
 */
public final class MsgPackReader {
  /** Bytes of one message; the reference's own limit (peer protocol, size limits). */
  public static final int MAX_MESSAGE_BYTES = 5 << 20;

  /** Bytes of one message where a long list was asked for: sites with very many users (W29). */
  public static final int MAX_LIST_BYTES = 16 << 20;

  /** Maps and arrays inside each other. The protocol needs five. */
  public static final int MAX_DEPTH = 32;

  /**
   * Values of one message. Five million empty maps would fit into the allowed bytes and take about
   * 300 MB of heap.
   */
  public static final int MAX_VALUES = 250_000;

  /** Bytes taken at once while nothing is known to come: every idle connection holds this much. */
  private static final int SMALL_CHUNK_BYTES = 4 << 10;

  /** Bytes taken at once while more is sure to come. Fewer calls, but memory for each reader. */
  private static final int LARGE_CHUNK_BYTES = 64 << 10;

  /** Up to this a message's cost isn't counted: nearly all are that small. */
  private static final int FREE_BYTES = 4 << 10;

  /** What is taken from the budget at once. */
  private static final int RESERVED_STEP_BYTES = 4 << 10;

  /** Messages above this leave a part of the budget to the smaller ones. */
  private static final int LARGE_MESSAGE_BYTES = 64 << 10;

  /** A value in the heap beside its bytes: the object, its place in a list or map. */
  private static final int VALUE_BYTES = 48;

  private final ByteBudget memory;
  private final Chunks chunks;
  private final MessageUnpacker unpacker;
  private IntSupplier limit = () -> MAX_MESSAGE_BYTES;
  private int maxBytes = MAX_MESSAGE_BYTES;
  private long messageStart;
  private int values;
  private long cost;
  private long reserved;
  private volatile boolean insideMessage;

  public MsgPackReader(InputStream in) {
    this(new byte[0], in, ByteBudget.unlimited());
  }

  /**
   * Reads a stream of which some bytes have been taken already.
   *
   * @param first bytes already taken from the stream that stand before the rest of it
   * @param memory what many streams share for the messages they read
   */
  public MsgPackReader(byte[] first, InputStream in, ByteBudget memory) {
    this.memory = memory;
    this.chunks = new Chunks(first, in);
    this.unpacker = MessagePack.newDefaultUnpacker(chunks);
  }

  /**
   * Sets how many bytes a message may have, asked for anew at the beginning of each.
   *
   * @param bytes is asked by the reading thread
   */
  public void limitTo(IntSupplier bytes) {
    limit = bytes;
  }

  /**
   * The next message, or {@code null} if the stream ended between two messages.
   *
   * @throws ProtocolException if the bytes are no map or break a limit; the stream is useless then
   * @throws EOFException if the stream ended inside a message
   * @throws IOException if the shared memory has no room for the message; the stream is useless
   *     then
   */
  public @Nullable Message next() throws IOException {
    releaseReserved();
    cost = 0;
    messageStart = unpacker.getTotalReadBytes();
    values = 0;
    boolean whole = false;
    try {
      if (!unpacker.hasNext()) {
        return null;
      }
      maxBytes = limit.getAsInt();
      insideMessage = true;
      if (!(value(0) instanceof Map<?, ?> map)) {
        throw new ProtocolException("A message must be a map.");
      }
      insideMessage = false;
      whole = true;
      return Message.of(map);
    } catch (MessagePackException e) {
      throw translated(e);
    } finally {
      if (!whole) {
        releaseReserved();
      }
    }
  }

  /**
   * The raw bytes that follow the last message and are here already, at least one, waiting for it
   * if need be. Valid until the next call; not copied.
   *
   * @param max most bytes to return
   * @throws EOFException if the stream has ended
   */
  public ByteBuffer nextRaw(int max) throws IOException {
    try {
      chunks.expect(max);
      if (!unpacker.hasNext()) {
        throw new EOFException("The stream ended inside raw data.");
      }
      chunks.expect(0);
      MessageBuffer raw = unpacker.readPayloadAsReference(Math.min(max, unread()));
      return ByteBuffer.wrap(raw.array(), raw.arrayOffset(), raw.size());
    } catch (MessagePackException e) {
      throw translated(e);
    }
  }

  /** About how much of the heap the last message takes. */
  public long cost() {
    return cost;
  }

  /**
   * The shared memory that the last message holds, from now on the caller's to give back; what
   * isn't asked for is given back when the next message is read, or by {@link #releaseReserved}.
   */
  public long takeReserved() {
    long taken = reserved;
    reserved = 0;
    return taken;
  }

  /** Gives back the shared memory of the last message. */
  public void releaseReserved() {
    memory.giveBack(takeReserved());
  }

  private void charge(long bytes) throws IOException {
    cost += bytes;
    if (cost <= reserved + FREE_BYTES) {
      return;
    }
    long missing = cost - reserved + RESERVED_STEP_BYTES;
    long leave = cost > LARGE_MESSAGE_BYTES ? memory.total() / 4 : 0;
    if (!memory.tryTake(missing, leave)) {
      throw new IOException("This node has no room for so many large messages.");
    }
    reserved += missing;
  }

  /**
   * True from the first byte of a message until its last: the sender owes the rest. May be asked
   * from any thread.
   */
  public boolean isInsideMessage() {
    return insideMessage;
  }

  /** The bytes taken from the stream behind the last message; a TLS engine must get them. */
  public byte[] leftover() {
    return chunks.tail(unread());
  }

  private int unread() {
    return (int) (chunks.fed() - unpacker.getTotalReadBytes());
  }

  private @Nullable Object value(int depth) throws IOException {
    if (depth > MAX_DEPTH) {
      throw new ProtocolException("A message nests deeper than " + MAX_DEPTH + " levels.");
    }
    if (++values > MAX_VALUES) {
      throw new ProtocolException("A message holds more than " + MAX_VALUES + " values.");
    }
    charge(VALUE_BYTES);
    MessageFormat format = unpacker.getNextFormat();
    return switch (format.getValueType()) {
      case NIL -> {
        unpacker.unpackNil();
        yield null;
      }
      case BOOLEAN -> unpacker.unpackBoolean();
      case INTEGER -> integer(format);
      case FLOAT -> unpacker.unpackDouble();
      case STRING -> textOrBytes(payload(unpacker.unpackRawStringHeader()));
      case BINARY -> payload(unpacker.unpackBinaryHeader());
      case EXTENSION -> payload(unpacker.unpackExtensionTypeHeader().getLength());
      case ARRAY -> array(depth);
      case MAP -> map(depth);
    };
  }

  private Object integer(MessageFormat format) throws IOException {
    if (format == MessageFormat.UINT64) {
      BigInteger number = unpacker.unpackBigInteger();
      return number.bitLength() < Long.SIZE ? (Object) number.longValue() : number;
    }
    return unpacker.unpackLong();
  }

  private List<@Nullable Object> array(int depth) throws IOException {
    int size = bounded(unpacker.unpackArrayHeader(), 1);
    List<@Nullable Object> list = new ArrayList<>(Math.min(size, 64));
    for (int i = 0; i < size; i++) {
      list.add(value(depth + 1));
    }
    return list;
  }

  private Map<Object, @Nullable Object> map(int depth) throws IOException {
    int size = bounded(unpacker.unpackMapHeader(), 2);
    Map<Object, @Nullable Object> map = new LinkedHashMap<>();
    for (int i = 0; i < size; i++) {
      Object key = key(value(depth + 1));
      map.put(key, value(depth + 1));
    }
    return map;
  }

  private static Object key(@Nullable Object decoded) throws ProtocolException {
    if (decoded == null || decoded instanceof List || decoded instanceof Map) {
      throw new ProtocolException("A map key is neither text, bytes nor number.");
    }
    if (decoded instanceof byte[] bytes) {
      Object key = textOrBytes(bytes);
      return key instanceof String ? key : ByteBuffer.wrap(bytes).asReadOnlyBuffer();
    }
    return decoded;
  }

  /** Memory grows with the bytes that really arrive, not with the length that was announced. */
  private byte[] payload(int length) throws IOException {
    int size = bounded(length, 1);
    charge(Math.min(size, LARGE_CHUNK_BYTES));
    byte[] bytes = new byte[Math.min(size, LARGE_CHUNK_BYTES)];
    int filled = 0;
    while (true) {
      chunks.expect(size - filled);
      unpacker.readPayload(bytes, filled, bytes.length - filled);
      filled = bytes.length;
      if (filled == size) {
        chunks.expect(0);
        return bytes;
      }
      charge(filled);
      bytes = Arrays.copyOf(bytes, (int) Math.min(size, 2L * filled));
    }
  }

  private int bounded(int count, int bytesEach) throws ProtocolException {
    long used = unpacker.getTotalReadBytes() - messageStart;
    if (count < 0 || (long) count * bytesEach > maxBytes - used) {
      throw new ProtocolException("A message is larger than " + maxBytes + " bytes.");
    }
    return count;
  }

  private static Object textOrBytes(byte[] bytes) {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return bytes;
    }
  }

  private static IOException translated(MessagePackException e) {
    // The library has no common type for "the input ended"; it's the only one that callers tell
    // apart, because a connection that ends is no lie.
    return e instanceof org.msgpack.core.MessageInsufficientBufferException
        ? new EOFException("The stream ended inside a message.")
        : new ProtocolException("The bytes are no MessagePack.", e);
  }

  /** Feeds the library and remembers the last chunk, so that unread bytes can be handed on. */
  private static final class Chunks implements MessageBufferInput {
    private static final byte[] NOTHING = {};

    private final InputStream in;
    private byte @Nullable [] small;
    private byte[] last;
    private int lastLength;
    private boolean firstPending;
    private int expected;
    private long fed;

    Chunks(byte[] first, InputStream in) {
      this.in = in;
      this.last = first;
      this.lastLength = first.length;
      this.firstPending = first.length > 0;
    }

    @Override
    public @Nullable MessageBuffer next() throws IOException {
      if (firstPending) {
        firstPending = false;
      } else if (expected > SMALL_CHUNK_BYTES || isFull()) {
        read(last.length == LARGE_CHUNK_BYTES ? last : new byte[LARGE_CHUNK_BYTES]);
      } else if (last.length == LARGE_CHUNK_BYTES) {
        // The library lets go of the large chunk before a wait that may be long, and comes again.
        last = NOTHING;
        lastLength = 0;
        return MessageBuffer.wrap(NOTHING);
      } else {
        byte[] chunk = small == null ? new byte[SMALL_CHUNK_BYTES] : small;
        small = chunk;
        read(chunk);
      }
      fed += lastLength;
      return lastLength == 0 ? null : MessageBuffer.wrap(last, 0, lastLength);
    }

    /** A full chunk means that the next bytes are here already. */
    private boolean isFull() {
      return last.length >= SMALL_CHUNK_BYTES && lastLength == last.length;
    }

    private void read(byte[] chunk) throws IOException {
      last = chunk;
      lastLength = Math.max(0, in.read(chunk));
    }

    /** How many bytes are known to come, 0 if nothing is. */
    void expect(int bytes) {
      expected = bytes;
    }

    long fed() {
      return fed;
    }

    byte[] tail(int length) {
      return Arrays.copyOfRange(last, lastLength - length, lastLength);
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
