package zerobridge.site;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import zerobridge.codec.Hashfield;
import zerobridge.content.FileEntry;
import zerobridge.crypto.SiteAddress;
import zerobridge.io.IllegalInnerPathException;
import zerobridge.io.InnerPath;
import zerobridge.net.PeerAddress;
import zerobridge.peer.Answer;
import zerobridge.peer.FileRequest;
import zerobridge.peer.HashIdHolders;
import zerobridge.peer.PackedPiecefields;
import zerobridge.peer.PeerConnection;
import zerobridge.peer.PeerExchange;
import zerobridge.peer.PeerService;
import zerobridge.peer.Update;

/**
 * Answers peers from the sites of this node. Only manifests and files that a stored manifest lists
 * are handed out, and only in the size that it lists: databases, drafts and private notes in a
 * site's folder stay private.
 */
final class SitePeerService implements PeerService {
  private final SiteRegistry registry;

  SitePeerService(SiteRegistry registry) {
    this.registry = registry;
  }

  private Optional<SiteCore> site(SiteAddress address) {
    return registry.served(address);
  }

  @Override
  public boolean serves(PeerConnection from, SiteAddress address) {
    Optional<SiteCore> site = site(address);
    site.ifPresent(core -> core.met(from, PeerSource.REQUEST));
    return site.isPresent();
  }

  @Override
  public Answer file(PeerConnection from, FileRequest request) {
    return site(request.site()).map(core -> file(core, request)).orElse(FileRequest.NOT_FOUND);
  }

  private static Answer file(SiteCore core, FileRequest request) {
    InnerPath path = request.path();
    try {
      Path file = path.in(core.directory);
      if (path.isManifest()) {
        return core.manifests.has(path) ? request.answerFrom(file) : FileRequest.NOT_FOUND;
      }
      FileEntry entry = core.files.entry(path);
      if (entry != null && entry.pieces() != null) {
        return piece(core, entry, request);
      }
      return entry != null && core.files.hasSize(path, entry.size())
          ? request.answerFrom(file)
          : FileRequest.NOT_FOUND;
    } catch (IllegalInnerPathException e) {
      // A symbolic link leads out of the site: for others the file does not exist.
      return FileRequest.NOT_FOUND;
    }
  }

  /** Of a big file the part that is here without a gap: a hole in the file reads as zeros. */
  private static Answer piece(SiteCore core, FileEntry entry, FileRequest request) {
    BigFile file = core.bigFiles.of(entry);
    if (file == null || request.location() < 0 || !Files.isRegularFile(file.file())) {
      return FileRequest.NOT_FOUND;
    }
    long here = file.readableFrom(request.location());
    if (here == 0 && request.location() < entry.size()) {
      return new Answer.Refused(
          "File read error: File not readable at position: " + request.location(), 0);
    }
    return request.atMost(here).answerFrom(file.file());
  }

  @Override
  public Hashfield hashfield(PeerConnection from, SiteAddress address) {
    return site(address)
        .map(core -> core.optional().exchange().answer(core.peers.attach(from, PeerSource.REQUEST)))
        .orElse(Hashfield.EMPTY);
  }

  @Override
  public void learnHashfield(PeerConnection from, SiteAddress address, Hashfield told) {
    site(address)
        .ifPresent(
            core -> {
              Peer peer = core.peers.attach(from, PeerSource.REQUEST);
              if (peer != null) {
                core.optional().exchange().learn(peer, told);
              }
            });
  }

  @Override
  public HashIdHolders findHashIds(
      PeerConnection from, SiteAddress address, List<Integer> hashIds) {
    return site(address)
        .map(core -> core.optional().exchange().holders(hashIds, from.address()))
        .orElse(HashIdHolders.NONE);
  }

  @Override
  public PackedPiecefields piecefields(PeerConnection from, SiteAddress address) {
    return site(address).map(core -> core.bigFiles.packedFields()).orElse(PackedPiecefields.NONE);
  }

  @Override
  public void learnPiecefields(PeerConnection from, SiteAddress address, PackedPiecefields told) {
    site(address).ifPresent(core -> core.bigDownloads().learn(from, told));
  }

  @Override
  public CompletableFuture<Answer> update(PeerConnection from, Update update) {
    return site(update.site())
        .map(core -> core.pushes().receive(from, update))
        .orElseGet(() -> CompletableFuture.completedFuture(new Answer.Refused("Unknown site", 5)));
  }

  @Override
  public List<PeerAddress> exchangePeers(PeerConnection from, PeerExchange exchange) {
    Optional<SiteCore> site = site(exchange.site());
    if (site.isEmpty()) {
      return List.of();
    }
    SiteCore core = site.get();
    PeerAddress teller = from.address();
    core.found(exchange.peers(), PeerSource.PEX, teller);
    HashSet<PeerAddress> known = new HashSet<>(exchange.peers());
    known.add(teller);
    return core.peers.toShare(exchange.need(), known, teller.isPrivate());
  }

  @Override
  public Map<InnerPath, Long> modifiedSince(PeerConnection from, SiteAddress address, long since) {
    return site(address).map(core -> core.manifests.modifiedAfter(since)).orElse(Map.of());
  }

  @Override
  public void fileSent(PeerConnection to, SiteAddress address, long bytes) {
    site(address).ifPresent(core -> core.sent(bytes));
  }

  @Override
  public void closed(PeerConnection connection) {
    registry.connectionClosed(connection);
  }
}
