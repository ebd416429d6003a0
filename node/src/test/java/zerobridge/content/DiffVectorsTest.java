package zerobridge.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import zerobridge.Vectors;

class DiffVectorsTest {
  @TestFactory
  Stream<DynamicTest> recordedDiffs() {
    return Vectors.cases(Vectors.json("content/diff.json"))
        .map(c -> DynamicTest.dynamicTest("to " + c.get("new"), () -> check(c)));
  }

  private static void check(JsonObject c) throws Exception {
    byte[] old = bytes(c.get("old").getAsString());
    byte[] next = bytes(c.get("new").getAsString());
    if (c.get("actions").isJsonArray()) {
      Diff diff = Diff.parse(actions(c.get("actions").getAsJsonArray()));
      assertThat(diff.apply(old, next.length)).isEqualTo(next);
    } else {
      assertThat(Diff.between(old, next)).isEmpty();
      return;
    }
    Diff own = Diff.between(old, next).orElseThrow();
    assertThat(Diff.parse(own.toMessage()).apply(old, next.length)).isEqualTo(next);
  }

  private static List<Object> actions(JsonArray recorded) {
    List<Object> actions = new ArrayList<>();
    for (JsonElement pair : recorded) {
      JsonElement argument = pair.getAsJsonArray().get(1);
      Object value =
          argument.isJsonArray()
              ? argument.getAsJsonArray().asList().stream().map(JsonElement::getAsString).toList()
              : (Object) argument.getAsLong();
      actions.add(List.of(pair.getAsJsonArray().get(0).getAsString(), value));
    }
    return actions;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void makesWhatItComparedForRandomEdits() throws Exception {
    Random random = new Random(7);
    for (int round = 0; round < 300; round++) {
      List<String> lines = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        lines.add("line " + random.nextInt(30) + "\n");
      }
      byte[] old = bytes(String.join("", lines));
      for (int i = 0; i < 5; i++) {
        lines.remove(random.nextInt(lines.size()));
        lines.add(random.nextInt(lines.size()), "new " + random.nextInt(9));
      }
      byte[] next = bytes(String.join("", lines));
      Diff diff = Diff.between(old, next).orElseThrow();
      assertThat(diff.apply(old, next.length)).isEqualTo(next);
    }
  }

  @Test
  void refusesStepsThatDoNotFit() throws Exception {
    byte[] old = bytes("ab\n");
    assertThat(Diff.parse(step("=", 3L)).apply(old, 3)).isEqualTo(old);
    assertThatThrownBy(() -> Diff.parse(step("=", 4L)).apply(old, 4))
        .hasMessageContaining("beyond the end");
    assertThatThrownBy(() -> Diff.parse(step("-", 4L)).apply(old, 0))
        .hasMessageContaining("beyond the end");
    assertThatThrownBy(() -> Diff.parse(step("+", List.of("abcd"))).apply(old, 3))
        .hasMessageContaining("more than 3");
    assertThatThrownBy(() -> Diff.parse(step("=", 2L)).apply(old, 3)).hasMessageContaining("makes");
    for (Object bad : Arrays.asList(-1L, 1.5, "1", null, List.of(1L))) {
      assertThatThrownBy(() -> Diff.parse(step("=", bad))).isInstanceOf(ContentException.class);
    }
    assertThatThrownBy(() -> Diff.parse(step("?", 1L))).isInstanceOf(ContentException.class);
    assertThatThrownBy(() -> Diff.parse(List.of("="))).isInstanceOf(ContentException.class);
  }

  private static List<Object> step(String kind, @Nullable Object argument) {
    return List.of(Arrays.asList(kind, argument));
  }

  @Test
  void givesUpOnVersionsThatAreTooLargeToCompare() {
    byte[] same = bytes("x\n".repeat(10_000));
    assertThat(Diff.between(same, bytes("x\n".repeat(9_999)))).isEmpty();
  }
}
