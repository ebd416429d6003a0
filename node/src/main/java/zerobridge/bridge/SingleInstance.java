package zerobridge.bridge;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The claim to be the only node of this user, held as a file lock that the system drops when the
 * process ends, however it ends. Only its holder may touch the socket file.
 */
public final class SingleInstance implements AutoCloseable {
  private final FileChannel file;

  private SingleInstance(FileChannel file) {
    this.file = file;
  }

  /**
   * Claims the directory, making it if needed.
   *
   * @return empty when another node holds it
   */
  public static Optional<SingleInstance> claim(RunDirectory directory) throws IOException {
    directory.create();
    FileChannel file =
        FileChannel.open(directory.nodeLock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = file.tryLock();
      if (lock != null) {
        return Optional.of(new SingleInstance(file));
      }
    } catch (OverlappingFileLockException heldByThisProcess) {
      // The same answer as a lock held elsewhere: somebody else is the node.
    } catch (IOException e) {
      file.close();
      throw e;
    }
    file.close();
    return Optional.empty();
  }

  /** Gives the claim back; the lock file stays, since deleting it would let two hold it. */
  @Override
  public void close() throws IOException {
    file.close();
  }
}
