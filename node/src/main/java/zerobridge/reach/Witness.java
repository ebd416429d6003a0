package zerobridge.reach;

import java.net.InetAddress;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Somebody outside who can try whether our port is open. */
interface Witness {
  InetAddress address();

  /** Asks; the future fails if no answer comes. */
  CompletableFuture<Testimony> tryPort(int port);

  /**
   * What a witness says, which may be a lie.
   *
   * @param open whether it could connect to the port
   * @param seenAs our address as it sees it, {@code null} if it doesn't say
   */
  record Testimony(boolean open, @Nullable InetAddress seenAs) {}
}
