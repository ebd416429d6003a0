package zerobridge.peer;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import zerobridge.net.HostKind;
import zerobridge.net.PeerAddress;

/** What this node says about itself, in the order in which 0.7.2 writes it. Safe for any thread. */
final class OwnHandshake {
  /** The level and version this node speaks; 0.7.2 prefers peers that are not much older. */
  private static final int REV = 4555;

  /** Addresses of this node; strangers may name more than there are. */
  private static final int MAX_ADDRESSES = 64;

  private static final String VERSION = "0.7.2";
  private static final String ID_ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

  private final PeerSettings settings;
  private final InstantSource clock;
  private final String peerId = newPeerId();
  private final Map<HostKind, Boolean> portOpened = new EnumMap<>(HostKind.class);
  private final Set<PeerAddress> addresses = ConcurrentHashMap.newKeySet();
  private volatile int port;

  OwnHandshake(PeerSettings settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
    this.port = settings.port();
  }

  void setPort(int listening) {
    port = listening;
  }

  synchronized void setPortOpened(HostKind kind, @Nullable Boolean opened) {
    if (opened == null) {
      portOpened.remove(kind);
    } else {
      portOpened.put(kind, opened);
    }
  }

  synchronized @Nullable Boolean portOpened(HostKind kind) {
    return portOpened.get(kind);
  }

  /**
   * The fields for one connection.
   *
   * @param remote the other end; its port doesn't matter
   * @param offersTls whether {@code crypt_supported} names TLS
   * @param crypt the method in use or chosen
   */
  Map<String, @Nullable Object> fields(
      PeerAddress remote, boolean offersTls, @Nullable String crypt) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("version", VERSION);
    fields.put("protocol", "v2");
    fields.put("use_bin_type", true);
    fields.put("peer_id", isStranger(remote) ? peerId : "");
    fields.put("fileserver_port", port);
    fields.put("port_opened", portOpened(remote.kind()));
    fields.put("target_ip", remote.host());
    fields.put("rev", REV);
    fields.put("crypt_supported", offersTls ? List.of(Handshake.TLS_RSA) : List.of());
    fields.put("crypt", crypt);
    fields.put("time", clock.instant().getEpochSecond());
    return fields;
  }

  /** True if a handshake came from this very node. Local ones carry no id and are never known. */
  boolean isOurs(Handshake handshake) {
    return handshake.peerId().equals(peerId) && !handshake.isTrackerConnection();
  }

  /** Remembers an address that leads to this node. */
  void learnAddress(PeerAddress address) {
    if (addresses.size() < MAX_ADDRESSES) {
      addresses.add(address);
    }
  }

  boolean isOurs(PeerAddress address) {
    return addresses.contains(address);
  }

  /** Public addresses whose port is known to be open. */
  List<PeerAddress> openAddresses() {
    return addresses.stream()
        .filter(PeerAddress::isPublic)
        .filter(address -> Boolean.TRUE.equals(portOpened(address.kind())))
        .toList();
  }

  /** Local and onion peers get neither TLS nor our id. */
  boolean isStranger(PeerAddress remote) {
    return remote instanceof PeerAddress.Ip address && !settings.isLocal(address.ip());
  }

  /** Of the length and the beginning that all nodes have. */
  static String newPeerId() {
    SecureRandom random = new SecureRandom();
    StringBuilder id = new StringBuilder("-UT3530-");
    while (id.length() < 20) {
      id.append(ID_ALPHABET.charAt(random.nextInt(ID_ALPHABET.length())));
    }
    return id.toString();
  }
}
