package zerobridge.content;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import zerobridge.Vectors;
import zerobridge.codec.CanonicalJson;
import zerobridge.crypto.Hashes;
import zerobridge.crypto.SiteAddress;
import zerobridge.io.InnerPath;

/** Verification of whole manifests and of files, against the reference's verdicts. */
class ManifestVectorsTest {
  /** Cases that are meant to end otherwise than in the reference, with the reason. */
  private static final Map<String, Verdict> DIFFERENCES =
      Map.of(
          // An owner may change the list of delegates.
          "delegate: root that extends the list",
          accepted(),
          "delegate: owner removes the signers",
          accepted(),
          // As above; the state before it, a take-over, cannot arise any more.
          "delegate: after the take-over the owner's next root",
          accepted(),
          // Delegates may not.
          "delegate: take-over, a delegate adds a signer under the old signers_sign",
          new Verdict.Rejected("Invalid signers_sign!"),
          // Sizes are integers from 0 to 2^53.
          "root: negative size is not counted",
          new Verdict.Rejected("Missing or malformed size of "),
          // The reference prints the wrong number.
          "root: manifest itself larger than the site size limit",
          new Verdict.Rejected("Content too large "));

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final JsonObject SYNTHETIC =
      Vectors.json("content/verify-synthetic.json").getAsJsonObject();

  private static Verdict accepted() {
    return new Verdict.Same();
  }

  @TestFactory
  Stream<DynamicTest> syntheticManifests() {
    return Vectors.cases(SYNTHETIC.get("cases"))
        .map(c -> DynamicTest.dynamicTest(c.get("name").getAsString(), () -> checkSynthetic(c)));
  }

  private static void checkSynthetic(JsonObject c) throws Exception {
    byte[] candidate =
        c.has("candidate_hex")
            ? HexFormat.of().parseHex(c.get("candidate_hex").getAsString())
            : blob(c.get("candidate").getAsString());
    InnerPath path = InnerPath.parse(c.get("inner_path").getAsString());
    JsonElement limit = c.get("size_limit_mb");
    if (limit == null || limit.isJsonNull()) {
      limit = SYNTHETIC.get("default_size_limit_mb");
    }
    ManifestVerifier verifier = verifier(SYNTHETIC.get("site"), stored(c), limit.getAsLong());
    Verdict verdict =
        c.get("ignore_same").getAsBoolean()
            ? verifier.verify(path, candidate)
            : verifier.verifyAgain(path, candidate);
    Verdict different = DIFFERENCES.get(c.get("name").getAsString());
    if (different instanceof Verdict.Rejected rejected) {
      assertThat(verdict).isInstanceOf(Verdict.Rejected.class);
      assertThat(((Verdict.Rejected) verdict).reason()).startsWith(rejected.reason());
    } else if (different != null) {
      assertThat(verdict).isInstanceOf(Verdict.Valid.class);
    } else {
      assertVerdict(verdict, c.get("expect").getAsJsonObject());
    }
  }

  private static byte[] blob(String id) {
    return SYNTHETIC
        .get("blobs")
        .getAsJsonObject()
        .get(id)
        .getAsString()
        .getBytes(StandardCharsets.UTF_8);
  }

  private static Map<InnerPath, Manifest> stored(JsonObject c) throws Exception {
    Map<InnerPath, Manifest> stored = new HashMap<>();
    for (Map.Entry<String, JsonElement> e : c.get("stored").getAsJsonObject().entrySet()) {
      InnerPath path = InnerPath.parse(e.getKey());
      stored.put(path, Manifest.parse(path, blob(e.getValue().getAsString())));
    }
    return stored;
  }

  private static ManifestVerifier verifier(
      JsonElement site, Map<InnerPath, Manifest> stored, long limitMb) {
    return new ManifestVerifier(
        SiteAddress.parse(site.getAsString()),
        stored::get,
        () -> limitMb * SiteSizeLimit.MB,
        VerificationPolicy.DEFAULT,
        () -> NOW);
  }

  private static void assertVerdict(Verdict verdict, JsonObject expect) {
    if (expect.has("error")) {
      assertThat(verdict).isInstanceOf(Verdict.Rejected.class);
      String kind = expect.get("error").getAsString();
      String message = expect.get("message").getAsString();
      String reason = ((Verdict.Rejected) verdict).reason();
      if (message.startsWith("Invalid json file: ")) {
        assertThat(reason).startsWith("Invalid json file: ");
      } else if (kind.equals("VerifyError") || kind.equals("UnsafePatternError")) {
        assertThat(reason).isEqualTo(message);
      }
    } else if (expect.get("result").isJsonNull()) {
      assertThat(verdict).isInstanceOf(Verdict.Same.class);
    } else {
      assertThat(verdict).isInstanceOf(Verdict.Valid.class);
    }
  }

  @TestFactory
  Stream<DynamicTest> syntheticFiles() {
    return Vectors.cases(SYNTHETIC.get("file_cases"))
        .map(c -> DynamicTest.dynamicTest(c.get("name").getAsString(), () -> checkFile(c)));
  }

  private static void checkFile(JsonObject c) throws Exception {
    byte[] data = c.get("data").getAsString().getBytes(StandardCharsets.UTF_8);
    InnerPath path = InnerPath.parse(c.get("inner_path").getAsString());
    FileVerifier verifier = new FileVerifier(stored(c)::get);
    JsonObject expect = c.get("expect").getAsJsonObject();
    var problem = verifier.problem(path, new ByteArrayInputStream(data));
    if (!expect.has("error")) {
      assertThat(problem).isEmpty();
    } else if (expect.get("error").getAsString().equals("VerifyError")) {
      assertThat(problem).hasValue(expect.get("message").getAsString());
    } else {
      // The reference fails while making its message.
      assertThat(problem.orElse("")).startsWith("File size does not match " + path);
    }
  }

  @TestFactory
  Stream<DynamicTest> realManifests() {
    Path file = Vectors.pathIfPresent("content/verify-real.json");
    Path folder = Vectors.pathIfPresent("content/manifests");
    JsonObject real = Vectors.json(file).getAsJsonObject();
    long limit = real.get("size_limit_mb").getAsLong();
    return Vectors.cases(real.get("cases"))
        .map(
            c ->
                DynamicTest.dynamicTest(
                    c.get("candidate").getAsString() + " " + c.get("edit"),
                    () -> checkReal(c, folder, limit)));
  }

  private static void checkReal(JsonObject c, Path folder, long limit) throws Exception {
    byte[] candidate = Files.readAllBytes(folder.resolve(c.get("candidate").getAsString()));
    boolean edited = c.has("edit") && !c.get("edit").isJsonNull();
    if (edited) {
      candidate = edit(candidate, c.get("edit").getAsJsonObject());
    }
    Map<InnerPath, Manifest> stored = new HashMap<>();
    for (Map.Entry<String, JsonElement> e : c.get("stored").getAsJsonObject().entrySet()) {
      InnerPath path = InnerPath.parse(e.getKey());
      byte[] bytes = Files.readAllBytes(folder.resolve(e.getValue().getAsString()));
      stored.put(path, Manifest.parse(path, bytes));
    }
    InnerPath path = InnerPath.parse(c.get("inner_path").getAsString());
    ManifestVerifier verifier = verifier(c.get("site"), stored, limit);
    assertVerdict(verifier.verifyAgain(path, candidate), c.get("expect").getAsJsonObject());
    if (c.has("signed_sha256") && !edited) {
      Manifest manifest = Manifest.parse(path, candidate);
      byte[] signed = CanonicalJson.bytes(manifest.unsigned());
      assertThat(HexFormat.of().formatHex(Hashes.sha256(signed)))
          .isEqualTo(c.get("signed_sha256").getAsString());
      assertThat(manifest.ownLength()).isEqualTo(c.get("indent1_length").getAsLong());
      assertThat(manifest.modifiedText()).isEqualTo(c.get("modified_repr").getAsString());
    }
  }

  /** The rows whose manifests are at hand, found by the hash of the file. */
  @TestFactory
  Stream<DynamicTest> realDigests() throws Exception {
    Path folder = Vectors.pathIfPresent("content/manifests");
    Vectors.pathIfPresent("content/real-manifest-digests.tsv");
    Map<String, Path> byHash = new HashMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        byHash.put(hex(Files.readAllBytes(file)), file);
      }
    }
    return Vectors.lines("content/real-manifest-digests.tsv")
        .map(line -> line.split("\t", -1))
        .flatMap(row -> Stream.ofNullable(byHash.get(row[2])).map(file -> digestTest(row, file)));
  }

  private static DynamicTest digestTest(String[] row, Path file) {
    return DynamicTest.dynamicTest(row[0] + " " + row[1], () -> checkDigest(row, file));
  }

  private static void checkDigest(String[] row, Path file) throws Exception {
    Manifest manifest = Manifest.parse(InnerPath.parse(row[1]), Files.readAllBytes(file));
    byte[] signed = CanonicalJson.bytes(manifest.unsigned());
    assertThat(hex(signed)).isEqualTo(row[4]);
    assertThat(signed).hasSize(Integer.parseInt(row[5]));
    assertThat(manifest.ownLength()).isEqualTo(Long.parseLong(row[6]));
    assertThat(manifest.modifiedText()).isEqualTo(row[7]);
  }

  private static String hex(byte[] data) {
    return HexFormat.of().formatHex(Hashes.sha256(data));
  }

  private static byte[] edit(byte[] original, JsonObject edit) {
    int offset = edit.get("offset").getAsInt();
    byte[] from = HexFormat.of().parseHex(edit.get("from_hex").getAsString());
    byte[] to = HexFormat.of().parseHex(edit.get("to_hex").getAsString());
    assertThat(Arrays.copyOfRange(original, offset, offset + from.length)).isEqualTo(from);
    byte[] edited = new byte[original.length - from.length + to.length];
    System.arraycopy(original, 0, edited, 0, offset);
    System.arraycopy(to, 0, edited, offset, to.length);
    System.arraycopy(
        original,
        offset + from.length,
        edited,
        offset + to.length,
        original.length - offset - from.length);
    return edited;
  }
}
