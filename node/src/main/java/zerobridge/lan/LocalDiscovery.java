package zerobridge.lan;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.codec.Message;
import zerobridge.crypto.SiteAddress;
import zerobridge.io.Threads;
import zerobridge.io.TokenBuckets;
import zerobridge.net.Dialer;
import zerobridge.net.PeerAddress;
import zerobridge.net.UdpPort;

/**
 * Finds nodes with the same sites on the local network and is found by them, also by 0.7.2 (peer
 * protocol, local discovery).
 *
 * <p>Nobody learns a site from us that it has not named itself (W28). Nodes of our kind name the
 * sites they look for as {@link SiteMarks} and are told which of those are here. 0.7.2 knows only
 * whole lists: we ask for its list, keep what is ours too, and answer it with that and nothing
 * else. Only private networks are talked to. Safe for any thread.
 */
public final class LocalDiscovery implements AutoCloseable {
  /** As long as neighbours are waited for. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** Datagrams that one neighbour may send at once, and per second for ever. */
  static final int BURST = 30;

  private static final int PER_SECOND = 3;
  private static final int MAX_FAILURES = 100;

  /** As 0.7.2's, so that its nodes see one of theirs. */
  private static final long REV = 4555;

  private static final String PEER_ID_START = "-UT3530-";
  private static final String PEER_ID_CHARACTERS =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final int PEER_ID_LENGTH = 20;
  private static final Logger log = LoggerFactory.getLogger(LocalDiscovery.class);

  private final LanSettings settings;
  private final Threads threads;
  private final UdpPort port;
  private final Questions questions;
  private final Neighbours neighbours;
  private final TokenBuckets<InetAddress> limits;
  private final String peerId;
  private final long started;

  private LocalDiscovery(
      LanSettings settings, Dialer dialer, Threads threads, InstantSource clock, UdpPort port) {
    this.settings = settings;
    this.threads = threads;
    this.port = port;
    this.peerId = peerId(new SecureRandom());
    this.started = clock.instant().getEpochSecond();
    this.questions = new Questions(settings, dialer, threads, clock, this::self);
    this.neighbours = new Neighbours(clock);
    this.limits = new TokenBuckets<>(Neighbours.MAX, BURST, PER_SECOND, clock);
  }

  /**
   * Begins to listen.
   *
   * @throws IOException when the network mode forbids datagrams, or the port can't be opened
   */
  public static LocalDiscovery start(
      LanSettings settings, Dialer dialer, Threads threads, InstantSource clock)
      throws IOException {
    UdpPort port = dialer.udpPort(settings.bind(), settings.port(), true);
    LocalDiscovery made = new LocalDiscovery(settings, dialer, threads, clock, port);
    threads.run("lan", made::receive);
    log.info("Looking for nodes on the local network by UDP port {}", port.port());
    return made;
  }

  private static String peerId(SecureRandom random) {
    StringBuilder id = new StringBuilder(PEER_ID_START);
    while (id.length() < PEER_ID_LENGTH) {
      id.append(PEER_ID_CHARACTERS.charAt(random.nextInt(PEER_ID_CHARACTERS.length())));
    }
    return id.toString();
  }

  /** Asks everybody for a site; completes when the answers should be here. */
  public CompletableFuture<Void> look(SiteAddress site) {
    questions.want(site);
    CompletableFuture<Void> over = new CompletableFuture<>();
    ScheduledFuture<?> unused = threads.after(PATIENCE, "lan-patience", () -> over.complete(null));
    return over;
  }

  /** The UDP port that is listened on. */
  public int port() {
    return port.port();
  }

  private LanMessage.Sender self() {
    return new LanMessage.Sender(peerId, settings.peerPort().getAsInt(), port.port(), REV);
  }

  private void receive() {
    int failures = 0;
    while (!port.isClosed()) {
      try {
        DatagramPacket packet = port.receive(LanMessage.MAX_BYTES + 1);
        failures = 0;
        take(packet);
      } catch (IOException e) {
        if (!port.isClosed() && ++failures >= MAX_FAILURES) {
          log.warn("The local network can't be heard any more: {}", e.toString());
          port.close();
        }
      }
    }
  }

  private void take(DatagramPacket packet) {
    InetAddress from = packet.getAddress();
    if (!new PeerAddress.Ip(from, 0).isPrivate() || !limits.tryTake(from)) {
      return;
    }
    try {
      LanMessage message = LanMessage.parse(Arrays.copyOf(packet.getData(), packet.getLength()));
      if (!message.sender().peerId().equals(peerId)) {
        heard(message, from);
      }
    } catch (IOException e) {
      log.debug("{} sent on the local network: {}", from, e.getMessage());
    } catch (RejectedExecutionException e) {
      log.debug("A message came while this node stops");
    } catch (RuntimeException e) {
      // The thread has to go on: without it the node would be deaf.
      log.error("A message of the local network failed", e);
    }
  }

  private void heard(LanMessage message, InetAddress from) {
    LanMessage.Sender sender = message.sender();
    switch (message.cmd()) {
      case LanMessage.DISCOVER -> asked(message, from);
      case LanMessage.HERE -> answered(message, from);
      case LanMessage.LIST_REQUEST -> {
        tellShared(from, sender);
        askForList(from, sender);
      }
      case LanMessage.LIST -> {
        if (neighbours.owesList(from, sender)) {
          listed(message, from);
        }
      }
      default -> log.debug("{} says {} on the local network", from, message.cmd());
    }
  }

  /** Somebody asks everybody: it hears of us, and of the sites that it has named. */
  private void asked(LanMessage message, InetAddress from) {
    LanMessage.Sender sender = message.sender();
    Map<String, Object> params = new LinkedHashMap<>();
    params.put("sites_changed", started);
    SiteMarks.Named wanted = SiteMarks.read(message.params(), "want");
    if (wanted == null) {
      say(LanMessage.HERE, params, from, sender);
      askForList(from, sender);
      return;
    }
    byte[] salt = new byte[wanted.salt().remaining()];
    wanted.salt().duplicate().get(salt);
    Map<Integer, SiteAddress> here = SiteMarks.of(salt, settings.sites().get());
    List<Integer> both = wanted.marks().stream().filter(here::containsKey).distinct().toList();
    SiteMarks.write(params, "have", salt, both);
    say(LanMessage.HERE, params, from, sender);
    share(both.stream().map(here::get).toList(), from, sender);
  }

  private void answered(LanMessage message, InetAddress from) {
    SiteMarks.Named had = SiteMarks.read(message.params(), "have");
    if (had == null) {
      askForList(from, message.sender());
      return;
    }
    Map<Integer, SiteAddress> meant = questions.meaning(had.salt());
    List<SiteAddress> both =
        had.marks().stream().distinct().filter(meant::containsKey).map(meant::get).toList();
    share(both, from, message.sender());
  }

  private void askForList(InetAddress from, LanMessage.Sender sender) {
    if (neighbours.mayAsk(from, sender)) {
      say(LanMessage.LIST_REQUEST, Map.of(), from, sender);
    }
  }

  /** A list of 0.7.2: what is ours too is kept, and told back so that it finds us as well. */
  private void listed(LanMessage message, InetAddress from) {
    Map<ByteBuffer, SiteAddress> here = new HashMap<>();
    for (SiteAddress site : settings.sites().get()) {
      here.put(ByteBuffer.wrap(site.sha256()), site);
    }
    List<SiteAddress> both = new ArrayList<>();
    for (byte[] hash : message.sites()) {
      SiteAddress site = here.get(ByteBuffer.wrap(hash));
      if (site != null) {
        both.add(site);
      }
    }
    share(both, from, message.sender());
    if (!both.isEmpty()) {
      tellShared(from, message.sender());
    }
  }

  private void share(List<SiteAddress> both, InetAddress from, LanMessage.Sender sender) {
    neighbours.shares(from, sender, both.stream().map(SiteAddress::sha256).toList());
    PeerAddress peer = new PeerAddress.Ip(from, sender.port());
    if (peer.isConnectable() && !both.isEmpty()) {
      threads.run("lan-found", () -> both.forEach(site -> settings.found().accept(site, peer)));
    }
  }

  private void tellShared(InetAddress to, LanMessage.Sender sender) {
    List<byte[]> shared = neighbours.shared(to, sender);
    for (int i = 0; i < shared.size(); i += LanMessage.MAX_SITES) {
      List<byte[]> some = shared.subList(i, Math.min(shared.size(), i + LanMessage.MAX_SITES));
      send(new LanMessage(LanMessage.LIST, LanMessage.list(started, some), self()), to, sender);
    }
  }

  private void say(
      String cmd, Map<String, Object> params, InetAddress to, LanMessage.Sender sender) {
    send(new LanMessage(cmd, Message.of(params), self()), to, sender);
  }

  private void send(LanMessage message, InetAddress to, LanMessage.Sender sender) {
    try {
      port.send(message.encode(), new InetSocketAddress(to, sender.answerPort()));
    } catch (IOException e) {
      log.debug("{} gets no answer on the local network: {}", to, e.toString());
    }
  }

  @Override
  public void close() {
    port.close();
  }
}
