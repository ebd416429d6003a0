package zerobridge.peer;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import zerobridge.codec.Message;
import zerobridge.net.HostKind;
import zerobridge.net.PackedAddress;
import zerobridge.net.PeerAddress;

/**
 * Sites announced to a tracker that is a node (peer protocol, zero trackers).
 *
 * @param hashes SHA-256 of each site's address, 32 bytes
 * @param onions parallel to {@code hashes}: the onion, without suffix, under which the site is
 *     reached; empty if this node has none
 * @param port where the announcing node listens, on its onions too
 * @param wanted which peers to answer with
 * @param add the services to be listed, in the words of {@link HostKind#word}
 * @param proof that the onions are the announcing node's own, {@code null} in the first round
 */
public record ZeroAnnounce(
    List<byte[]> hashes,
    List<String> onions,
    int port,
    Wanted wanted,
    List<String> add,
    @Nullable Proof proof) {

  /** Sites in one announce; more are refused by cutting the list. */
  public static final int MAX_HASHES = 2_000;

  private static final int HASH_BYTES = 32;
  private static final int MAX_TYPES = 8;
  private static final int MAX_TEXT = 128;
  private static final int MAX_SIGNS = 100;
  private static final int MAX_SIGN_BYTES = 1024;

  /**
   * What a tracker is asked for.
   *
   * @param types kinds of addresses; old trackers want {@code ip4} first
   * @param count how many peers for each site
   * @param forgetOthers whether the node's sites that aren't named are to be forgotten
   */
  public record Wanted(List<String> types, int count, boolean forgetOthers) {
    public Wanted {
      types = List.copyOf(types);
    }
  }

  /**
   * The second round: what the tracker gave to sign.
   *
   * @param nonce the tracker's text
   * @param signatures by public key, one for each distinct onion
   */
  public record Proof(String nonce, Map<ByteBuffer, byte[]> signatures) {
    public Proof {
      signatures = Collections.unmodifiableMap(new LinkedHashMap<>(signatures));
    }
  }

  public ZeroAnnounce {
    hashes = List.copyOf(hashes);
    onions = List.copyOf(onions);
    add = List.copyOf(add);
  }

  /** The same announce with the proof a tracker asked for; wants no peers again. */
  public ZeroAnnounce proven(Proof signed) {
    Wanted none = new Wanted(wanted.types, 0, wanted.forgetOthers);
    return new ZeroAnnounce(hashes, onions, port, none, add, signed);
  }

  /**
   * Reads the parameters of a request. Lists are cut at their limits, elements of a wrong kind or
   * length are refused, since onions belong to hashes by their position.
   *
   * @return {@code null} if it isn't an announce
   */
  public static @Nullable ZeroAnnounce read(Message params) {
    List<byte[]> hashes = params.binaries("hashes");
    List<String> onions = params.texts("onions");
    OptionalLong port = params.integer("port");
    if (hashes.size() > MAX_HASHES
        || onions.size() > MAX_HASHES
        || hashes.stream().anyMatch(hash -> hash.length != HASH_BYTES)
        || onions.stream().anyMatch(onion -> onion.length() > MAX_TEXT)
        || port.orElse(0) < 0
        || port.orElse(0) > 65535) {
      return null;
    }
    long count = Math.max(0, Math.min(params.integer("need_num").orElse(0), PeerExchange.MAX_NEED));
    Wanted wanted =
        new Wanted(
            shortTexts(params, "need_types"),
            (int) count,
            Boolean.TRUE.equals(params.flag("delete")));
    return new ZeroAnnounce(
        hashes, onions, (int) port.orElse(0), wanted, shortTexts(params, "add"), proof(params));
  }

  private static List<String> shortTexts(Message params, String key) {
    return params.texts(key).stream()
        .filter(text -> text.length() <= MAX_TEXT)
        .limit(MAX_TYPES)
        .toList();
  }

  private static @Nullable Proof proof(Message params) {
    String nonce = params.text("onion_sign_this");
    Message signs = params.map("onion_signs");
    if (nonce == null || signs == null || nonce.length() > MAX_TEXT) {
      return null;
    }
    Map<ByteBuffer, byte[]> signatures = new LinkedHashMap<>();
    for (Map.Entry<Object, @Nullable Object> entry : signs.fields().entrySet()) {
      byte[] signature = Message.asBytes(entry.getValue());
      ByteBuffer key = key(entry.getKey());
      if (signature == null
          || key == null
          || signature.length > MAX_SIGN_BYTES
          || key.remaining() > MAX_SIGN_BYTES
          || signatures.size() == MAX_SIGNS) {
        return null;
      }
      signatures.put(key, signature);
    }
    return new Proof(nonce, signatures);
  }

  /** A binary key that happens to be text is decoded as text. */
  private static @Nullable ByteBuffer key(Object key) {
    if (key instanceof ByteBuffer bytes) {
      return bytes;
    }
    byte[] bytes = Message.asBytes(key);
    return bytes == null ? null : ByteBuffer.wrap(bytes).asReadOnlyBuffer();
  }

  /** The parameters as 0.7.2 writes them. */
  Map<String, Object> params() {
    Map<String, Object> params = new LinkedHashMap<>();
    params.put("hashes", hashes);
    params.put("onions", onions);
    params.put("port", port);
    params.put("need_types", wanted.types);
    params.put("need_num", wanted.count);
    params.put("add", add);
    if (wanted.forgetOthers) {
      params.put("delete", true);
    }
    if (proof != null) {
      params.put("onion_signs", proof.signatures);
      params.put("onion_sign_this", proof.nonce);
    }
    return params;
  }

  /**
   * A tracker's answer.
   *
   * @param peers for each hash, in the order of the request, who has the site; may be shorter
   * @param toSign the text to sign with the key of each onion, or {@code null}
   */
  public record Answered(List<List<PeerAddress>> peers, @Nullable String toSign) {
    /** Keys under which trackers list peers; old ones call IPv4 {@code ip4}. */
    private static final Map<String, HostKind> KINDS =
        Map.of(
            "ip4", HostKind.IPV4,
            "ipv4", HostKind.IPV4,
            "ipv6", HostKind.IPV6,
            "onion", HostKind.ONION);

    public Answered {
      peers = peers.stream().map(List::copyOf).toList();
    }

    static @Nullable Answered read(Message answer, int hashes, PeerConnection from) {
      if (!(answer.value("peers") instanceof List<?> lists)) {
        return null;
      }
      List<List<PeerAddress>> peers = new ArrayList<>();
      for (Object element : lists.subList(0, Math.min(lists.size(), hashes))) {
        peers.add(element instanceof Map<?, ?> map ? addresses(map, from) : List.of());
      }
      String toSign = answer.text("onion_sign_this");
      return new Answered(peers, toSign == null || toSign.length() > MAX_TEXT ? null : toSign);
    }

    private static List<PeerAddress> addresses(Map<?, ?> lists, PeerConnection from) {
      List<PeerAddress> addresses = new ArrayList<>();
      KINDS.forEach(
          (key, kind) ->
              addresses.addAll(
                  PeerExchange.addresses(
                      lists.get(key), kind, PeerExchange.MAX_PEERS - addresses.size(), from)));
      return addresses;
    }

    /**
     * The fields of an answer of our own tracker.
     *
     * @param types the types that were asked for, which decide what the IPv4 list is called
     */
    public Map<String, Object> fields(List<String> types) {
      String ipv4 = types.contains("ip4") ? "ip4" : "ipv4";
      List<Map<String, Object>> lists = new ArrayList<>();
      for (List<PeerAddress> known : peers) {
        Map<String, Object> list = new LinkedHashMap<>();
        list.put("ipv6", PackedAddress.packAll(known, HostKind.IPV6));
        list.put("onion", PackedAddress.packAll(known, HostKind.ONION));
        list.put(ipv4, PackedAddress.packAll(known, HostKind.IPV4));
        lists.add(list);
      }
      Map<String, Object> fields = new LinkedHashMap<>();
      if (toSign != null) {
        fields.put("onion_sign_this", toSign);
      }
      fields.put("peers", lists);
      return fields;
    }
  }
}
