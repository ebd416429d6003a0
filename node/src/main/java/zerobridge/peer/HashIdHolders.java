package zerobridge.peer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import zerobridge.codec.Message;
import zerobridge.net.HostKind;
import zerobridge.net.PackedAddress;
import zerobridge.net.PeerAddress;

/**
 * Who has which optional files, the answer to {@code findHashIds} (peer protocol, findHashIds).
 *
 * @param peers for each hash id those who may have a file of that id; ids nobody has are left out
 * @param mine the ids that the answering node has itself
 */
public record HashIdHolders(Map<Integer, List<PeerAddress>> peers, Set<Integer> mine) {
  /** Ids read from each of an answer's maps, as the reference does. */
  public static final int MAX_IDS = 30;

  /** Ids answered in one message; the reference knows no limit. */
  public static final int MAX_ASKED = 500;

  /** Addresses given and taken for each id and kind of address. */
  public static final int MAX_PEERS_PER_ID = 20;

  /** Nobody has anything. */
  public static final HashIdHolders NONE = new HashIdHolders(Map.of(), Set.of());

  private record Kind(String key, HostKind host) {}

  /** The lists of an answer, in the order in which 0.7.2 writes them. */
  private static final List<Kind> KINDS =
      List.of(
          new Kind("peers", HostKind.IPV4),
          new Kind("peers_onion", HostKind.ONION),
          new Kind("peers_ipv6", HostKind.IPV6));

  public HashIdHolders {
    Map<Integer, List<PeerAddress>> copy = new LinkedHashMap<>();
    peers.forEach((id, list) -> copy.put(id, List.copyOf(list)));
    peers = Collections.unmodifiableMap(copy);
    mine = Collections.unmodifiableSet(new LinkedHashSet<>(mine));
  }

  /** The ids of a request that are ids, each once, at most {@link #MAX_ASKED}. */
  static List<Integer> readAsked(Message params) {
    Set<Integer> ids = new LinkedHashSet<>();
    for (Object element : params.list("hash_ids")) {
      if (ids.size() < MAX_ASKED && isId(element)) {
        ids.add(((Long) element).intValue());
      }
    }
    return List.copyOf(ids);
  }

  /** What the answer of a peer says that it may be believed; the rest is left out. */
  static HashIdHolders read(Message answer, PeerConnection from) {
    Map<Integer, List<PeerAddress>> peers = new LinkedHashMap<>();
    for (Kind kind : KINDS) {
      Message lists = answer.map(kind.key);
      if (lists != null) {
        lists.fields().entrySet().stream()
            .limit(MAX_IDS)
            .filter(entry -> isId(entry.getKey()))
            .forEach(
                entry ->
                    peers
                        .computeIfAbsent(
                            ((Long) entry.getKey()).intValue(), id -> new ArrayList<>())
                        .addAll(
                            PeerExchange.addresses(
                                entry.getValue(), kind.host, MAX_PEERS_PER_ID, from)));
      }
    }
    peers.values().removeIf(List::isEmpty);
    Set<Integer> mine = new LinkedHashSet<>();
    for (Object element : answer.list("my")) {
      if (mine.size() < MAX_ASKED && isId(element)) {
        mine.add(((Long) element).intValue());
      }
    }
    return new HashIdHolders(peers, mine);
  }

  /** The fields of an answer; addresses that the asking peer shouldn't get are left out. */
  Map<String, Object> fields(PeerConnection asking) {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (Kind kind : KINDS) {
      Map<Integer, List<byte[]>> lists = new LinkedHashMap<>();
      peers.forEach(
          (id, addresses) -> {
            List<PeerAddress> fit =
                addresses.stream()
                    .filter(address -> address.kind() == kind.host)
                    .filter(address -> PeerExchange.isFitFor(asking, address))
                    .limit(MAX_PEERS_PER_ID)
                    .toList();
            if (!fit.isEmpty()) {
              lists.put(id, PackedAddress.packAll(fit, kind.host));
            }
          });
      fields.put(kind.key, lists);
    }
    fields.put("my", List.copyOf(mine));
    return fields;
  }

  private static boolean isId(@Nullable Object value) {
    return value instanceof Long id && id >= 0 && id <= 0xffff;
  }
}
