package zerobridge.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FramesTest {
  @Test
  void carriesTheLargestFrame() throws IOException {
    byte[] body = new byte[Frames.LIMIT];
    Arrays.fill(body, (byte) 'x');
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Frames.write(Channels.newChannel(out), body);
    assertThat(read(out.toByteArray())).isEqualTo(body);
  }

  @Test
  void refusesOneByteMoreEitherWay() {
    assertThatThrownBy(
            () ->
                Frames.write(
                    Channels.newChannel(new ByteArrayOutputStream()), new byte[Frames.LIMIT + 1]))
        .isInstanceOf(BridgeException.class);
    assertThatThrownBy(() -> read(head(Frames.LIMIT + 1))).isInstanceOf(BridgeException.class);
  }

  @Test
  void refusesEmptyAndNegativeLengths() {
    assertThatThrownBy(() -> read(head(0))).isInstanceOf(BridgeException.class);
    assertThatThrownBy(() -> read(head(-1))).hasMessageContaining("4294967295");
  }

  @Test
  void tellsAnEndBetweenFramesFromAnEndInside() throws IOException {
    assertThat(read(new byte[0])).isNull();
    assertThatThrownBy(() -> read(new byte[2])).isInstanceOf(EOFException.class);
    assertThatThrownBy(() -> read(head(5))).isInstanceOf(EOFException.class);
  }

  private static byte[] head(int length) {
    return ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(length).array();
  }

  private static byte @Nullable [] read(byte[] bytes) throws IOException {
    return Frames.read(Channels.newChannel(new ByteArrayInputStream(bytes)));
  }
}
