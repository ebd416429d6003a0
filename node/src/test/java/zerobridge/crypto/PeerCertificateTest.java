package zerobridge.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeerCertificateTest {
  private final InstantSource clock = Clock.systemUTC();
  @TempDir Path directory;

  @Test
  void isMadeOnceAndItsKeyIsTheOwnersOnly() throws IOException {
    PeerCertificate.loadOrCreate(directory, clock);
    Path key = directory.resolve("key-rsa.pem");
    byte[] firstKey = Files.readAllBytes(key);
    byte[] firstCertificate = Files.readAllBytes(directory.resolve("cert-rsa.pem"));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
        .isEqualTo("rw-------");

    PeerCertificate.loadOrCreate(directory, clock);
    assertThat(Files.readAllBytes(key)).isEqualTo(firstKey);
    assertThat(Files.readAllBytes(directory.resolve("cert-rsa.pem"))).isEqualTo(firstCertificate);
  }

  @Test
  void isRenewedBeforeItEndsOrIfItCantBeRead() throws IOException {
    PeerCertificate.loadOrCreate(directory, clock);
    Path key = directory.resolve("key-rsa.pem");
    byte[] first = Files.readAllBytes(key);
    PeerCertificate.loadOrCreate(directory, () -> clock.instant().plus(Duration.ofDays(720)));
    byte[] second = Files.readAllBytes(key);
    assertThat(second).isNotEqualTo(first);

    Files.writeString(key, "-----BEGIN RSA PRIVATE KEY-----\nold\n-----END RSA PRIVATE KEY-----\n");
    PeerCertificate.loadOrCreate(directory, clock);
    assertThat(Files.readString(key)).startsWith("-----BEGIN PRIVATE KEY-----");
  }
}
