package zerobridge.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import zerobridge.codec.Json;

/** Commands on a data folder without a running node. */
class CommandLineTest {
  @TempDir Path data;

  /** What a command printed and how it ended. */
  private record Ended(int code, String out, String err) {}

  @Test
  void anAuthorMakesChecksSignsAndQueriesASite() throws IOException {
    String address = created("--title", "Notes");
    Path folder = data.resolve(address);

    assertThat(run("site", "verify", address).out()).isEqualTo("ok 1 manifests, 1 files\n");
    assertThat(run("site", "list").out()).contains(address).contains("Notes");

    Files.writeString(
        folder.resolve("dbschema.json"),
        """
        {"db_name": "Notes", "db_file": "data/notes.db", "version": 2,
         "maps": {"data.json": {"to_table": ["note"]}},
         "tables": {"note": {"cols": [["text", "TEXT"], ["json_id", "INTEGER"]],
           "indexes": [], "schema_changed": 1}}}
        """);
    Files.createDirectories(folder.resolve("data"));
    Files.writeString(folder.resolve("data/data.json"), "{\"note\": [{\"text\": \"first\"}]}");
    assertThat(run("site", "sign", address).out()).startsWith("signed content.json, 3 files");
    assertThat(run("site", "verify", address).out()).isEqualTo("ok 1 manifests, 3 files\n");
    assertThat(run("site", "query", address, "SELECT text FROM note").out()).contains("first");

    Files.writeString(folder.resolve("data/data.json"), "{\"note\": [{\"text\": \"second\"}]}");
    assertThat(run("site", "sign", address).code()).isZero();
    assertThat(run("site", "query", address, "SELECT text FROM note").out()).contains("second");
  }

  @Test
  void aChangedFileIsFoundAndNamed() throws IOException {
    String address = created();
    Files.writeString(data.resolve(address).resolve("index.html"), "<h1>Forged</h1>");

    Ended check = run("site", "verify", address);
    assertThat(check.code()).isEqualTo(1);
    assertThat(check.err()).contains("index.html");
  }

  @Test
  void aFolderBecomesASite(@TempDir Path from) throws IOException {
    Files.createDirectories(from.resolve("img"));
    Files.writeString(from.resolve("index.html"), "hello");
    Files.writeString(from.resolve("img/a.svg"), "<svg/>");
    Files.createSymbolicLink(from.resolve("secret"), Path.of("/etc/hostname"));

    String address = created("--from", from.toString());
    assertThat(run("site", "verify", address).out()).isEqualTo("ok 1 manifests, 2 files\n");
    assertThat(data.resolve(address).resolve("secret")).doesNotExist();
  }

  @Test
  void namesArePinnedAndResolved() {
    String address = "1TaLkFrMwvbNsooF4ioKAY9EuxTBTjipT";
    assertThat(run("name", "pin", "talk.bit", address).code()).isZero();
    assertThat(run("name", "resolve", "Talk.bit").out()).isEqualTo(address + "  set by you\n");
    assertThat(run("name", "unpin", "talk.bit").code()).isZero();
    assertThat(run("name", "resolve", "talk.bit").code()).isEqualTo(1);
  }

  @Test
  void wrongUsageIsNoFailureOfAnOperation() {
    assertThat(run("site", "verify", "--nonsense").code()).isEqualTo(2);
    Ended unknown = run("site", "verify", "1TaLkFrMwvbNsooF4ioKAY9EuxTBTjipT");
    assertThat(unknown.code()).isEqualTo(1);
    assertThat(unknown.err()).startsWith("zerobridge: There is no site");
  }

  @Test
  void torIsRefusedRatherThanPretended() {
    Ended refused = run("run", "--tor", "always");
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err()).contains("nothing was started");
    assertThat(data.resolve("users.json")).doesNotExist();
  }

  private String created(String... options) throws IOException {
    String[] words = new String[options.length + 3];
    words[0] = "site";
    words[1] = "create";
    words[2] = "--json";
    System.arraycopy(options, 0, words, 3, options.length);
    JsonObject made = Json.parseObject(run(words).out());
    return made.get("address").getAsString();
  }

  private Ended run(String... words) {
    String[] all = new String[words.length + 2];
    System.arraycopy(words, 0, all, 0, words.length);
    all[words.length] = "--data";
    all[words.length + 1] = data.toString();
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line =
        new CommandLine(new Main())
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true));
    int code = Main.execute(line, all);
    return new Ended(code, out.toString(), err.toString());
  }
}
