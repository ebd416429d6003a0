package zerobridge.site;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import zerobridge.Vectors;
import zerobridge.codec.Message;
import zerobridge.codec.MsgPackReader;
import zerobridge.codec.MsgPackWriter;
import zerobridge.content.Diff;

/** The differences in a push, in the bytes in which they travel. */
class UpdateDiffsVectorsTest {
  private static final String FILE = "data.json";

  @TestFactory
  Stream<DynamicTest> recordedDiffsAreReadAndOursAreRead() {
    return Vectors.cases(Vectors.json("peer/update_diffs.json").getAsJsonObject().get("vectors"))
        .map(c -> DynamicTest.dynamicTest("to " + c.get("new"), () -> check(c)));
  }

  private static void check(JsonObject c) throws IOException {
    byte[] old = c.get("old").getAsString().getBytes(StandardCharsets.UTF_8);
    byte[] next = c.get("new").getAsString().getBytes(StandardCharsets.UTF_8);
    byte[] recorded = HexFormat.of().parseHex(c.get("packed_hex").getAsString());

    assertThat(applied(travelled(recorded), old, next.length)).isEqualTo(next);

    byte[] ours = MsgPackWriter.encode(Diff.between(old, next).orElseThrow().toMessage());
    List<?> arrived = travelled(ours);
    assertThat(applied(arrived, old, next.length)).isEqualTo(next);
    for (Object step : arrived) {
      // Others need the lines as binary in a list; text they would take for single letters.
      if (step instanceof List<?> pair && "+".equals(pair.get(0))) {
        assertThat((List<?>) pair.get(1)).allMatch(line -> line instanceof byte[]);
      }
    }
  }

  private static byte[] applied(List<?> actions, byte[] old, long size) throws IOException {
    return Diff.parse(actions).apply(old, size);
  }

  /** The list as it arrives inside a message. */
  private static List<?> travelled(byte[] packed) throws IOException {
    byte[] before = MsgPackWriter.encode(Map.of(FILE, List.of()));
    byte[] message = new byte[before.length - 1 + packed.length];
    System.arraycopy(before, 0, message, 0, before.length - 1);
    System.arraycopy(packed, 0, message, before.length - 1, packed.length);
    Message read = new MsgPackReader(new ByteArrayInputStream(message)).next();
    return Objects.requireNonNull(read).list(FILE);
  }
}
