package zerobridge.codec;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import zerobridge.RandomBytes;

/** Random bytes never do more than be refused; profile {@code fuzz} looks harder. */
class RandomCodecTest {
  @Test
  void messagePack() throws IOException {
    RandomBytes.feed("codec/MsgPackFuzz", CodecTargets::msgPack);
  }

  @Test
  void bencode() throws IOException {
    RandomBytes.feed("codec/BencodeFuzz", CodecTargets::bencode);
  }

  @Test
  void hashfields() throws IOException {
    RandomBytes.feed("codec/FieldsFuzz", CodecTargets::hashfield);
  }

  @Test
  void piecefields() throws IOException {
    RandomBytes.feed("codec/FieldsFuzz", CodecTargets::piecefield);
  }
}
