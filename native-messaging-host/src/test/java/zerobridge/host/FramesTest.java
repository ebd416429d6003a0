package zerobridge.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FramesTest {
  @Test
  void carriesTheSmallestAndTheLargestFrame() throws IOException {
    for (int length : new int[] {1, Frames.LIMIT}) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      Frames.write(Channels.newChannel(out), new byte[length]);
      assertThat(read(out.toByteArray())).hasSize(length);
    }
  }

  @Test
  void writesTheLengthInNativeOrder() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Frames.write(Channels.newChannel(out), new byte[] {'{', '}'});
    assertThat(ByteBuffer.wrap(out.toByteArray()).order(ByteOrder.nativeOrder()).getInt())
        .isEqualTo(2);
  }

  @Test
  void refusesToWriteWhatBrowsersWouldRefuse() {
    var out = Channels.newChannel(new ByteArrayOutputStream());
    assertThatThrownBy(() -> Frames.write(out, new byte[0])).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> Frames.write(out, new byte[Frames.LIMIT + 1]))
        .isInstanceOf(IOException.class);
  }

  @Test
  void refusesLengthsOutsideTheLimits() {
    assertThatThrownBy(() -> read(head(0))).hasMessageContaining("0 bytes");
    assertThatThrownBy(() -> read(head(Frames.LIMIT + 1))).hasMessageContaining("1048577");
    assertThatThrownBy(
            () -> read("hello, stray line\n".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
        .hasMessageContaining("bytes is not within");
  }

  @Test
  void tellsAnEndBetweenFramesFromAnEndInside() throws IOException {
    assertThat(read(new byte[0])).isNull();
    assertThatThrownBy(() -> read(new byte[3])).isInstanceOf(EOFException.class);
    assertThatThrownBy(() -> read(head(1))).isInstanceOf(EOFException.class);
  }

  private static byte[] head(int length) {
    return ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(length).array();
  }

  private static byte @Nullable [] read(byte[] bytes) throws IOException {
    return Frames.read(Channels.newChannel(new ByteArrayInputStream(bytes)));
  }
}
