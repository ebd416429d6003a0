package zerobridge.codec;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;

/** What readers of this package promise for any bytes: a value or an {@link IOException}. */
final class CodecTargets {
  private static final int PIECES = 40_000;

  private CodecTargets() {}

  static void msgPack(byte[] bytes) {
    MsgPackReader reader = new MsgPackReader(new ByteArrayInputStream(bytes));
    try {
      for (Message message = reader.next(); message != null; message = reader.next()) {
        byte[] written = MsgPackWriter.encode(message.fields());
        Message again = new MsgPackReader(new ByteArrayInputStream(written)).next();
        if (again == null || !Arrays.equals(written, MsgPackWriter.encode(again.fields()))) {
          throw new AssertionError("Written and read again it is another message.");
        }
        message.text("cmd");
        message.integer("to");
        message.flag("a");
        message.texts("crypt_supported");
      }
    } catch (IOException expected) {
      // Refused, as it may be.
    }
  }

  static void bencode(byte[] bytes) {
    try {
      byte[] written = Bencode.encode(Bencode.decode(bytes));
      if (!Arrays.equals(written, Bencode.encode(Bencode.decode(written)))) {
        throw new AssertionError("Written and read again it is another value.");
      }
    } catch (IOException expected) {
      // Refused, as it may be.
    }
  }

  static void hashfield(byte[] bytes) {
    try {
      Hashfield field = Hashfield.unpack(bytes);
      if (!Arrays.equals(field.pack(), Hashfield.unpack(field.pack()).pack())) {
        throw new AssertionError("Packed and unpacked it is another field.");
      }
    } catch (IOException expected) {
      // Refused, as it may be.
    }
  }

  static void piecefield(byte[] bytes) {
    try {
      Piecefield field = Piecefield.unpack(bytes, PIECES);
      if (!Arrays.equals(field.pack(), Piecefield.unpack(field.pack(), PIECES).pack())) {
        throw new AssertionError("Packed and unpacked it is another field.");
      }
    } catch (IOException expected) {
      // Refused, as it may be.
    }
  }
}
