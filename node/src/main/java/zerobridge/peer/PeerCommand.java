package zerobridge.peer;

import java.util.concurrent.CompletableFuture;
import zerobridge.codec.Message;

/**
 * Answers one command that is about the node rather than about a site it serves, such as a
 * tracker's {@code announce}. Called on pool threads, up to four at a time for each connection, so
 * it may block for disk, but not for the network.
 */
@FunctionalInterface
public interface PeerCommand {
  /** Answers a request; a failed future is logged as our bug and answered with a general error. */
  CompletableFuture<Answer> answer(PeerConnection from, Message params);
}
