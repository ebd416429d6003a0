package zerobridge.ui;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands over real sockets: the wrapper's and the framed site's. */
class ApiSocketTest {
  @TempDir static Path data;
  private static UiFixture ui;

  @BeforeAll
  static void start() throws Exception {
    ui = new UiFixture(data);
  }

  @AfterAll
  static void stop() {
    ui.close();
  }

  private static TestSocket wrapper(JsonObject boot) throws Exception {
    return opened(boot.get("wrapperKey").getAsString());
  }

  private static TestSocket frame(JsonObject boot) throws Exception {
    return opened(boot.get("frameKey").getAsString());
  }

  /**
   * The upgrade is answered before the server counts the connection; an answer proves that it does.
   */
  private static TestSocket opened(String key) throws Exception {
    TestSocket socket = TestSocket.open(ui, key);
    assertThat(socket.ask("ping", new JsonObject()).getAsString()).isEqualTo("pong");
    return socket;
  }

  private static JsonArray list(String... texts) {
    JsonArray list = new JsonArray();
    List.of(texts).forEach(list::add);
    return list;
  }

  @Test
  void parametersComeInAllForms() throws Exception {
    try (TestSocket frame = frame(ui.openPage())) {
      JsonObject named = new JsonObject();
      named.addProperty("inner_path", "data.json");
      JsonPrimitive text = new JsonPrimitive("{\"a\": [1]}");
      assertThat(frame.ask("fileGet", named)).isEqualTo(text);
      assertThat(frame.ask("fileGet", list("data.json"))).isEqualTo(text);
      assertThat(frame.ask("FileGet", new JsonPrimitive("data.json"))).isEqualTo(text);
      named.addProperty("unknown", 1);
      assertThat(frame.ask("fileGet", named).toString()).contains("Unknown parameter: unknown");
    }
  }

  @Test
  void messagesToOtherPagesNeedTheSitesRules() throws Exception {
    try (TestSocket frame = frame(ui.openPage())) {
      assertThat(frame.ask("peerBroadcast", list("hello")).toString())
          .contains("doesn't support P2P messages");
      assertThat(frame.ask("peerSend", list("127.0.0.1:1", "hello")).toString())
          .contains("doesn't support P2P messages");
      assertThat(frame.ask("peerValid", list("00"))).isEqualTo(new JsonPrimitive("ok"));
    }
  }

  @Test
  void siteInfoHasItsShape() throws Exception {
    try (TestSocket frame = frame(ui.openPage())) {
      JsonObject info = frame.ask("siteInfo", new JsonObject()).getAsJsonObject();
      assertThat(info.keySet())
          .contains(
              "auth_address",
              "cert_user_id",
              "address",
              "address_short",
              "address_hash",
              "settings",
              "content_updated",
              "bad_files",
              "size_limit",
              "next_size_limit",
              "peers",
              "started_task_num",
              "tasks",
              "workers",
              "content",
              "privatekey",
              "feed_follow_num");
      assertThat(info.getAsJsonObject("content").get("files").isJsonPrimitive()).isTrue();
      assertThat(info.getAsJsonObject("content").has("signs")).isFalse();
      assertThat(info.getAsJsonObject("settings").has("wrapper_key")).isFalse();
      assertThat(info.get("cert_user_id").isJsonNull()).isTrue();
    }
  }

  @Test
  void serverInfoTellsSitesTheVersionAndNothingPersonal() throws Exception {
    JsonObject boot = ui.openPage();
    try (TestSocket frame = frame(boot);
        TestSocket wrapper = wrapper(boot)) {
      JsonObject shown = frame.ask("serverInfo", new JsonObject()).getAsJsonObject();
      assertThat(shown.get("rev").getAsInt()).isGreaterThan(4120);
      assertThat(shown.get("version").getAsString()).matches("\\d+\\.\\d+\\.\\d+");
      assertThat(shown.get("fileserver_port").getAsInt()).isZero();
      JsonObject whole = wrapper.ask("serverInfo", new JsonObject()).getAsJsonObject();
      assertThat(whole.get("fileserver_port").getAsInt()).isEqualTo(15441);
    }
  }

  @Test
  void filesOfOwnSitesAreWrittenListedAndDeleted() throws Exception {
    try (TestSocket frame = frame(ui.openPage())) {
      String content = Base64.getEncoder().encodeToString("hello".getBytes(StandardCharsets.UTF_8));
      assertThat(frame.ask("fileWrite", list("new/a.txt", content)).getAsString()).isEqualTo("ok");
      assertThat(Files.readString(ui.site.directory().resolve("new/a.txt"))).isEqualTo("hello");
      assertThat(frame.ask("fileList", list("new"))).isEqualTo(list("a.txt"));
      assertThat(frame.ask("fileDelete", list("new/a.txt")).getAsString()).isEqualTo("ok");
      assertThat(frame.ask("fileGet", list("new/a.txt"))).isEqualTo(JsonNull.INSTANCE);
      assertThat(frame.ask("fileGet", list("../users.json"))).isEqualTo(JsonNull.INSTANCE);
    }
  }

  @Test
  void settingsOfASiteComeBack() throws Exception {
    JsonObject boot = ui.openPage();
    try (TestSocket frame = frame(boot);
        TestSocket wrapper = wrapper(boot)) {
      JsonObject settings = new JsonObject();
      settings.addProperty("a", 1);
      JsonArray wrapped = new JsonArray();
      wrapped.add(settings);
      assertThat(frame.ask("userSetSettings", wrapped).getAsString()).isEqualTo("ok");
      assertThat(frame.ask("userGetSettings", new JsonObject())).isEqualTo(settings);
      JsonObject stored = new JsonObject();
      stored.add("value", settings);
      assertThat(wrapper.ask("pageStorageSet", stored).getAsString()).isEqualTo("ok");
      assertThat(wrapper.ask("pageStorageGet", new JsonObject())).isEqualTo(settings);
    }
  }

  @Test
  void row16SiteCannotAnswerTheWrappersQuestions() throws Exception {
    JsonObject boot = ui.openPage();
    try (TestSocket frame = frame(boot);
        TestSocket wrapper = wrapper(boot)) {
      // A question for the person, asked by the site's own command.
      frame.send("certSelect", new JsonObject(), 1);
      JsonObject question = wrapper.push("chooseCertificate");
      long id = question.get("id").getAsLong();
      frame.respond(id, new JsonPrimitive("forged"));
      assertThat(frame.ask("ping", new JsonObject()).getAsString()).isEqualTo("pong");
      wrapper.respond(id + 1000, new JsonPrimitive("forged"));
      wrapper.respond(id, JsonNull.INSTANCE);
      assertThat(wrapper.ask("ping", new JsonObject()).getAsString()).isEqualTo("pong");
      assertThat(ui.users.current().certificate(ui.address)).isEmpty();
    }
  }

  @Test
  void row17RightsFollowFromTheConnectionNeverFromTheId() throws Exception {
    JsonObject boot = ui.openPage();
    try (TestSocket frame = frame(boot);
        TestSocket wrapper = wrapper(boot)) {
      for (JsonElement id :
          List.of(
              new JsonPrimitive(1_000_000),
              new JsonPrimitive(1e12),
              new JsonPrimitive("1000001"),
              new JsonPrimitive(true))) {
        JsonElement answer = frame.ask("siteList", new JsonObject(), id);
        assertThat(answer.toString()).contains("You don't have permission to run siteList");
      }
      assertThat(wrapper.ask("siteList", new JsonObject()).isJsonArray()).isTrue();
    }
  }

  @Test
  void row17GrantedAdminStillIsNotTheWrapper() throws Exception {
    JsonObject boot = ui.openPage();
    try (TestSocket frame = frame(boot);
        TestSocket wrapper = wrapper(boot)) {
      assertThat(wrapper.ask("permissionAdd", list("ADMIN")).getAsString()).isEqualTo("ok");
      assertThat(frame.ask("siteList", new JsonObject()).isJsonArray()).isTrue();
      assertThat(frame.ask("pageStorageGet", new JsonObject()).toString())
          .contains("You don't have permission");
      assertThat(wrapper.ask("permissionRemove", list("ADMIN")).getAsString()).isEqualTo("ok");
      assertThat(frame.ask("siteList", new JsonObject()).toString()).contains("permission");
    }
  }

  @Test
  void row18UnknownCommandsAreDenied() throws Exception {
    try (TestSocket frame = frame(ui.openPage())) {
      assertThat(frame.ask("actionSiteList", new JsonObject()).toString())
          .isEqualTo("{\"error\":\"Unknown command: actionSiteList\"}");
      assertThat(frame.ask("", new JsonObject()).toString()).contains("Unknown command");
    }
  }

  @Test
  void otherSitesAreClosedToASite() throws Exception {
    try (TestSocket frame = frame(ui.openPage())) {
      JsonObject call = new JsonObject();
      call.addProperty("address", "1HeLLo4uzjaLetFx6NH3PMwFP3qbRbTf3D");
      call.addProperty("cmd", "siteInfo");
      assertThat(frame.ask("as", call).getAsString())
          .isEqualTo("No permission for site 1HeLLo4uzjaLetFx6NH3PMwFP3qbRbTf3D");
      call.addProperty("address", ui.address.value());
      call.addProperty("cmd", "siteList");
      assertThat(frame.ask("as", call).toString()).contains("You don't have permission");
    }
  }

  @Test
  void changesReachBothSidesOfAPage() throws Exception {
    JsonObject boot = ui.openPage();
    try (TestSocket frame = frame(boot);
        TestSocket wrapper = wrapper(boot)) {
      assertThat(wrapper.ask("siteSetLimit", list("20")).getAsString()).isEqualTo("ok");
      assertThat(frame.push("setSiteInfo").getAsJsonObject("params").get("size_limit").getAsInt())
          .isEqualTo(20);
      assertThat(wrapper.push("setSiteInfo").getAsJsonObject("params").get("address").getAsString())
          .isEqualTo(ui.address.value());
    }
  }

  @Test
  void aSiteIsPublishedOnceInThirtySecondsAndTheRestIsQueued() throws Exception {
    JsonObject boot = ui.openPage();
    JsonObject params = new JsonObject();
    params.addProperty("sign", false);
    try (TestSocket wrapper = wrapper(boot)) {
      assertThat(wrapper.ask("sitePublish", params).getAsString()).isEqualTo("ok");
      assertThat(wrapper.ask("sitePublish", params).getAsString()).isEqualTo("ok");
    }
    try (TestSocket wrapper = wrapper(ui.openPage())) {
      wrapper.send("sitePublish", params, 77);
      JsonArray notice = wrapper.push("notification").getAsJsonArray("params");
      assertThat(notice.get(0).getAsString()).isEqualTo("info");
      assertThat(notice.get(1).getAsString())
          .startsWith("Saved. The new version goes out in ")
          .endsWith(" seconds.");
    }
    assertThat(ui.site.settings().unpublished()).hasSize(1);
  }
}
