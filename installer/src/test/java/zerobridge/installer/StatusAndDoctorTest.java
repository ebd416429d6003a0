package zerobridge.installer;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatusAndDoctorTest {

  @TempDir Path folder;
  private Household household;
  private Path firefox;

  @BeforeEach
  void build() throws IOException {
    household = new Household(folder);
    firefox =
        household.home.resolve(".mozilla/native-messaging-hosts/io.github.zerobridge.host.json");
    household.environment.put("ZEROBRIDGE_RUN_DIR", folder.resolve("run").toString());
  }

  @Test
  void tellsThatNothingRunsAndNothingIsInstalled() {
    assertThat(household.run("status")).isZero();
    assertThat(household.out()).contains("not running").contains("not installed");
  }

  @Test
  void tellsWhatTheRunningNodeSays() throws IOException {
    household.run("install");
    try (FakeNode node = new FakeNode(folder.resolve("run"))) {
      assertThat(household.run("status", "--json")).isZero();
      assertThat(node.asked).startsWith("hello", "status");
    }
    assertThat(
            JsonParser.parseString(household.out())
                .getAsJsonObject()
                .getAsJsonObject("node")
                .get("nodeVersion")
                .getAsString())
        .isEqualTo("9.9.9");
  }

  @Test
  void tellsWhetherOthersCanReachTheNodeAndWhatToDo() throws IOException {
    try (FakeNode node = new FakeNode(folder.resolve("run"))) {
      assertThat(household.run("status")).isZero();
      assertThat(node.asked).contains("status");
    }
    assertThat(household.out())
        .contains("note  Reach: Others can’t reach this node. (0 of 2 nodes asked could connect)")
        .contains("→ Forward TCP port 5.");
  }

  @Test
  void takesASocketThatNobodyListensOnForNoNode() throws IOException {
    try (FakeNode node = new FakeNode(folder.resolve("run"))) {
      Files.move(folder.resolve("run/node.sock"), folder.resolve("run/kept"));
      assertThat(node.asked).isEmpty();
    }
    Files.move(folder.resolve("run/kept"), folder.resolve("run/node.sock"));
    assertThat(household.run("status")).isZero();
    assertThat(household.out()).contains("not running");
  }

  @Test
  void stopsTheNodeBeforeTheProgramGoes() throws IOException {
    household.run("install");
    try (FakeNode node = new FakeNode(folder.resolve("run"))) {
      assertThat(household.run("uninstall")).isZero();
      assertThat(node.asked).startsWith("hello", "stop");
    }
  }

  @Test
  void findsNothingWrongWithAFreshInstall() {
    household.run("install");
    assertThat(household.run("doctor")).isZero();
    assertThat(household.out())
        .containsPattern("ok +Host: the node answered through it in \\d+ ms")
        .doesNotContain("FAIL");
  }

  @Test
  void wantsAnInstallFirst() {
    assertThat(household.run("doctor")).isEqualTo(1);
    assertThat(household.out()).contains("run `zerobridge install`");
  }

  @Test
  void findsTheFieldThatFirefoxRefuses() throws IOException {
    household.run("install");
    Files.writeString(
        firefox,
        Files.readString(firefox).replace("\"type\"", "\"allowed_origins\": [], \"type\""));
    assertThat(household.run("doctor")).isEqualTo(1);
    assertThat(household.out()).contains("has the field \"allowed_origins\"");
  }

  @Test
  void findsBrokenJson() throws IOException {
    household.run("install");
    Files.writeString(firefox, "{");
    assertThat(household.run("doctor")).isEqualTo(1);
    assertThat(household.out()).contains("is not valid JSON");
  }

  @Test
  void findsAMissingManifest() throws IOException {
    household.run("install");
    Files.delete(firefox);
    assertThat(household.run("doctor")).isEqualTo(1);
    assertThat(household.out()).contains("Firefox: is not told of ZeroBridge");
  }

  @Test
  void findsAHostThatOnlyPrintsText() throws IOException {
    household.run("install");
    Path host = household.home.resolve(".local/lib/zerobridge/bin/zerobridge-host");
    Files.writeString(host, "#!/bin/sh\necho hello\n");
    assertThat(household.run("doctor")).isEqualTo(1);
    assertThat(household.out()).contains("is not within 1 to");
  }

  @Test
  void findsAHostThatCannotStart() throws IOException {
    household.run("install");
    Path host = household.home.resolve(".local/lib/zerobridge/bin/zerobridge-host");
    Files.setPosixFilePermissions(host, PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(household.run("doctor", "--json")).isEqualTo(1);
    assertThat(household.out()).contains("which is not a program that can be started");
  }

  @Test
  void warnsOfBrowsersInBoxes() throws IOException {
    household.run("install");
    Files.createDirectories(household.home.resolve("snap/firefox"));
    assertThat(household.run("doctor")).isZero();
    assertThat(household.out()).contains("Firefox as a snap");
  }
}
