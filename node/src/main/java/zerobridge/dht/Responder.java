package zerobridge.dht;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import zerobridge.codec.ProtocolException;
import zerobridge.net.HostKind;
import zerobridge.net.PeerAddress;

/** Answers the queries of other nodes (BEP 5, BEP 32). Runs on the receiving thread. */
final class Responder implements DhtSocket.Queries {
  /** Peers of one answer, so that it fits into a datagram that no router splits. */
  private static final int MAX_VALUES = 30;

  private final DhtSocket socket;
  private final Tables tables;
  private final Tokens tokens;
  private final AnnouncedPeers announced;
  private final Rpc rpc;

  Responder(DhtSocket socket, Tables tables, Tokens tokens, AnnouncedPeers announced, Rpc rpc) {
    this.socket = socket;
    this.tables = tables;
    this.tokens = tokens;
    this.announced = announced;
    this.rpc = rpc;
  }

  @Override
  public void asked(Krpc.Query query, InetSocketAddress from) {
    byte[] asker = CompactAddresses.pack(from.getAddress(), from.getPort());
    try {
      Contact contact = new Contact(query.args().id("id"), from);
      Map<String, Object> values = new HashMap<>(answer(query, from));
      values.put("id", tables.of(from.getAddress()).own().bytes());
      socket.send(Krpc.response(query.transaction(), values, asker), from);
      if (!query.readOnly()) {
        meet(contact);
      }
    } catch (UnknownMethodException e) {
      socket.send(
          Krpc.failure(query.transaction(), Krpc.ERROR_UNKNOWN_METHOD, "Method Unknown"), from);
    } catch (ProtocolException e) {
      socket.send(Krpc.failure(query.transaction(), Krpc.ERROR_PROTOCOL, "Protocol Error"), from);
    }
  }

  /** Who asks is only known once it has answered: its address may be invented. */
  private void meet(Contact contact) {
    if (!tables.of(contact.ip()).asked(contact)) {
      var unused = rpc.ping(contact.address());
    }
  }

  private Map<String, Object> answer(Krpc.Query query, InetSocketAddress from)
      throws ProtocolException {
    return switch (query.method()) {
      case "ping" -> Map.of();
      case "find_node" -> nodes(query.args().id("target"), query.args(), from);
      case "get_peers" -> peers(query.args().id("info_hash"), query.args(), from);
      case "announce_peer" -> announce(query.args(), from);
      default -> throw new UnknownMethodException();
    };
  }

  private Map<String, Object> nodes(NodeId target, Fields args, InetSocketAddress from) {
    Map<String, Object> values = new HashMap<>();
    Set<String> wanted =
        args.listOfBytes("want").stream()
            .map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1))
            .collect(Collectors.toSet());
    boolean ipv4 = family(from.getAddress()) == HostKind.IPV4;
    if (wanted.contains("n4") || (wanted.isEmpty() && ipv4)) {
      values.put("nodes", closest(tables.ipv4(), target, from));
    }
    if (wanted.contains("n6") || (wanted.isEmpty() && !ipv4)) {
      values.put("nodes6", closest(tables.ipv6(), target, from));
    }
    return values;
  }

  /** Nodes of our own network are no business of the internet. */
  private static byte[] closest(RoutingTable table, NodeId target, InetSocketAddress from) {
    return CompactAddresses.packNodes(
        Rpc.believable(table.closest(target, RoutingTable.K), from.getAddress()));
  }

  private Map<String, Object> peers(NodeId hash, Fields args, InetSocketAddress from) {
    Map<String, Object> values = nodes(hash, args, from);
    values.put("token", tokens.make(from.getAddress()));
    List<byte[]> peers = new ArrayList<>();
    for (PeerAddress.Ip peer : announced.some(hash, family(from.getAddress()), MAX_VALUES)) {
      peers.add(CompactAddresses.pack(peer.ip(), peer.port()));
    }
    if (!peers.isEmpty()) {
      values.put("values", peers);
    }
    return values;
  }

  private Map<String, Object> announce(Fields args, InetSocketAddress from)
      throws ProtocolException {
    NodeId hash = args.id("info_hash");
    if (!tokens.isGood(args.requiredBytes("token"), from.getAddress())) {
      throw new ProtocolException("An announce in the DHT has no good token.");
    }
    long port = args.number("implied_port", 0) != 0 ? from.getPort() : args.number("port", 0);
    if (port < 1 || port > 65_535) {
      throw new ProtocolException("An announce in the DHT names no port.");
    }
    announced.put(hash, new PeerAddress.Ip(from.getAddress(), (int) port));
    return Map.of();
  }

  private static HostKind family(InetAddress ip) {
    return new PeerAddress.Ip(ip, 0).kind();
  }

  private static final class UnknownMethodException extends ProtocolException {
    private static final long serialVersionUID = 1;

    UnknownMethodException() {
      super("The method is not known.");
    }
  }
}
