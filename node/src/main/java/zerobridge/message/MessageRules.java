package zerobridge.message;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import zerobridge.codec.CanonicalJson;
import zerobridge.codec.Json;
import zerobridge.codec.MalformedJsonException;
import zerobridge.codec.PyRegex;
import zerobridge.codec.UnsafePatternException;
import zerobridge.crypto.BitcoinMessage;
import zerobridge.crypto.SiteAddress;

/**
 * Which messages a site wants, from its {@code p2p.json} (peer protocol, PeerMessage). Immutable.
 *
 * @param filter what the message's JSON text has to begin with
 * @param seconds between two messages of one peer, 0 for any
 * @param length of the message's JSON text at most
 * @param authors addresses that may sign; empty for all
 * @param signedOnly whether an author is needed
 * @param providers addresses that vouch for user names, by their domain
 */
record MessageRules(
    PyRegex filter,
    double seconds,
    int length,
    List<String> authors,
    boolean signedOnly,
    Map<String, List<String>> providers) {

  /** The file, at the top of the site. */
  static final String FILE = "p2p.json";

  private static final int NOT_WANTED = 5;
  private static final int TOO_BIG = 7;
  private static final int FORGED = 7;

  /** Reads the rules; null if the site doesn't want messages at all. */
  static @Nullable MessageRules read(byte[] file)
      throws MalformedJsonException, UnsafePatternException {
    JsonObject json = Json.parseObject(file);
    if (!(json.get("filter") instanceof JsonPrimitive filter) || !filter.isString()) {
      return null;
    }
    JsonElement signers = json.get("signed_only");
    List<String> authors = texts(signers);
    boolean signedOnly =
        !authors.isEmpty()
            || (signers instanceof JsonPrimitive flag && flag.isBoolean() && flag.getAsBoolean());
    Map<String, List<String>> providers = new HashMap<>();
    if (json.get("cert_signers") instanceof JsonObject known) {
      known.entrySet().forEach(entry -> providers.put(entry.getKey(), texts(entry.getValue())));
    }
    return new MessageRules(
        PyRegex.compile(filter.getAsString()),
        Math.max(0, number(json.get("freq_limit"), 0)),
        (int) Math.min(PeerMessage.MAX_RAW, number(json.get("size_limit"), PeerMessage.MAX_RAW)),
        authors,
        signedOnly,
        Map.copyOf(providers));
  }

  private static double number(@Nullable JsonElement value, double otherwise) {
    return value instanceof JsonPrimitive number && number.isNumber()
        ? number.getAsDouble()
        : otherwise;
  }

  private static List<String> texts(@Nullable JsonElement value) {
    List<String> texts = new ArrayList<>();
    if (value instanceof JsonPrimitive one && one.isString()) {
      texts.add(one.getAsString());
    } else if (value instanceof JsonArray list) {
      list.forEach(each -> texts.addAll(texts(each)));
    }
    return List.copyOf(texts);
  }

  /**
   * Checks what a message says, before its signature.
   *
   * @throws MessageException with the network's own sentence
   */
  void checkContent(SiteAddress site, JsonElement message) throws MessageException {
    String text = CanonicalJson.unsortedText(message);
    if (text.length() > length) {
      throw new MessageException("Too big message from " + site, TOO_BIG);
    }
    try {
      if (!filter.matchesStart(text)) {
        throw new MessageException("Invalid message for site " + site, NOT_WANTED);
      }
    } catch (UnsafePatternException e) {
      throw new MessageException("The site's filter took too long", 0);
    }
  }

  /**
   * Checks who wrote it.
   *
   * @return the author's address and user name, both empty if nobody signed
   * @throws MessageException if the signature is wrong, or one is missing
   */
  Author author(PeerMessage message) throws MessageException {
    Author author = message.signature().isEmpty() ? Author.UNKNOWN : verified(message);
    if (signedOnly && author.address().isEmpty()) {
      throw new MessageException("Not signed message", NOT_WANTED);
    }
    if (!authors.isEmpty() && !authors.contains(author.address())) {
      throw new MessageException(
          "Message signature is invalid: " + author.address() + " not in " + authors, NOT_WANTED);
    }
    return author;
  }

  private Author verified(PeerMessage message) throws MessageException {
    String[] parts = message.signature().split("\\|", 2);
    String address = parts[0];
    if (parts.length < 2
        || !BitcoinMessage.isSignedBy(message.signedText(address), parts[1], address)) {
      throw new MessageException("Invalid signature", FORGED);
    }
    List<String> certificate = message.certificate();
    if (certificate.isEmpty()) {
      return new Author(address, "");
    }
    String user = certificate.get(0) + "/" + certificate.get(1);
    byte[] text = (address + "#" + user).getBytes(StandardCharsets.UTF_8);
    List<String> trusted = providers.getOrDefault(certificate.get(2), List.of());
    if (!BitcoinMessage.isSignedBy(text, certificate.get(3), trusted)) {
      throw new MessageException("Invalid signature certificate", FORGED);
    }
    return new Author(address, user + "@" + certificate.get(2));
  }

  /**
   * Who wrote a message.
   *
   * @param address whose key signed
   * @param user {@code type/name@provider}
   */
  record Author(String address, String user) {
    static final Author UNKNOWN = new Author("", "");
  }
}
