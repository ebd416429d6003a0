package zerobridge.bridge;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import zerobridge.io.AtomicFile;

/**
 * The word that lets a program use the person's own rights over the local socket. It lies in a file
 * that only this user reads, so the command line has it and a browser extension, which reaches the
 * socket through the native host, has not. New at each start; never logged.
 */
final class ControlToken {
  private static final int BYTES = 32;

  private final byte[] text;

  private ControlToken(byte[] text) {
    this.text = text;
  }

  static ControlToken draw(SecureRandom random) {
    byte[] secret = new byte[BYTES];
    random.nextBytes(secret);
    return new ControlToken(HexFormat.of().formatHex(secret).getBytes(StandardCharsets.US_ASCII));
  }

  void write(Path file) throws IOException {
    AtomicFile.writePrivate(file, text);
  }

  /** Compares in a time that doesn't depend on how much of it is right. */
  boolean matches(String offered) {
    return MessageDigest.isEqual(text, offered.getBytes(StandardCharsets.UTF_8));
  }
}
