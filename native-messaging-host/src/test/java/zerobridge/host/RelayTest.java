package zerobridge.host;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The state machine, over pipes instead of a browser and with a toy node. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RelayTest {
  @TempDir private Path temp = Path.of("unset");
  private RunDirectory directory = new RunDirectory(temp);
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private volatile List<String> command = List.of("false");
  private volatile Duration patience = Duration.ofSeconds(30);
  private FakeBrowser browser = noBrowser();

  @BeforeEach
  void connectBrowser() throws IOException {
    directory = new RunDirectory(temp.resolve("run"));
    directory.create();
    Pipe toHost = Pipe.open();
    Pipe toBrowser = Pipe.open();
    browser = new FakeBrowser(Channels.newOutputStream(toHost.sink()), toBrowser.source());
    Relay relay =
        new Relay(
            toHost.source(),
            toBrowser.sink(),
            directory,
            () -> new NodeStarter(directory, command, patience));
    Thread thread =
        new Thread(
            () -> {
              try {
                relay.run();
                ended.complete(null);
              } catch (IOException e) {
                ended.completeExceptionally(e);
              }
            },
            "relay");
    thread.setDaemon(true);
    thread.start();
  }

  @AfterEach
  void endsWithTheBrowser() throws Exception {
    browser.close();
    ended.get(30, TimeUnit.SECONDS);
  }

  @Test
  void passesFramesToARunningNode() throws IOException {
    try (ToyNode node = runningNode()) {
      assertThat(node).isNotNull();
      browser.say("{\"id\":1,\"cmd\":\"echo\",\"text\":\"háló\"}");
      assertThat(FakeBrowser.isEvent(browser.next(), "up")).isTrue();
      assertThat(browser.next().get("text").getAsString()).isEqualTo("háló");
    }
  }

  @Test
  void passesTheLargestFrameBothWays() throws IOException {
    try (ToyNode node = runningNode()) {
      assertThat(node).isNotNull();
      String envelope =
          "{\"id\":1,\"ok\":true,\"pid\":" + ProcessHandle.current().pid() + ",\"text\":\"\"}";
      String text = "x".repeat(Frames.LIMIT - envelope.length());
      browser.say("{\"id\":1,\"cmd\":\"echo\",\"text\":\"" + text + "\"}");
      browser.next();
      assertThat(browser.next().get("text").getAsString()).isEqualTo(text);
    }
  }

  @Test
  void doesNotStartANodeThatNobodyAskedFor() throws IOException {
    command = List.of(script("touch " + temp.resolve("started")));
    browser.say("{\"id\":1,\"cmd\":\"hello\",\"start\":false}");
    assertThat(FakeBrowser.errorCode(browser.next())).isEqualTo("node-down");
    browser.say("{\"id\":2,\"cmd\":\"status\"}");
    JsonObject answer = browser.next();
    assertThat(answer.get("id").getAsInt()).isEqualTo(2);
    assertThat(FakeBrowser.errorCode(answer)).isEqualTo("node-down");
    assertThat(temp.resolve("started")).doesNotExist();
  }

  @Test
  void findsANodeThatSomebodyElseStartedLater() throws IOException {
    browser.say("{\"id\":1,\"cmd\":\"status\"}");
    assertThat(FakeBrowser.errorCode(browser.next())).isEqualTo("node-down");
    try (ToyNode node = runningNode()) {
      assertThat(node).isNotNull();
      browser.say("{\"id\":2,\"cmd\":\"status\"}");
      assertThat(FakeBrowser.isEvent(browser.next(), "up")).isTrue();
      assertThat(browser.next().get("ok").getAsBoolean()).isTrue();
    }
  }

  @Test
  void tellsWhenTheNodeLeavesAndStaysOpen() throws IOException {
    try (ToyNode node = runningNode()) {
      assertThat(node).isNotNull();
      browser.say("{\"id\":1,\"cmd\":\"stop\"}");
      browser.next();
      assertThat(browser.next().get("ok").getAsBoolean()).isTrue();
      assertThat(FakeBrowser.isEvent(browser.next(), "down")).isTrue();
      browser.say("{\"id\":2,\"cmd\":\"status\"}");
      assertThat(FakeBrowser.errorCode(browser.next())).isEqualTo("node-down");
    }
  }

  @Test
  void startsTheNodeAndThenPassesWhatWaited() throws IOException {
    command = List.of(script(toyNodeProgram()));
    browser.say("{\"id\":1,\"cmd\":\"hello\"}");
    browser.say("{\"id\":2,\"cmd\":\"status\"}");
    assertThat(FakeBrowser.isEvent(browser.next(), "starting")).isTrue();
    assertThat(FakeBrowser.isEvent(browser.nextAfterStarting(), "up")).isTrue();
    assertThat(browser.next().get("id").getAsInt()).isEqualTo(1);
    JsonObject second = browser.next();
    assertThat(second.get("id").getAsInt()).isEqualTo(2);
    browser.say("{\"id\":3,\"cmd\":\"stop\"}");
    assertThat(browser.next().get("id").getAsInt()).isEqualTo(3);
  }

  @Test
  void saysWhyAStartFailed() throws IOException {
    command =
        List.of(script("echo starting; echo port 43110 is in use; echo \"  at Node\"; exit 1"));
    browser.say("{\"id\":1,\"cmd\":\"start\"}");
    JsonObject answer = browser.nextAfterStarting();
    assertThat(FakeBrowser.errorCode(answer)).isEqualTo("start-failed");
    assertThat(answer.getAsJsonObject("error").get("message").getAsString())
        .isEqualTo("The node ended at once with code 1: port 43110 is in use");
    assertThat(FakeBrowser.isEvent(browser.next(), "down")).isTrue();
  }

  @Test
  void givesUpOnANodeThatNeverAnswers() throws IOException {
    patience = Duration.ofMillis(50);
    command = List.of(script("exit 0"));
    browser.say("{\"id\":1,\"cmd\":\"start\"}");
    assertThat(browser.nextAfterStarting().getAsJsonObject("error").get("message").getAsString())
        .contains("did not answer");
    browser.next();
  }

  @Test
  void saysSoWhenTheProgramIsMissing() throws IOException {
    command = List.of(temp.resolve("nowhere").toString());
    browser.say("{\"id\":1,\"cmd\":\"start\"}");
    assertThat(FakeBrowser.errorCode(browser.nextAfterStarting())).isEqualTo("start-failed");
    browser.next();
  }

  @Test
  void answersNonsenseWithoutAnId() throws IOException {
    browser.say("[1]");
    assertThat(browser.next().has("id")).isFalse();
  }

  private ToyNode runningNode() throws IOException {
    ToyNode node = new ToyNode(directory.socket());
    node.serveInBackground();
    return node;
  }

  private String toyNodeProgram() {
    return "ZEROBRIDGE_RUN_DIR='"
        + directory.path()
        + "' exec '"
        + Path.of(System.getProperty("java.home"), "bin", "java")
        + "' -Xshare:auto -cp '"
        + System.getProperty("java.class.path")
        + "' zerobridge.host.ToyNode";
  }

  private String script(String body) throws IOException {
    Path script = temp.resolve("start.sh");
    Files.writeString(script, "#!/bin/sh\n" + body + "\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    return script.toString();
  }

  private static FakeBrowser noBrowser() {
    try {
      Pipe pipe = Pipe.open();
      return new FakeBrowser(Channels.newOutputStream(pipe.sink()), pipe.source());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
