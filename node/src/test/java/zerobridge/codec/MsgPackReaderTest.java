package zerobridge.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MsgPackReaderTest {
  private static MsgPackReader reader(byte[] bytes) {
    return new MsgPackReader(new ByteArrayInputStream(bytes));
  }

  private static Message next(MsgPackReader reader) throws IOException {
    return Objects.requireNonNull(reader.next());
  }

  private static byte[] hex(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dd7fffffff", // array32 of 2 billion
        "81a161dd7fffffff",
        "df3fffffff", // map32
        "81a161df3fffffff",
        "81a161c67fffffff", // bin32
        "81a161db7fffffff", // str32
        "81a161c97fffffff00", // ext32
        "81a161c6ffffffff",
        "dd4242dddd42", // found by a fuzzer: twelve seconds and five gigabytes elsewhere
        "c1", // never used
        "920102", // no map
        "a161",
        "01",
        "16030100", // a TLS hello
        "81c001", // nil as key
        "819001" // array as key
      })
  void refusesWhatNoMessageIs(String bytes) {
    assertThatThrownBy(() -> reader(hex(bytes)).next()).isInstanceOf(ProtocolException.class);
  }

  @Test
  void refusesNestingBombAtTheLimit() throws IOException {
    byte[] allowed = new byte[MsgPackReader.MAX_DEPTH + 3];
    Arrays.fill(allowed, (byte) 0x91);
    System.arraycopy(hex("81a161"), 0, allowed, 0, 3);
    allowed[allowed.length - 1] = 1;
    assertThat(reader(allowed).next()).isNotNull();

    byte[] bomb = new byte[200_000];
    Arrays.fill(bomb, (byte) 0x91);
    System.arraycopy(hex("81a161"), 0, bomb, 0, 3);
    assertThatThrownBy(() -> reader(bomb).next())
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("nests");
  }

  @Test
  void refusesMoreBytesThanAllowed() throws IOException {
    // One map header, one key of two bytes, one bin32 header of five.
    int overhead = 1 + 2 + 5;
    byte[] largest = message(MsgPackReader.MAX_MESSAGE_BYTES - overhead);
    assertThat(largest).hasSize(MsgPackReader.MAX_MESSAGE_BYTES);
    assertThat(reader(largest).next()).isNotNull();

    byte[] tooLarge = message(MsgPackReader.MAX_MESSAGE_BYTES - overhead + 1);
    assertThatThrownBy(() -> reader(tooLarge).next())
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("larger");
  }

  private static byte[] message(int size) {
    return MsgPackWriter.encode(Map.of("a", new byte[size]));
  }

  @Test
  void refusesManyTinyValues() {
    byte[] many = new byte[MsgPackReader.MAX_VALUES + 20];
    Arrays.fill(many, (byte) 0x80);
    System.arraycopy(hex("81a161dd"), 0, many, 0, 4);
    ByteBuffer.wrap(many).putInt(4, MsgPackReader.MAX_VALUES);
    assertThatThrownBy(() -> reader(many).next())
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("values");
  }

  @Test
  void endInsideMessageIsNotTheEndBetweenTwo() throws IOException {
    assertThat(reader(new byte[0]).next()).isNull();
    assertThatThrownBy(() -> reader(hex("81a3")).next()).isInstanceOf(EOFException.class);
    assertThatThrownBy(() -> reader(hex("81a161c600050000")).next())
        .isInstanceOf(EOFException.class);
  }

  @Test
  void keepsRawBytesAndLeftoverApart() throws IOException {
    ByteArrayOutputStream wire = new ByteArrayOutputStream();
    wire.write(MsgPackWriter.encode(Map.of("stream_bytes", 70_000)));
    byte[] raw = new byte[70_000];
    new Random(1).nextBytes(raw);
    wire.write(raw);
    wire.write(MsgPackWriter.encode(Map.of("cmd", "ping")));
    wire.write(hex("160301"));
    MsgPackReader reader = reader(wire.toByteArray());

    assertThat(next(reader).integer("stream_bytes")).hasValue(70_000);
    ByteArrayOutputStream got = new ByteArrayOutputStream();
    while (got.size() < raw.length) {
      ByteBuffer part = reader.nextRaw(raw.length - got.size());
      got.write(part.array(), part.arrayOffset() + part.position(), part.remaining());
    }
    assertThat(got.toByteArray()).isEqualTo(raw);
    assertThat(next(reader).text("cmd")).isEqualTo("ping");
    assertThat(reader.leftover()).isEqualTo(hex("160301"));
  }

  @Test
  void readsWhateverTheSplit() throws IOException {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("text", "é".repeat(40));
    fields.put("number", 1_700_000_000_000L);
    fields.put("list", List.of(1, -1, 1.5, true, "x"));
    fields.put("bytes", new byte[300]);
    byte[] bytes = MsgPackWriter.encode(fields);
    InputStream byteByByte =
        new ByteArrayInputStream(bytes) {
          @Override
          public int read(byte[] target, int offset, int length) {
            return super.read(target, offset, Math.min(length, 1));
          }
        };
    assertThat(VectorTrees.text(new MsgPackReader(byteByByte).next()))
        .isEqualTo(VectorTrees.text(reader(bytes).next()));
  }

  @Test
  void readsTextAndBytesAsEither() throws IOException {
    Message message = next(reader(hex("84a161c403616263a162a3616263a163a2fffea17401")));
    assertThat(message.text("a")).isEqualTo("abc");
    assertThat(message.bytes("b")).isEqualTo(hex("616263"));
    assertThat(message.bytes("c")).isEqualTo(hex("fffe"));
    assertThat(message.text("c")).isEqualTo("\ufffd\ufffd");
    assertThat(message.text("t")).isNull();
    assertThat(message.integer("t")).hasValue(1);
  }

  @Test
  void wholeNumbersAboveSixtyThreeBitsStayNumbers() throws IOException {
    Message message = next(reader(hex("81a161cfffffffffffffffff")));
    assertThat(message.integer("a")).isEmpty();
    assertThat(message.number("a")).hasValue(1.8446744073709552E19);
  }

  @Test
  void randomBytesNeverBreakTheReader() {
    long seed = 20261124;
    Random random = new Random(seed);
    int refused = 0;
    for (int i = 0; i < 5_000; i++) {
      byte[] bytes = new byte[random.nextInt(60)];
      random.nextBytes(bytes);
      if (bytes.length > 0 && i % 2 == 0) {
        bytes[0] = (byte) (0x80 + random.nextInt(16));
      }
      try {
        reader(bytes).next();
      } catch (IOException e) {
        refused++;
      }
    }
    assertThat(refused).as("seed %d", seed).isPositive();
  }
}
