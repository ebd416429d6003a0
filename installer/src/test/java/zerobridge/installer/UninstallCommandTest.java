package zerobridge.installer;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UninstallCommandTest {

  @TempDir Path folder;
  private Household household;

  @BeforeEach
  void build() throws IOException {
    household = new Household(folder);
  }

  @Test
  void leavesNothingBehind() throws IOException {
    household.run("install", "--all");
    assertThat(household.tree()).hasSizeGreaterThan(30);
    assertThat(household.run("uninstall")).isZero();
    assertThat(household.tree()).containsExactly("");
  }

  @Test
  void leavesWhatWasThereBefore() throws IOException {
    Files.createDirectories(household.home.resolve(".config/chromium/Default"));
    Files.createDirectories(household.home.resolve(".local/share/applications"));
    List<String> before = household.tree();
    household.run("install");
    household.run("uninstall");
    assertThat(household.tree()).isEqualTo(before);
  }

  @Test
  void leavesOtherDefaultProgramsAsTheyWere() throws IOException {
    String list =
        """
        [Added Associations]
        text/html=firefox.desktop;

        [Default Applications]
        x-scheme-handler/zero=other.desktop
        text/html=firefox.desktop
        """;
    Files.createDirectories(household.home.resolve(".config"));
    Files.writeString(household.home.resolve(".config/mimeapps.list"), list);
    household.run("install");
    assertThat(household.read(".config/mimeapps.list"))
        .contains("x-scheme-handler/zero=zerobridge.desktop;other.desktop;\n");
    household.run("uninstall");
    assertThat(household.read(".config/mimeapps.list"))
        .isEqualTo(list.replace("other.desktop\n", "other.desktop;\n"));
  }

  @Test
  void keepsAndNamesWhatWasChanged() throws IOException {
    household.run("install");
    Path manifest =
        household.home.resolve(".mozilla/native-messaging-hosts/io.github.zerobridge.host.json");
    Files.writeString(manifest, "{}");
    assertThat(household.run("uninstall")).isZero();
    assertThat(household.out())
        .contains("~/.mozilla/native-messaging-hosts/io.github.zerobridge.host.json");
    assertThat(household.tree())
        .containsExactly(
            "",
            ".mozilla",
            ".mozilla/native-messaging-hosts",
            ".mozilla/native-messaging-hosts/io.github.zerobridge.host.json");
  }

  @Test
  void undoesAnInstallThatWasCutShort() throws IOException {
    Surroundings where =
        new Surroundings(
            household.environment, household.home, Surroundings.Os.LINUX, household.distribution);
    Plan plan = new Plan(Optional.empty());
    plan.directoriesOf(where.installLog());
    plan.file(where.program().resolve("lib/a.jar"), new byte[] {1});
    plan.file(where.program().resolve("lib/b.jar"), new byte[] {2});
    for (Item item : plan.items()) {
      if (where.installLog().startsWith(item.path())) {
        plan.apply(item);
      }
    }
    new InstallLog(plan.items()).write(where.installLog());
    assertThat(household.run("uninstall")).isZero();
    assertThat(household.tree()).containsExactly("");
  }

  @Test
  void removesWhatAStoppedNodeLeft() throws IOException {
    household.run("install");
    Path run = Files.createDirectories(household.home.resolve(".local/state/zerobridge/run"));
    Files.createFile(run.resolve("node.lock"));
    Files.createFile(run.resolve("start.lock"));
    household.run("uninstall");
    assertThat(household.tree()).containsExactly("");
  }

  @Test
  void keepsTheDataUnlessToldToPurge() throws IOException {
    household.run("install");
    Path data = Files.createDirectories(household.home.resolve(".local/share/zerobridge/data"));
    Files.writeString(data.resolve("users.json"), "{}");
    household.run("uninstall");
    assertThat(data.resolve("users.json")).exists();
    assertThat(household.out()).contains("still in ~/.local/share/zerobridge/data");
    assertThat(household.run("uninstall", "--purge")).isZero();
    assertThat(data.getParent()).doesNotExist();
  }

  @Test
  void purgesNothingThatIsNotOurs() throws IOException {
    Path photos = Files.createDirectories(folder.resolve("photos"));
    Files.createFile(photos.resolve("cat.jpg"));
    assertThat(household.run("uninstall", "--purge", "--data", photos.toString())).isEqualTo(1);
    assertThat(photos.resolve("cat.jpg")).exists();
    assertThat(household.err()).contains("does not look like ZeroBridge's data");
  }

  @Test
  void onlyTellsInADryRun() throws IOException {
    household.run("install");
    List<String> before = household.tree();
    assertThat(household.run("uninstall", "--dry-run", "--json")).isZero();
    assertThat(JsonParser.parseString(household.out()).getAsJsonObject().getAsJsonArray("removed"))
        .isNotEmpty();
    assertThat(household.tree()).isEqualTo(before);
  }

  @Test
  void canBeRepeated() {
    household.run("install");
    household.run("uninstall");
    assertThat(household.run("uninstall")).isZero();
    assertThat(household.out()).contains("not installed");
  }
}
