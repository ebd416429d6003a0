package zerobridge.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zerobridge.Vectors;
import zerobridge.codec.Json;
import zerobridge.crypto.SiteAddress;

class UserStoreTest {
  private static final SiteAddress TALK = SiteAddress.parse("1TaLkFrMwvbNsooF4ioKAY9EuxTBTjipT");
  private static final SiteAddress HELLO = SiteAddress.parse("1HeLLo4uzjaLetFx6NH3PMwFP3qbRbTf3D");

  @TempDir Path folder;

  @Test
  void makesAnIdentityThatOnlyItsOwnerCanRead() throws IOException {
    UserStore store = UserStore.open(file(), new SecureRandom());
    String address = store.current().authAddress(TALK);

    UserStore again = UserStore.open(file(), new SecureRandom());
    assertThat(again.current().masterAddress()).isEqualTo(store.current().masterAddress());
    assertThat(again.current().knownAuthAddress(TALK)).isEqualTo(address);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
  }

  @Test
  void askingForAnAddressDoesNotMakeOne() throws IOException {
    User user = UserStore.open(file(), new SecureRandom()).current();
    assertThat(user.knownAuthAddress(TALK)).isNull();
    assertThat(Files.readString(file())).doesNotContain(TALK.value());
  }

  @Test
  void opensTheReferencesFile() throws IOException {
    copyReferenceFile();
    User user = UserStore.open(file(), new SecureRandom()).current();

    assertThat(user.masterAddress().value()).isEqualTo("18eywzUe2vJva3sTr4V5GUrcdC6yFtaFd8");
    assertThat(user.certificate(TALK).orElseThrow().userId()).isEqualTo("alice@id.bit");
    assertThat(user.authAddress(TALK)).isEqualTo("1Gsofhwcp6EsvXzQcaPgFGK5tya49b5xPw");
    assertThat(user.authAddress(HELLO)).isEqualTo("1HVDFnaAmfZ5C6SBay9Qu2TNQUVAJVu99i");
    assertThat(user.settings(HELLO).get("sites_orderby").getAsString()).isEqualTo("peers");
    assertThat(user.follow(TALK).keySet()).containsExactly("Topics");
    assertThat(
            user.siteKey(SiteAddress.parse("1CoAkiH4qH68PyCHAvxNFvuPj5oJvooFLy"))
                .orElseThrow()
                .address()
                .value())
        .isEqualTo("1CoAkiH4qH68PyCHAvxNFvuPj5oJvooFLy");
  }

  @Test
  void keepsWhatItDoesNotKnow() throws IOException {
    copyReferenceFile();
    JsonObject before = Json.parseObject(Files.readAllBytes(file()));
    User user = UserStore.open(file(), new SecureRandom()).current();
    JsonObject settings = user.settings(HELLO);
    user.setSettings(HELLO, settings);

    assertThat(Json.parseObject(Files.readAllBytes(file()))).isEqualTo(before);
  }

  @Test
  void aCertificateOfTheSameProviderIsNotReplacedUnasked() throws IOException {
    copyReferenceFile();
    User user = UserStore.open(file(), new SecureRandom()).current();

    assertThat(user.addCertificate(TALK, "id.bit", "web", "mallory", "sign", false))
        .isEqualTo(User.Added.WOULD_REPLACE);
    assertThat(user.certificate(TALK).orElseThrow().userName()).isEqualTo("alice");
  }

  @Test
  void neverReplacesADamagedIdentity() throws IOException {
    Files.writeString(file(), "{\"1abc\": {\"master_se");
    assertThatThrownBy(() -> UserStore.open(file(), new SecureRandom()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("damaged");
    assertThat(Files.readString(file())).isEqualTo("{\"1abc\": {\"master_se");
  }

  @Test
  void saysNothingOfKeysInText() throws IOException {
    copyReferenceFile();
    User user = UserStore.open(file(), new SecureRandom()).current();
    assertThat(user.certificates().toString()).doesNotContain("5JXQYRbs");
  }

  private Path file() {
    return folder.resolve("users.json");
  }

  private void copyReferenceFile() throws IOException {
    Files.copy(Vectors.path("content/data-dir/users.json"), file());
  }
}
