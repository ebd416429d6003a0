package zerobridge.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A BitTorrent tracker of the smallest kind (BEP 3 and 23: HTTP, compact peers, IPv4), for the
 * demonstration on loopback. Remembers peers until it is closed.
 */
final class DemoTracker implements AutoCloseable {
  /** A demonstration has one site and two nodes. */
  private static final int MAX_SITES = 16;

  private static final int MAX_PEERS = 64;
  private static final int INTERVAL_SECONDS = 60;
  private static final Pattern PARAMETER = Pattern.compile("(?:^|&)(info_hash|port)=([^&]*)");

  /** A peer as trackers name it (BEP 23). */
  private record CompactPeer(InetAddress ip, int port) {
    static final int BYTES = 6;

    byte[] bytes() {
      return ByteBuffer.allocate(BYTES).put(ip.getAddress(), 0, 4).putShort((short) port).array();
    }
  }

  private final Map<String, Set<CompactPeer>> sites = new ConcurrentHashMap<>();
  private final HttpServer server;

  /** Listens on a free port of 127.0.0.1. */
  DemoTracker() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/announce", this::announce);
    server.start();
  }

  /** Its address as nodes are told it. */
  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/announce";
  }

  private void announce(HttpExchange exchange) throws IOException {
    byte[] answer = answer(exchange.getRequestURI().getRawQuery(), exchange.getRemoteAddress());
    exchange.sendResponseHeaders(200, answer.length);
    try (OutputStream body = exchange.getResponseBody()) {
      body.write(answer);
    }
  }

  private byte[] answer(String query, InetSocketAddress from) throws IOException {
    Optional<String> hash = parameter(query, "info_hash");
    int port = parameter(query, "port").map(DemoTracker::port).orElse(0);
    if (hash.isEmpty() || (sites.size() >= MAX_SITES && !sites.containsKey(hash.get()))) {
      return "d14:failure reason20:no such torrent heree".getBytes(ISO_8859_1);
    }
    Set<CompactPeer> peers =
        sites.computeIfAbsent(hash.get(), key -> ConcurrentHashMap.newKeySet());
    // Port 1 is how nodes say that nobody can reach them.
    if (port > 1 && peers.size() < MAX_PEERS) {
      peers.add(new CompactPeer(from.getAddress(), port));
    }
    Set<CompactPeer> found = new LinkedHashSet<>(peers);
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    answer.write(("d8:intervali" + INTERVAL_SECONDS + "e5:peers").getBytes(ISO_8859_1));
    answer.write((CompactPeer.BYTES * found.size() + ":").getBytes(ISO_8859_1));
    for (CompactPeer peer : found) {
      answer.write(peer.bytes());
    }
    answer.write('e');
    return answer.toByteArray();
  }

  private static Optional<String> parameter(String query, String name) {
    Matcher matcher = PARAMETER.matcher(query == null ? "" : query);
    while (matcher.find()) {
      if (matcher.group(1).equals(name)) {
        // The text form of a hash is as good a key as its bytes: nodes here all encode alike.
        return Optional.of(matcher.group(2));
      }
    }
    return Optional.empty();
  }

  private static int port(String text) {
    try {
      int port = Integer.parseInt(text);
      return port > 0 && port < 65_536 ? port : 0;
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
