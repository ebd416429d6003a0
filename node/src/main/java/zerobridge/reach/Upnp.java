package zerobridge.reach;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.net.Dialer;
import zerobridge.net.HttpGet;
import zerobridge.net.HttpPost;
import zerobridge.net.PeerAddress;

/** UPnP Internet Gateway Device, versions 1 and 2: what most routers of homes speak. */
final class Upnp implements MappingProtocol {
  private static final Logger log = LoggerFactory.getLogger(Upnp.class);
  private static final String DESCRIPTION = "ZeroBridge";
  private static final String PROTOCOL = "TCP";

  /** WANIPConnection 1 and 2, table of error codes. */
  private static final int NO_SUCH_ENTRY = 714;

  private static final int CONFLICT = 718;

  /**
   * A gateway that keeps mappings only for ever says 725; the others are what old ones say that
   * read the standard otherwise.
   */
  private static final List<Integer> WANTS_PERMANENT = List.of(725, 402, 501);

  private final Gateway gateway;
  private final Ssdp search;
  private final HttpGet get;
  private final HttpPost post;

  /** Once one has done what it was asked. */
  private volatile @Nullable WanService service;

  Upnp(Gateway gateway, InetSocketAddress group, Dialer dialer, InstantSource clock) {
    this.gateway = gateway;
    this.search = new Ssdp(group, dialer, clock);
    this.get = new HttpGet(dialer, clock);
    this.post = new HttpPost(dialer, clock);
  }

  @Override
  public String word() {
    return "UPnP";
  }

  @Override
  public Gateway gateway() {
    return gateway;
  }

  @Override
  public Lease map(PortRequest request) throws IOException {
    WanService known = service;
    if (known != null) {
      try {
        return map(known, request);
      } catch (IOException e) {
        // A router that was restarted may listen elsewhere.
        log.debug("{}: {}; searching again", known.control(), e.getMessage());
        service = null;
      }
    }
    IOException last = new IOException("The router's UPnP description names no connection.");
    for (WanService found : WanService.describedAt(search.descriptionOf(gateway), get)) {
      try {
        Lease lease = map(found, request);
        service = found;
        return lease;
      } catch (IOException e) {
        last = e;
      }
    }
    throw last;
  }

  private Lease map(WanService wan, PortRequest request) throws IOException {
    try {
      return new Lease(externalAddress(wan), add(wan, request));
    } catch (WanService.Fault e) {
      if (e.code() == CONFLICT) {
        throw MappingRefusedException.taken(request.port());
      }
      throw MappingRefusedException.because(
          "The router refuses to open the port (UPnP error " + e.code() + ").");
    }
  }

  /** Adds the mapping, over what an earlier run may have left; returns how long it lasts. */
  private Duration add(WanService wan, PortRequest request) throws IOException {
    try {
      return addFor(wan, request);
    } catch (WanService.Fault e) {
      if (e.code() != CONFLICT || !isOurs(wan, request)) {
        throw e;
      }
      wan.call("DeletePortMapping", entry(request), post);
      return addFor(wan, request);
    }
  }

  private Duration addFor(WanService wan, PortRequest request) throws IOException {
    try {
      add(wan, request, request.lifetime());
      return request.lifetime();
    } catch (WanService.Fault e) {
      if (!WANTS_PERMANENT.contains(e.code())) {
        throw e;
      }
      add(wan, request, Duration.ZERO);
      return Duration.ZERO;
    }
  }

  private void add(WanService wan, PortRequest request, Duration lifetime) throws IOException {
    Map<String, String> arguments = entry(request);
    arguments.put("NewInternalPort", Integer.toString(request.port()));
    arguments.put("NewInternalClient", gateway.local().getHostAddress());
    arguments.put("NewEnabled", "1");
    arguments.put("NewPortMappingDescription", DESCRIPTION);
    arguments.put("NewLeaseDuration", Long.toString(lifetime.toSeconds()));
    wan.call("AddPortMapping", arguments, post);
  }

  private boolean isOurs(WanService wan, PortRequest request) throws IOException {
    Map<String, String> held = wan.call("GetSpecificPortMappingEntry", entry(request), post);
    return gateway.local().getHostAddress().equals(held.get("NewInternalClient"));
  }

  /** What names a mapping. */
  private static Map<String, String> entry(PortRequest request) {
    Map<String, String> arguments = new LinkedHashMap<>();
    arguments.put("NewRemoteHost", "");
    arguments.put("NewExternalPort", Integer.toString(request.port()));
    arguments.put("NewProtocol", PROTOCOL);
    return arguments;
  }

  private @Nullable InetAddress externalAddress(WanService wan) throws IOException {
    String ip;
    try {
      ip =
          wan.call("GetExternalIPAddress", Map.of(), post).getOrDefault("NewExternalIPAddress", "");
    } catch (WanService.Fault e) {
      return null;
    }
    try {
      InetAddress address = PeerAddress.ip(ip);
      return address.isAnyLocalAddress() ? null : address;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  @Override
  public void unmap(PortRequest request) throws IOException {
    WanService known = service;
    if (known == null) {
      return;
    }
    try {
      known.call("DeletePortMapping", entry(request), post);
    } catch (WanService.Fault e) {
      if (e.code() != NO_SUCH_ENTRY) {
        throw e;
      }
    }
  }
}
