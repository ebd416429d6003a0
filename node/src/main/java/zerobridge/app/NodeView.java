package zerobridge.app;

import com.google.gson.JsonElement;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.bridge.BridgeBackend;
import zerobridge.content.Manifest;
import zerobridge.crypto.SiteAddress;
import zerobridge.name.BitName;
import zerobridge.name.Resolution;
import zerobridge.reach.MappingStatus;
import zerobridge.reach.PlainWords;
import zerobridge.reach.ReachStatus;
import zerobridge.site.DownloadState;
import zerobridge.site.PeerStatus;
import zerobridge.site.Site;
import zerobridge.site.SiteState;

/** What the browser extension, the command line and pages see of a node. Safe for any thread. */
final class NodeView implements BridgeBackend {
  private static final Logger log = LoggerFactory.getLogger(NodeView.class);

  /** A name that takes longer is answered as unknown; the page that opens it goes on asking. */
  private static final long RESOLVE_SECONDS = 30;

  private final Node node;
  private final ControlCommands control;

  NodeView(Node node) {
    this.node = node;
    this.control = new ControlCommands(node);
  }

  @Override
  public NodeStatus status() {
    ReachStatus reach = node.core().wayIn().status();
    return new NodeStatus(
        Main.Version.text(),
        node.uiUrl(),
        node.startedAt(),
        node.core().network().connections().size(),
        knownPeers(),
        node.core().network().bytesIn(),
        node.core().network().bytesOut(),
        node.core().network().localPort(),
        reachable(reach.outlook()),
        reach(reach),
        "off");
  }

  private int knownPeers() {
    return (int)
        node.core().sites().all().stream()
            .flatMap(site -> site.peers().stream())
            .map(PeerStatus::address)
            .distinct()
            .count();
  }

  private static String reachable(ReachStatus.Outlook outlook) {
    return switch (outlook) {
      case OPEN -> "yes";
      case UNKNOWN, OFF -> "unknown";
      case FORWARD_PORT, DOUBLE_NAT, PORT_TAKEN, FIREWALL -> "no";
    };
  }

  private static Reach reach(ReachStatus status) {
    MappingStatus mapping = status.mapping();
    return new Reach(
        status.outlook().word(),
        mapping.state().name().toLowerCase(Locale.ROOT),
        mapping.protocol(),
        mapping.local() == null ? "" : mapping.local().getHostAddress(),
        status.external().stream().map(InetAddress::getHostAddress).findFirst().orElse(""),
        PlainWords.answer(status),
        PlainWords.remedy(status),
        status.evidence());
  }

  @Override
  public List<SiteSummary> sites() {
    return node.core().sites().all().stream().map(this::summary).toList();
  }

  @Override
  public Optional<SiteDetails> site(String addressOrName) {
    return address(addressOrName).flatMap(node.core().sites()::find).map(this::details);
  }

  /** An address, or the one a name stands for as far as that is known without the network. */
  private Optional<SiteAddress> address(String text) {
    if (SiteAddress.isValid(text)) {
      return Optional.of(SiteAddress.parse(text));
    }
    return BitName.parse(text)
        .flatMap(name -> node.core().names().remembered(name))
        .map(Resolution::address);
  }

  @Override
  public Optional<ResolvedName> resolve(String name) {
    Optional<BitName> bit = BitName.parse(name);
    if (bit.isEmpty()) {
      return Optional.empty();
    }
    try {
      Optional<Resolution> found =
          node.core().names().resolve(bit.get()).get(RESOLVE_SECONDS, TimeUnit.SECONDS);
      return found.map(
          answer ->
              new ResolvedName(
                  answer.name().value(), answer.address().value(), answer.trust().words()));
    } catch (TimeoutException e) {
      log.info("{} was not found within {} seconds", bit.get(), RESOLVE_SECONDS);
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } catch (ExecutionException e) {
      throw new IllegalStateException("Resolving never fails", e);
    }
  }

  @Override
  public CompletableFuture<JsonElement> control(
      String address, String command, JsonElement params) {
    return control.run(address, command, params);
  }

  @Override
  public void stop() {
    node.stop();
  }

  private SiteSummary summary(Site site) {
    List<PeerStatus> peers = site.peers();
    return new SiteSummary(
        site.address().value(),
        site.title().isEmpty() ? site.address().shortened() : site.title(),
        node.core().names().leadingTo(site.address()).stream().map(BitName::value).toList(),
        peers.size(),
        (int) peers.stream().filter(PeerStatus::connected).count(),
        site.settings().size(),
        site.settings().modified(),
        word(site.state()),
        site.settings().unpublished().size());
  }

  private SiteDetails details(Site site) {
    Manifest root = site.root();
    return new SiteDetails(
        summary(site),
        root == null ? 0 : root.files().size(),
        site.peers().stream().map(NodeView::peer).toList(),
        download(site.downloadState()));
  }

  private static SitePeer peer(PeerStatus peer) {
    return new SitePeer(
        peer.address().toString(),
        peer.connected(),
        peer.encrypted(),
        peer.certificate(),
        peer.ping().map(ping -> (int) ping.toMillis()).orElse(-1));
  }

  private static @Nullable Download download(DownloadState state) {
    return state.tasks() == 0
        ? null
        : new Download(state.startedTasks() - state.tasks(), state.startedTasks());
  }

  /** The state in the words of the local socket. */
  private static String word(SiteState state) {
    return switch (state) {
      case SEARCHING -> "waiting";
      case DOWNLOADING, UPDATING -> "downloading";
      case SIZE_LIMIT_REACHED -> "too-large";
      case READY -> "ready";
      case INCOMPLETE -> "incomplete";
      case NOT_FOUND -> "failed";
      case PAUSED -> "paused";
    };
  }
}
