package zerobridge.site;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import zerobridge.Vectors;
import zerobridge.io.InnerPath;

/** The boost by name is the reference's. */
class TaskPriorityVectorsTest {
  static Stream<JsonObject> cases() {
    JsonObject file = Vectors.json("peer/task_priority.json").getAsJsonObject();
    return StreamSupport.stream(file.getAsJsonArray("boosts").spliterator(), false)
        .map(JsonElement::getAsJsonObject);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theNameOfAFileSaysHowUrgentItIs(JsonObject example) {
    InnerPath path = InnerPath.parse(example.get("inner_path").getAsString());

    assertThat(TaskPriority.boost(path)).isEqualTo(example.get("boost_072").getAsInt());
  }
}
