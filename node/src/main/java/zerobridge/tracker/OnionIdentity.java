package zerobridge.tracker;

import java.io.IOException;

/**
 * An onion service of this node, as far as trackers need it. Implemented by who runs Tor. Safe for
 * any thread.
 */
public interface OnionIdentity {
  /** The name without {@code .onion}. */
  String label();

  /** 32 bytes of Ed25519 for version 3; a PKCS #1 key in DER for version 2. */
  byte[] publicKey();

  /**
   * Signs what a tracker asked for, to prove that the service is ours.
   *
   * @throws IOException if the key cannot be used now
   */
  byte[] sign(byte[] message) throws IOException;
}
