package zerobridge.lan;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import zerobridge.codec.Message;
import zerobridge.codec.MsgPackReader;
import zerobridge.codec.MsgPackWriter;
import zerobridge.codec.ProtocolException;

/**
 * One datagram of local discovery: a MessagePack map of a command, its parameters and the sender
 * (peer protocol, local discovery).
 *
 * @param cmd what is said, such as {@link #DISCOVER}
 * @param params its parameters; empty for {@link #LIST_REQUEST}, which has none
 * @param sender who says it
 */
record LanMessage(String cmd, Message params, Sender sender) {
  /** "Who is there?", to everybody. */
  static final String DISCOVER = "discoverRequest";

  /** "I am, and my list of sites is of this time." */
  static final String HERE = "discoverResponse";

  /** "Which sites have you?" */
  static final String LIST_REQUEST = "siteListRequest";

  /** "These." */
  static final String LIST = "siteListResponse";

  /** Others neither send nor receive longer ones. */
  static final int MAX_BYTES = 8192;

  /** Sites of one {@link #LIST}. */
  static final int MAX_SITES = 100;

  private static final String SERVICE = "zeronet";
  private static final int MAX_PEER_ID = 64;

  /**
   * A node in the local network.
   *
   * @param peerId random for each start; only tells nodes apart
   * @param port where it takes connections, 0 when nowhere
   * @param answerPort where its datagrams are to be answered
   * @param rev the build number it claims
   */
  record Sender(String peerId, int port, int answerPort, long rev) {
    Map<String, Object> fields() {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("service", SERVICE);
      fields.put("peer_id", peerId);
      fields.put("port", port);
      fields.put("broadcast_port", answerPort);
      fields.put("rev", rev);
      return fields;
    }
  }

  static LanMessage parse(byte[] datagram) throws IOException {
    if (datagram.length > MAX_BYTES) {
      throw new ProtocolException("A datagram has more than " + MAX_BYTES + " bytes.");
    }
    Message all = new MsgPackReader(new ByteArrayInputStream(datagram)).next();
    Message from = all == null ? null : all.map("sender");
    String cmd = all == null ? null : all.text("cmd");
    if (all == null || from == null || cmd == null || !SERVICE.equals(from.text("service"))) {
      throw new ProtocolException("A datagram is no message of local discovery.");
    }
    String peerId = from.text("peer_id");
    if (peerId == null || peerId.isEmpty() || peerId.length() > MAX_PEER_ID) {
      throw new ProtocolException("A message of local discovery has no fit peer id.");
    }
    Message params = all.map("params");
    return new LanMessage(
        cmd,
        params == null ? Message.EMPTY : params,
        new Sender(
            peerId,
            port(from, "port", 0),
            port(from, "broadcast_port", 1),
            from.integer("rev").orElse(0)));
  }

  private static int port(Message sender, String key, int least) throws ProtocolException {
    long port = sender.integer(key).orElse(-1);
    if (port < least || port > 65_535) {
      throw new ProtocolException("A message of local discovery has no fit " + key + ".");
    }
    return (int) port;
  }

  byte[] encode() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("cmd", cmd);
    if (!cmd.equals(LIST_REQUEST)) {
      all.put("params", params.fields());
    }
    all.put("sender", sender.fields());
    return MsgPackWriter.encode(all);
  }

  /** The hashes of a {@link #LIST}; those that are no SHA-256 are left out. */
  List<byte[]> sites() {
    return params.binaries("sites").stream()
        .filter(hash -> hash.length == 32)
        .limit(MAX_SITES)
        .toList();
  }

  static Message list(long changed, List<byte[]> sites) {
    Map<String, Object> params = new LinkedHashMap<>();
    params.put("sites_changed", changed);
    params.put("sites", sites);
    return Message.of(params);
  }
}
