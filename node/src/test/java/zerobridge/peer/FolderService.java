package zerobridge.peer;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import zerobridge.crypto.SiteAddress;
import zerobridge.io.InnerPath;
import zerobridge.net.PeerAddress;

/** Serves every file of a folder as one site and knows nothing else. */
public class FolderService implements PeerService {
  private final SiteAddress site;
  private final Path folder;
  private final AtomicLong sent = new AtomicLong();

  public FolderService(SiteAddress site, Path folder) {
    this.site = site;
    this.folder = folder;
  }

  @Override
  public boolean serves(PeerConnection from, SiteAddress asked) {
    return asked.equals(site);
  }

  @Override
  public Answer file(PeerConnection from, FileRequest request) {
    return request.answerFrom(request.path().in(folder));
  }

  @Override
  public CompletableFuture<Answer> update(PeerConnection from, Update update) {
    return CompletableFuture.completedFuture(Answer.ok("File not changed"));
  }

  @Override
  public List<PeerAddress> exchangePeers(PeerConnection from, PeerExchange exchange) {
    return List.of();
  }

  @Override
  public Map<InnerPath, Long> modifiedSince(PeerConnection from, SiteAddress asked, long since) {
    return Map.of();
  }

  @Override
  public void fileSent(PeerConnection to, SiteAddress asked, long bytes) {
    sent.addAndGet(bytes);
  }

  /** Bytes of files that were sent. */
  public long sent() {
    return sent.get();
  }
}
