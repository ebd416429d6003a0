package zerobridge.content;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import zerobridge.codec.UnsafePatternException;
import zerobridge.crypto.BitcoinMessage;

/**
 * Checks that a provider vouches for the owner of a user's directory (content model,
 * "Certificates"). Remembers who signed what, since a user presents the same certificate with every
 * change. Safe for any thread.
 */
final class CertificateCheck {
  /** Certificates remembered; about 300 bytes each. */
  private static final int MAX_KNOWN = 20_000;

  private final PatternCache patterns;
  private final Map<Certificate, Optional<String>> signers = new ConcurrentHashMap<>();

  private record Certificate(String text, String signature) {}

  CertificateCheck(PatternCache patterns) {
    this.patterns = patterns;
  }

  /** Throws unless {@code content} needs no certificate under {@code rules} or has a good one. */
  void check(@Nullable JsonObject rules, JsonObject content) throws ContentException {
    if (rules == null) {
      throw new ContentException("No rules for this file");
    }
    if (!JsonShape.isFilled(rules.get("cert_signers"))
        && !JsonShape.isFilled(rules.get("cert_signers_pattern"))) {
      return;
    }
    String userId = JsonShape.text(content, "cert_user_id");
    if (userId.isEmpty()) {
      throw new ContentException("Missing cert_user_id");
    }
    int at = userId.indexOf('@');
    if (at < 0 || userId.indexOf('@', at + 1) >= 0) {
      throw new ContentException("Invalid domain in cert_user_id");
    }
    String domain = userId.substring(at + 1);
    List<String> providers = providers(rules, domain);
    if (!(content.get("cert_auth_type") instanceof JsonPrimitive type)
        || !JsonShape.isText(content.get("cert_sign"))) {
      throw new ContentException("Missing cert_auth_type or cert_sign");
    }
    String text =
        JsonShape.text(rules, "user_address")
            + "#"
            + type.getAsString()
            + "/"
            + userId.substring(0, at);
    Certificate certificate = new Certificate(text, content.get("cert_sign").getAsString());
    if (signer(certificate).filter(providers::contains).isEmpty()) {
      throw new ContentException("Invalid cert!");
    }
  }

  private List<String> providers(JsonObject rules, String domain) throws ContentException {
    JsonElement known = JsonShape.objectOrEmpty(rules, "cert_signers").get(domain);
    if (JsonShape.isText(known) && !known.getAsString().isEmpty()) {
      return List.of(known.getAsString());
    }
    if (JsonShape.isFilled(known)) {
      return JsonShape.addresses(known, "cert_signers");
    }
    String pattern = JsonShape.text(rules, "cert_signers_pattern");
    try {
      if (!pattern.isEmpty() && patterns.get(pattern).matchesStart(domain)) {
        return List.of(domain);
      }
    } catch (UnsafePatternException e) {
      throw new ContentException(e.getMessage());
    }
    throw new ContentException("Invalid cert signer: " + domain);
  }

  private Optional<String> signer(Certificate certificate) {
    Optional<String> known = signers.get(certificate);
    if (known != null) {
      return known;
    }
    Optional<String> signer =
        BitcoinMessage.signer(
            certificate.text.getBytes(StandardCharsets.UTF_8), certificate.signature);
    if (signers.size() >= MAX_KNOWN) {
      signers.clear();
    }
    signers.put(certificate, signer);
    return signer;
  }
}
