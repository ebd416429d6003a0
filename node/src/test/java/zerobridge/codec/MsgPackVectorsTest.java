package zerobridge.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import zerobridge.Vectors;

/** Every recorded message is read as it was meant and written byte for byte. */
class MsgPackVectorsTest {
  private static final HexFormat HEX = HexFormat.of();

  static Stream<Arguments> messages() {
    List<Arguments> found = new ArrayList<>();
    for (String file : List.of("commands_072", "client_requests_072", "zero_announce_072")) {
      collect(file, Vectors.json("peer/" + file + ".json"), found);
    }
    return found.stream();
  }

  /** Wherever {@code x_hex} stands beside {@code x}, the first is the second on the wire. */
  private static void collect(String where, JsonElement json, List<Arguments> found) {
    if (json instanceof JsonArray array) {
      array.forEach(element -> collect(where, element, found));
    } else if (json instanceof JsonObject object) {
      String name = object.has("name") ? where + ": " + object.get("name").getAsString() : where;
      for (Map.Entry<String, JsonElement> entry : object.entrySet()) {
        JsonElement hex = object.get(entry.getKey() + "_hex");
        if (hex != null && hex.isJsonPrimitive()) {
          found.add(
              Arguments.of(name + ", " + entry.getKey(), hex.getAsString(), entry.getValue()));
        } else {
          collect(name, entry.getValue(), found);
        }
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("messages")
  void readsAndWritesTheRecordedBytes(String name, String hex, JsonElement tree)
      throws IOException {
    byte[] bytes = HEX.parseHex(hex);
    MsgPackReader reader = new MsgPackReader(new ByteArrayInputStream(bytes));
    int position = 0;
    for (JsonElement part : tree instanceof JsonArray parts ? parts : List.of(tree)) {
      JsonObject object = part.getAsJsonObject();
      if (object.has("$raw_stream_after_object")) {
        int raw = object.get("$raw_stream_after_object").getAsInt();
        position += raw;
        while (raw > 0) {
          raw -= reader.nextRaw(raw).remaining();
        }
        continue;
      }
      Object expected = VectorTrees.tree(object);
      assertThat(VectorTrees.text(reader.next())).isEqualTo(VectorTrees.text(expected));
      byte[] written = MsgPackWriter.encode(expected);
      assertThat(HEX.formatHex(written))
          .isEqualTo(HEX.formatHex(bytes, position, position + written.length));
      position += written.length;
    }
    assertThat(position).isEqualTo(bytes.length);
  }

  static Stream<JsonObject> messagesOf2016() {
    return Vectors.cases(
        Vectors.json("peer/rev1536_messages.json").getAsJsonObject().get("vectors"));
  }

  @ParameterizedTest
  @MethodSource("messagesOf2016")
  void readsMessagesOf2016WhateverKindTheirTextsHave(JsonObject vector) throws IOException {
    byte[] bytes = HEX.parseHex(vector.get("hex").getAsString());
    MsgPackReader reader = new MsgPackReader(new ByteArrayInputStream(bytes));
    JsonElement expected = vector.get("decoded_by_072_before_use_bin_type");
    if (expected.isJsonNull()) {
      assertThatThrownBy(reader::next).isInstanceOf(ProtocolException.class);
      return;
    }
    assertSame(Objects.requireNonNull(reader.next()), VectorTrees.message(expected));
    assertThat(reader.next()).isNull();
  }

  private static void assertSame(Message message, Map<?, ?> expected) {
    assertThat(message.fields().keySet()).isEqualTo(expected.keySet());
    expected.forEach(
        (rawKey, value) -> {
          String key = (String) rawKey;
          if (value instanceof String text) {
            assertThat(message.text(key)).isEqualTo(text);
          } else if (value instanceof byte[] binary) {
            assertThat(message.bytes(key)).isEqualTo(binary);
          } else if (value instanceof Map<?, ?> map) {
            assertSame(Objects.requireNonNull(message.map(key)), map);
          } else if (value instanceof List<?> list
              && list.stream().allMatch(byte[].class::isInstance)) {
            assertThat(message.binaries(key))
                .usingElementComparator(java.util.Arrays::compare)
                .isEqualTo(list);
          } else if (!(value instanceof List)) {
            assertThat(message.value(key)).isEqualTo(value);
          }
        });
  }
}
