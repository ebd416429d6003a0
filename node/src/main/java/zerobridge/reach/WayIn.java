package zerobridge.reach;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.io.Lane;
import zerobridge.io.Threads;
import zerobridge.net.Dialer;
import zerobridge.net.HostKind;
import zerobridge.net.PeerAddress;
import zerobridge.peer.PeerConnection;
import zerobridge.peer.PeerNetwork;

/**
 * The way by which others reach this node: has the router open it, finds out whether it is open,
 * and tells the {@link PeerNetwork}, which tells peers and trackers. Runs in the background from
 * {@link #start} to {@link #close}; nothing waits for it. It does nothing where the node listens to
 * nobody else, or where the privacy mode sends nothing directly. Safe for any thread.
 */
public final class WayIn implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(WayIn.class);
  private static final Duration TICK = Duration.ofSeconds(15);

  /** Reading the routing table and all interfaces each time would be too much of a good thing. */
  private static final int TICKS_UNTIL_LOOKING_AROUND = 4;

  private static final List<HostKind> FAMILIES = List.of(HostKind.IPV4, HostKind.IPV6);

  private final PeerNetwork network;
  private final Dialer dialer;
  private final Threads threads;
  private final ReachOptions options;
  private final Ways ways;
  private final Lane lane;
  private final PortCheck check;
  private final Gateways gateways = new Gateways();
  private final PortMapper mapper;
  private volatile Surroundings here = new Surroundings(Set.of(), List.of());
  private volatile @Nullable ScheduledFuture<?> ticks;
  private int count;
  private MappingStatus.State mappingSeen = MappingStatus.State.SEARCHING;
  private ReachStatus.@Nullable Outlook told;

  /** How a gateway may be asked; a seam for tests that try them one by one. */
  interface Ways {
    List<MappingProtocol> to(Gateway gateway);
  }

  /** Makes one; nothing runs yet. */
  public WayIn(
      PeerNetwork network,
      Dialer dialer,
      Threads threads,
      InstantSource clock,
      Random random,
      ReachOptions options) {
    this(
        network,
        dialer,
        threads,
        options,
        all(dialer, clock, random),
        new PortCheck(clock, random));
  }

  WayIn(
      PeerNetwork network,
      Dialer dialer,
      Threads threads,
      ReachOptions options,
      Ways ways,
      PortCheck check) {
    this.network = network;
    this.dialer = dialer;
    this.threads = threads;
    this.options = options;
    this.ways = ways;
    this.check = check;
    this.lane = threads.lane("reach");
    this.mapper = new PortMapper(this::waysNow, threads, () -> lane.execute(this::tick));
  }

  private static Ways all(Dialer dialer, InstantSource clock, Random random) {
    return gateway ->
        List.of(
            new Pcp(gateway, GatewayQuestion.PORT, dialer, clock, random),
            new NatPmp(gateway, GatewayQuestion.PORT, dialer, clock),
            new Upnp(gateway, Ssdp.GROUP, dialer, clock));
  }

  /** Begins, once the network listens. */
  public void start() {
    start(TICK);
  }

  /** Begins, and says whether there is anything to do. */
  boolean start(Duration period) {
    if (!isWanted()) {
      return false;
    }
    network.onArrival(source -> check.arrived(source, here));
    lane.execute(
        () -> {
          here = Surroundings.now(gateways);
          if (options.mapPort()) {
            mapper.start(network.localPort());
          }
        });
    ticks = threads.every(period, period, "reach", () -> lane.execute(this::tick));
    return true;
  }

  private boolean isWanted() {
    return options.listensToOthers() && dialer.sendsDirectly();
  }

  private List<MappingProtocol> waysNow() {
    List<MappingProtocol> all = new ArrayList<>();
    for (Gateway gateway : here.gateways()) {
      // The router would forward to an address where nobody listens.
      if (options.bind() == null || options.bind().equals(gateway.local())) {
        all.addAll(ways.to(gateway));
      }
    }
    return all;
  }

  /** One round, on the lane. */
  private void tick() {
    if (count++ % TICKS_UNTIL_LOOKING_AROUND == TICKS_UNTIL_LOOKING_AROUND - 1) {
      lookAround();
    }
    MappingStatus mapping = mapping();
    if (mapping.state() != mappingSeen) {
      mappingSeen = mapping.state();
      check.forget();
    }
    listen();
    for (HostKind family : FAMILIES) {
      if (options.known().contains(family)) {
        continue;
      }
      // A router that is just being asked would make the first answers wrong.
      if (mapping.state() != MappingStatus.State.SEARCHING) {
        check.ask(family, witnesses(), network.localPort());
      }
      network.setPortOpened(family, opened(check.verdict(family)));
    }
    tell();
  }

  private void lookAround() {
    Surroundings now = Surroundings.now(gateways);
    if (!now.equals(here)) {
      boolean moved = !now.gateways().equals(here.gateways());
      log.debug("This computer's addresses changed");
      here = now;
      check.forget();
      check.observed().forget();
      // Not for a mere change of addresses: IPv6 has new ones every day.
      if (moved && options.mapPort()) {
        mapper.moved();
      }
    }
  }

  /** Hears under which address others see us, and knows it from then on as our own. */
  private void listen() {
    for (PeerConnection connection : network.connections()) {
      PeerWitness.stranger(connection)
          .ifPresent(peer -> check.observed().saw(peer, connection.handshake().targetIp()));
    }
    for (HostKind family : FAMILIES) {
      externalAddresses(family)
          .forEach(ip -> network.addOwnAddress(new PeerAddress.Ip(ip, network.localPort())));
    }
  }

  private List<PeerWitness> witnesses() {
    return network.connections().stream().flatMap(one -> PeerWitness.of(one).stream()).toList();
  }

  private static @Nullable Boolean opened(Evidence.Verdict verdict) {
    return verdict == Evidence.Verdict.UNKNOWN ? null : verdict == Evidence.Verdict.OPEN;
  }

  private void tell() {
    ReachStatus status = status();
    if (status.outlook() != told) {
      told = status.outlook();
      log.info(
          "Whether others can reach port {}: {} ({})",
          status.port(),
          status.outlook().word(),
          status.evidence());
    }
  }

  /** The addresses under which others see this node, as far as two networks agree. */
  public Set<InetAddress> externalAddresses(HostKind family) {
    return check.observed().believed(family);
  }

  /** How things stand. */
  public ReachStatus status() {
    List<InetAddress> seen = new ArrayList<>();
    FAMILIES.forEach(family -> seen.addAll(externalAddresses(family)));
    MappingStatus mapping = mapping();
    return new ReachStatus(outlook(mapping, seen), network.localPort(), mapping, seen, evidence());
  }

  private ReachStatus.Outlook outlook(MappingStatus mapping, List<InetAddress> seen) {
    Boolean four = network.portOpened(HostKind.IPV4);
    Boolean six = network.portOpened(HostKind.IPV6);
    if (Boolean.TRUE.equals(four) || Boolean.TRUE.equals(six)) {
      return ReachStatus.Outlook.OPEN;
    }
    if (!isWanted()) {
      return ReachStatus.Outlook.OFF;
    }
    return four == null && six == null
        ? ReachStatus.Outlook.UNKNOWN
        : ReachStatus.whyClosed(
            mapping, seen.stream().filter(Inet4Address.class::isInstance).toList());
  }

  private String evidence() {
    List<String> parts = new ArrayList<>();
    for (HostKind family : FAMILIES) {
      if (options.known().contains(family)) {
        parts.add(family.word() + ": as you said");
      } else if (check.verdict(family) != Evidence.Verdict.UNKNOWN) {
        parts.add(family.word() + ": " + check.sentence(family));
      }
    }
    return parts.isEmpty() ? "nobody has tried yet" : String.join("; ", parts);
  }

  private MappingStatus mapping() {
    if (options.mapPort() && isWanted()) {
      return mapper.status();
    }
    Optional<Inet4Address> local = here.gateways().stream().map(Gateway::local).findFirst();
    return new MappingStatus(MappingStatus.State.OFF, "", null, local.orElse(null), "");
  }

  /** Gives the router's port back, which takes two seconds at most, and ends. */
  @Override
  public void close() {
    ScheduledFuture<?> running = ticks;
    if (running != null) {
      running.cancel(false);
    }
    mapper.close();
  }
}
