package zerobridge.message;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import zerobridge.crypto.SiteAddress;

/**
 * A message for the pages of a site. Immutable.
 *
 * @param from the peer that told it, {@code address:port}, or {@code self}
 * @param site where it belongs
 * @param author who signed it
 * @param broadcast whether it is for everybody
 * @param message the rest
 */
record ReceivedMessage(
    String from,
    SiteAddress site,
    MessageRules.Author author,
    boolean broadcast,
    PeerMessage message) {

  /** In the words that pages know: the parameter of {@code peerReceive} and {@code peerSend}. */
  JsonObject toJson() {
    JsonObject json = new JsonObject();
    json.addProperty("ip", from);
    json.addProperty("hash", message.hash());
    json.add("message", message.message());
    json.addProperty("signed_by", author.address());
    json.addProperty("cert", author.user());
    json.addProperty("site", site.value());
    json.addProperty("broadcast", broadcast);
    json.add(
        "trace", message.trace().<JsonElement>map(ReceivedMessage::list).orElse(JsonNull.INSTANCE));
    json.add("timestamp", message.timestamp());
    return json;
  }

  private static JsonArray list(Iterable<String> texts) {
    JsonArray list = new JsonArray();
    texts.forEach(list::add);
    return list;
  }
}
