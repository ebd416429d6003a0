package zerobridge.user;

import com.google.gson.JsonObject;
import org.jspecify.annotations.Nullable;
import zerobridge.crypto.BitcoinKey;

/**
 * A provider's word that an address belongs to a user name, with the key of that address (content
 * specification, certificates).
 *
 * @param domain the provider's name as sites list it in {@code cert_signers}, for instance {@code
 *     zeroid.bit}
 * @param authType how the provider checked the user, for instance {@code web}
 * @param userName the name in front of the {@code @}
 * @param key the key whose address the provider signed
 * @param sign the provider's signature, Base64
 */
public record Certificate(
    String domain, String authType, String userName, BitcoinKey key, String sign) {

  /** The name under which sites know the user: {@code name@domain}. */
  public String userId() {
    return userName + "@" + domain;
  }

  /** The address that signs the user's manifests while this certificate is selected. */
  public String authAddress() {
    return key.address().value();
  }

  JsonObject toJson() {
    JsonObject json = new JsonObject();
    json.addProperty("auth_address", authAddress());
    json.addProperty("auth_privatekey", key.wif());
    json.addProperty("auth_type", authType);
    json.addProperty("auth_user_name", userName);
    json.addProperty("cert_sign", sign);
    return json;
  }

  /** Reads an entry of {@code certs}; null when it is not usable (a damaged or foreign entry). */
  static @Nullable Certificate fromJson(String domain, JsonObject json) {
    try {
      return new Certificate(
          domain,
          json.get("auth_type").getAsString(),
          json.get("auth_user_name").getAsString(),
          BitcoinKey.fromWif(json.get("auth_privatekey").getAsString()),
          json.get("cert_sign").getAsString());
    } catch (RuntimeException e) {
      return null;
    }
  }

  /** Says nothing of the key. */
  @Override
  public String toString() {
    return userId() + " (" + authType + ")";
  }
}
