package zerobridge.codec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;

/**
 * Writes the values that the peer protocol knows: {@link String} as str, {@code byte[]} and {@link
 * ByteBuffer} as bin, whole numbers in the shortest form, other numbers as float64, maps in the
 * order of their iteration. The kinds matter to the reference, so nothing is guessed.
 */
public final class MsgPackWriter {
  private static final MessagePack.PackerConfig SMALL_BUFFERS =
      MessagePack.DEFAULT_PACKER_CONFIG.withBufferSize(512);

  private MsgPackWriter() {}

  /**
   * The bytes of one value with all that is in it.
   *
   * @throws IllegalArgumentException if a value is of another type: that's a bug of the caller
   */
  public static byte[] encode(@Nullable Object value) {
    try (MessageBufferPacker packer = SMALL_BUFFERS.newBufferPacker()) {
      write(packer, value);
      return packer.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("Writing to memory can't fail.", e);
    }
  }

  /** The bytes before binary data of a length, for data that is sent from elsewhere. */
  public static byte[] binaryHeader(int length) {
    try (MessageBufferPacker packer = SMALL_BUFFERS.newBufferPacker()) {
      packer.packBinaryHeader(length);
      return packer.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("Writing to memory can't fail.", e);
    }
  }

  private static void write(MessageBufferPacker packer, @Nullable Object value) throws IOException {
    if (value == null) {
      packer.packNil();
    } else if (value instanceof String text) {
      packer.packString(text);
    } else if (value instanceof byte[] bytes) {
      packer.packBinaryHeader(bytes.length).writePayload(bytes);
    } else if (value instanceof Boolean flag) {
      packer.packBoolean(flag);
    } else if (value instanceof Number number) {
      writeNumber(packer, number);
    } else if (value instanceof Map<?, ?> map) {
      packer.packMapHeader(map.size());
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        write(packer, entry.getKey());
        write(packer, entry.getValue());
      }
    } else if (value instanceof Collection<?> elements) {
      packer.packArrayHeader(elements.size());
      for (Object element : elements) {
        write(packer, element);
      }
    } else if (value instanceof ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.duplicate().get(bytes);
      packer.packBinaryHeader(bytes.length).writePayload(bytes);
    } else {
      throw new IllegalArgumentException("MessagePack has no form for " + value.getClass());
    }
  }

  private static void writeNumber(MessageBufferPacker packer, Number number) throws IOException {
    if (number instanceof BigInteger big) {
      packer.packBigInteger(big);
    } else if (number instanceof Double || number instanceof Float) {
      packer.packDouble(number.doubleValue());
    } else {
      packer.packLong(number.longValue());
    }
  }
}
