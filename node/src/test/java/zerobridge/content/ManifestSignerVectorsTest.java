package zerobridge.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import zerobridge.Vectors;
import zerobridge.codec.CanonicalJson;
import zerobridge.codec.Json;
import zerobridge.crypto.BitcoinKey;
import zerobridge.crypto.Hashes;
import zerobridge.crypto.SiteAddress;
import zerobridge.io.AtomicFile;
import zerobridge.io.InnerPath;

class ManifestSignerVectorsTest {
  /** The reference signs without looking at the certificate; the result is refused everywhere. */
  private static final String NO_CERTIFICATE = "does not check the cert";

  @TestFactory
  Stream<DynamicTest> signedManifests(@TempDir Path folder) {
    return Vectors.cases(Vectors.json("content/sign.json"))
        .map(
            c ->
                DynamicTest.dynamicTest(
                    c.get("name").getAsString(),
                    () -> check(c, Files.createTempDirectory(folder, "site"))));
  }

  private static void check(JsonObject c, Path site) throws Exception {
    Map<InnerPath, Manifest> stored = layOut(c.get("files").getAsJsonObject(), site);
    SiteAddress address = SiteAddress.parse(c.get("site").getAsString());
    InnerPath path = InnerPath.parse(c.get("inner_path").getAsString());
    Instant now = Instant.ofEpochMilli((long) (c.get("now").getAsDouble() * 1000));
    ManifestSigner signer = new ManifestSigner(address, site, stored::get, () -> now);
    JsonObject extend =
        c.get("extend").isJsonObject() ? c.get("extend").getAsJsonObject() : new JsonObject();
    String privateKey = c.get("private_key").getAsString();
    if (c.has("message") && c.get("message").getAsString().endsWith("key address: False")) {
      assertThatThrownBy(() -> BitcoinKey.parse(privateKey))
          .isInstanceOf(IllegalArgumentException.class);
      return;
    }
    BitcoinKey key = BitcoinKey.parse(privateKey);
    boolean removeMissing = c.get("remove_missing_optional").getAsBoolean();
    String note = c.has("note") && !c.get("note").isJsonNull() ? c.get("note").getAsString() : "";
    if (c.has("error") || note.contains(NO_CERTIFICATE)) {
      String message = c.has("error") ? c.get("message").getAsString() : "Missing cert_user_id";
      assertThatThrownBy(() -> signer.sign(path, key, extend, removeMissing))
          .isInstanceOf(ContentException.class)
          .hasMessage(message);
      return;
    }
    ManifestSigner.Signed signed = signer.sign(path, key, extend, removeMissing);
    assertResult(c, signed, key);
  }

  private static Map<InnerPath, Manifest> layOut(JsonObject files, Path site) throws IOException {
    Map<InnerPath, Manifest> stored = new HashMap<>();
    for (Map.Entry<String, JsonElement> file : files.entrySet()) {
      byte[] bytes =
          file.getValue().isJsonObject()
              ? new byte[file.getValue().getAsJsonObject().get("zero_bytes").getAsInt()]
              : file.getValue().getAsString().getBytes(StandardCharsets.UTF_8);
      AtomicFile.write(site.resolve(file.getKey()), bytes);
      if (file.getKey().endsWith("content.json") && Json.parseObject(bytes).has("modified")) {
        InnerPath path = InnerPath.parse(file.getKey());
        stored.put(path, Manifest.parse(path, bytes));
      }
    }
    return stored;
  }

  private static void assertResult(JsonObject c, ManifestSigner.Signed signed, BitcoinKey key) {
    JsonObject expected = c.get("content").getAsJsonObject().deepCopy();
    boolean hiddenDirectory = expected.get("files").getAsJsonObject().remove("sub/.git/x") != null;
    JsonObject actual = signed.manifest().json().deepCopy();
    List<String> ids =
        signed.optionalPresent().stream()
            .map(FileEntry::hashId)
            .sorted()
            .map(String::valueOf)
            .toList();
    assertThat(ids)
        .isEqualTo(
            c.get("hashfield").getAsJsonArray().asList().stream()
                .map(JsonElement::getAsString)
                .toList());
    if (hiddenDirectory) {
      // Files in hidden directories are not listed here, so the signature is another.
      assertThat(actual.remove("signs").toString()).contains(key.address().value());
      expected.remove("signs");
      assertThat(CanonicalJson.text(actual)).isEqualTo(CanonicalJson.text(expected));
      return;
    }
    assertThat(CanonicalJson.text(actual)).isEqualTo(CanonicalJson.text(expected));
    assertThat(new String(signed.bytes(), StandardCharsets.UTF_8))
        .isEqualTo(c.get("written_file").getAsString());
    assertThat(
            HexFormat.of()
                .formatHex(Hashes.sha256(CanonicalJson.bytes(signed.manifest().unsigned()))))
        .isEqualTo(c.get("signed_sha256").getAsString());
  }

  @Test
  void aVersionOfTheSameSecondIsStillNewer(@TempDir Path site) throws Exception {
    BitcoinKey key = BitcoinKey.fromHex("11".repeat(32));
    Files.write(site.resolve("index.html"), new byte[] {1});
    Map<InnerPath, Manifest> stored = new HashMap<>();
    Instant now = Instant.ofEpochSecond(1_700_000_000);
    ManifestSigner signer = new ManifestSigner(key.address(), site, stored::get, () -> now);
    Manifest first = signer.sign(InnerPath.ROOT_MANIFEST, key, new JsonObject()).manifest();
    stored.put(first.path(), first);
    ManifestSigner.Signed second = signer.sign(InnerPath.ROOT_MANIFEST, key, new JsonObject());
    assertThat(second.manifest().modified()).isEqualTo(first.modified() + 1);
    ManifestVerifier verifier =
        new ManifestVerifier(
            key.address(), stored::get, () -> 1 << 20, VerificationPolicy.DEFAULT, () -> now);
    assertThat(verifier.verify(InnerPath.ROOT_MANIFEST, second.bytes()))
        .isInstanceOf(Verdict.Valid.class);
  }
}
