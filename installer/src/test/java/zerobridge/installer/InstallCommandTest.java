package zerobridge.installer;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstallCommandTest {

  private static final String CHROMIUM =
      ".config/chromium/NativeMessagingHosts/io.github.zerobridge.host.json";
  private static final String FIREFOX =
      ".mozilla/native-messaging-hosts/io.github.zerobridge.host.json";

  @TempDir Path folder;
  private Household household;

  @BeforeEach
  void build() throws IOException {
    household = new Household(folder);
  }

  @Test
  void tellsChromiumByOrigin() throws IOException {
    assertThat(household.run("install")).isZero();
    assertThat(household.read(CHROMIUM))
        .isEqualTo(
            """
            {
              "name": "io.github.zerobridge.host",
              "description": "Connects the ZeroBridge extension to the node on this computer",
              "path": "%s/.local/lib/zerobridge/bin/zerobridge-host",
              "type": "stdio",
              "allowed_origins": [
                "%s"
              ]
            }
            """
                .formatted(household.home, ExtensionId.ofKey(Household.KEY).origin()));
  }

  @Test
  void tellsFirefoxByAddOnIdAndNothingElse() throws IOException {
    assertThat(household.run("install")).isZero();
    assertThat(household.read(FIREFOX))
        .isEqualTo(
            """
            {
              "name": "io.github.zerobridge.host",
              "description": "Connects the ZeroBridge extension to the node on this computer",
              "path": "%s/.local/lib/zerobridge/bin/zerobridge-host",
              "type": "stdio",
              "allowed_extensions": [
                "zerobridge@zerobridge.github.io"
              ]
            }
            """
                .formatted(household.home));
  }

  @Test
  void copiesTheProgramWithItsModes() throws IOException {
    household.run("install");
    Path program = household.home.resolve(".local/lib/zerobridge");
    assertThat(program.resolve("bin/zerobridge-host")).isExecutable();
    assertThat(program.resolve("lib/installer.jar")).hasContent("jar");
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(program.resolve("lib/installer.jar"))))
        .isEqualTo("rw-r--r--");
    assertThat(household.home.resolve(".local/bin/zerobridge").toRealPath())
        .isEqualTo(program.resolve("bin/zerobridge").toRealPath());
  }

  @Test
  void directoriesItMakesAreClosedToOthers() throws IOException {
    household.run("install");
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(household.home.resolve(".config/chromium"))))
        .isEqualTo("rwx------");
  }

  @Test
  void servesOtherBrowsersOnlyWhenTheyAreThere() throws IOException {
    Files.createDirectories(household.home.resolve(".config/BraveSoftware/Brave-Browser"));
    household.run("install");
    assertThat(household.home.resolve(".config/BraveSoftware/Brave-Browser/NativeMessagingHosts"))
        .isDirectory();
    assertThat(household.home.resolve(".config/vivaldi")).doesNotExist();
  }

  @Test
  void findsABrowserByItsProgram() throws IOException {
    Path bin = Files.createDirectories(folder.resolve("bin"));
    Path program = Files.writeString(bin.resolve("vivaldi"), "#!/bin/sh\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    household.environment.put("PATH", bin.toString());
    household.run("install");
    assertThat(household.home.resolve(".config/vivaldi/NativeMessagingHosts")).isDirectory();
  }

  @Test
  void servesTheChosenBrowsersOnly() {
    assertThat(household.run("install", "--browser", "librewolf,edge")).isZero();
    assertThat(household.home.resolve(".librewolf/native-messaging-hosts")).isDirectory();
    assertThat(household.home.resolve(".config/microsoft-edge/NativeMessagingHosts")).isDirectory();
    assertThat(household.home.resolve(".mozilla")).doesNotExist();
  }

  @Test
  void servesEveryBrowserOnRequest() {
    assertThat(household.run("install", "--all", "--json")).isZero();
    JsonObject browsers =
        JsonParser.parseString(household.out()).getAsJsonObject().getAsJsonObject("browsers");
    assertThat(browsers.keySet()).hasSize(Browser.values().length);
  }

  @Test
  void servesAProfileFolderOfItsOwn() {
    Path profile = folder.resolve("kiosk");
    assertThat(household.run("install", "--user-data-dir=" + profile)).isZero();
    assertThat(profile.resolve("NativeMessagingHosts/io.github.zerobridge.host.json"))
        .isRegularFile();
  }

  @Test
  void letsFurtherExtensionsIn() throws IOException {
    household.run("install", "--extension-id", "abcdefghijklmnopabcdefghijklmnop");
    assertThat(household.read(CHROMIUM))
        .contains("chrome-extension://abcdefghijklmnopabcdefghijklmnop/")
        .contains(ExtensionId.ofKey(Household.KEY).origin());
  }

  @Test
  void followsTheXdgFolders() {
    household.environment.put("XDG_CONFIG_HOME", folder.resolve("conf").toString());
    household.environment.put("XDG_DATA_HOME", folder.resolve("share").toString());
    household.run("install");
    assertThat(folder.resolve("conf/chromium/NativeMessagingHosts")).isDirectory();
    assertThat(folder.resolve("conf/mimeapps.list")).isRegularFile();
    assertThat(folder.resolve("share/applications/zerobridge.desktop")).isRegularFile();
    assertThat(household.home.resolve(FIREFOX)).isRegularFile();
  }

  @Test
  void opensZeroLinks() throws IOException {
    household.run("install");
    assertThat(household.read(".local/share/applications/zerobridge.desktop"))
        .contains("Exec=\"" + household.home + "/.local/lib/zerobridge/bin/zerobridge\" open %u\n")
        .contains("MimeType=x-scheme-handler/zero;x-scheme-handler/web+zero;\n");
    assertThat(household.read(".config/mimeapps.list"))
        .isEqualTo(
            """
            [Default Applications]
            x-scheme-handler/web+zero=zerobridge.desktop;
            x-scheme-handler/zero=zerobridge.desktop;
            """);
  }

  @Test
  void onlyTellsInADryRun() throws IOException {
    assertThat(household.run("install", "--dry-run")).isZero();
    assertThat(household.tree()).containsExactly("");
    assertThat(household.out()).contains("would write   ~/" + CHROMIUM);
  }

  @Test
  void changesNothingTheSecondTime() throws IOException {
    household.run("install");
    String log = household.read(".local/state/zerobridge/install.json");
    assertThat(household.run("install", "--json")).isZero();
    assertThat(JsonParser.parseString(household.out()).getAsJsonObject().getAsJsonArray("written"))
        .isEmpty();
    assertThat(household.read(".local/state/zerobridge/install.json")).isEqualTo(log);
  }

  @Test
  void removesWhatANewVersionNoLongerHas() throws IOException {
    household.run("install");
    Files.delete(household.distribution.resolve("lib/old-1.0.jar"));
    household.put("lib/new-1.1.jar", "jar");
    household.run("install");
    assertThat(household.home.resolve(".local/lib/zerobridge/lib/old-1.0.jar")).doesNotExist();
    assertThat(household.home.resolve(".local/lib/zerobridge/lib/new-1.1.jar")).isRegularFile();
  }

  @Test
  void leavesSomebodyElsesCommandAlone() throws IOException {
    Files.createDirectories(household.home.resolve(".local/bin"));
    Files.writeString(household.home.resolve(".local/bin/zerobridge"), "mine");
    household.run("install");
    household.run("uninstall");
    assertThat(household.read(".local/bin/zerobridge")).isEqualTo("mine");
  }

  @Test
  void refusesAnIncompleteProgram() throws IOException {
    Files.delete(household.distribution.resolve("bin/zerobridge-host"));
    assertThat(household.run("install")).isEqualTo(1);
    assertThat(household.err()).contains("zerobridge-host is missing").hasLineCount(1);
    assertThat(household.tree()).containsExactly("");
  }

  @Test
  void refusesWrongUsage() {
    assertThat(household.run("install", "--browser", "lynx")).isEqualTo(2);
    assertThat(household.run("install", "--extension-id", "xyz")).isEqualTo(2);
    assertThat(household.run("install", "--speed", "9")).isEqualTo(2);
    assertThat(household.run("install", "--user-data-dir")).isEqualTo(2);
    assertThat(household.run("reinstall")).isEqualTo(2);
  }

  @Test
  void explainsItself() {
    for (String command : new String[] {"install", "uninstall", "status", "doctor"}) {
      assertThat(household.run(command, "--help")).isZero();
      assertThat(household.out()).startsWith("Usage: zerobridge " + command).contains("--json");
    }
  }
}
