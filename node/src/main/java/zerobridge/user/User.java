package zerobridge.user;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import zerobridge.crypto.BitcoinKey;
import zerobridge.crypto.MasterSeed;
import zerobridge.crypto.SiteAddress;

/**
 * The person as sites see them: a key of their own for every site, derived from one seed, and the
 * certificates that give that key a name (content specification, users.json). Every change is
 * written before its method returns. Safe for any thread.
 */
public final class User {
  /** What a site may store for the person, in characters of JSON text. */
  public static final int MAX_SETTINGS_CHARS = 10 << 20;

  /** Site keys are derived at an index below this (content specification, keys from the seed). */
  private static final int SITE_KEY_INDEXES = 100_000_000;

  /** Writes users.json. */
  interface Saver {
    void save() throws IOException;
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final SiteAddress masterAddress;
  private final MasterSeed seed;
  private final JsonObject json;
  private final Saver saver;
  private final SecureRandom random;

  User(
      SiteAddress masterAddress,
      MasterSeed seed,
      JsonObject json,
      Saver saver,
      SecureRandom random) {
    this.masterAddress = masterAddress;
    this.seed = seed;
    this.json = json;
    this.saver = saver;
    this.random = random;
  }

  /** The address that names this user in users.json; never sent to anyone. */
  public SiteAddress masterAddress() {
    return masterAddress;
  }

  /** The key that signs for the person on a site: the selected certificate's, else the site's. */
  public BitcoinKey authKey(SiteAddress site) throws IOException {
    Optional<Certificate> certificate = certificate(site);
    if (certificate.isPresent()) {
      return certificate.get().key();
    }
    return locked(
        () -> {
          JsonObject entry = site(site);
          String wif = text(entry, "auth_privatekey");
          if (wif != null) {
            return BitcoinKey.fromWif(wif);
          }
          BitcoinKey key = seed.authKey(site);
          entry.addProperty("auth_address", key.address().value());
          entry.addProperty("auth_privatekey", key.wif());
          saver.save();
          return key;
        });
  }

  /** The address of {@link #authKey}, made on first need. */
  public String authAddress(SiteAddress site) throws IOException {
    String known = knownAuthAddress(site);
    return known != null ? known : authKey(site).address().value();
  }

  /** The address the site already knows the person by, or null: asking must not make one. */
  public @Nullable String knownAuthAddress(SiteAddress site) {
    Optional<Certificate> certificate = certificate(site);
    if (certificate.isPresent()) {
      return certificate.get().authAddress();
    }
    return read(() -> text(existing("sites", site.value()), "auth_address"));
  }

  /** The certificate selected for a site, unless it was deleted meanwhile. */
  public Optional<Certificate> certificate(SiteAddress site) {
    return read(
        () -> {
          String domain = text(existing("sites", site.value()), "cert");
          return domain == null ? Optional.empty() : certificateOf(domain);
        });
  }

  /** All certificates the person holds. */
  public List<Certificate> certificates() {
    return read(
        () -> {
          List<Certificate> found = new ArrayList<>();
          for (String domain : object(json, "certs").keySet()) {
            certificateOf(domain).ifPresent(found::add);
          }
          return List.copyOf(found);
        });
  }

  /** What {@link #addCertificate} did. */
  public enum Added {
    ADDED,
    UNCHANGED,
    /** Another certificate of that provider is held; replacing it needs the person's word. */
    WOULD_REPLACE
  }

  /**
   * Takes a certificate for the person's address on a site and selects it there.
   *
   * @param replace whether a different certificate of the same provider may be replaced
   */
  public Added addCertificate(
      SiteAddress site,
      String domain,
      String authType,
      String userName,
      String sign,
      boolean replace)
      throws IOException {
    BitcoinKey key = authKey(site);
    Certificate fresh = new Certificate(domain, authType, userName, key, sign);
    return locked(
        () -> {
          JsonObject certs = object(json, "certs");
          JsonElement held = certs.get(domain);
          if (fresh.toJson().equals(held)) {
            return Added.UNCHANGED;
          }
          if (held != null && !replace) {
            return Added.WOULD_REPLACE;
          }
          certs.add(domain, fresh.toJson());
          site(site).addProperty("cert", domain);
          saver.save();
          return Added.ADDED;
        });
  }

  /** Selects the certificate that a site sees; null for none. */
  public void selectCertificate(SiteAddress site, @Nullable String domain) throws IOException {
    locked(
        () -> {
          if (domain == null) {
            site(site).remove("cert");
          } else {
            site(site).addProperty("cert", domain);
          }
          saver.save();
          return true;
        });
  }

  /** What a site stored for the person. */
  public JsonObject settings(SiteAddress site) {
    return read(() -> copyOf(existing("sites", site.value()), "settings"));
  }

  /** Replaces what a site stored for the person. */
  public void setSettings(SiteAddress site, JsonObject settings) throws IOException {
    put(site, "settings", bounded(settings));
  }

  /** Settings of the person that concern every page, for instance the theme. */
  public JsonObject globalSettings() {
    return read(() -> copyOf(json, "settings"));
  }

  /** Replaces the settings that concern every page. */
  public void setGlobalSettings(JsonObject settings) throws IOException {
    locked(
        () -> {
          json.add("settings", bounded(settings).deepCopy());
          saver.save();
          return true;
        });
  }

  /** What the page's own store holds: the wrapper's local storage, kept per user and site. */
  public @Nullable JsonElement localStorage(SiteAddress site) {
    return read(
        () -> {
          JsonObject entry = existing("sites", site.value());
          return entry == null ? null : entry.get("zerobridge_local_storage");
        });
  }

  /** Replaces the page's own store. */
  public void setLocalStorage(SiteAddress site, JsonElement value) throws IOException {
    put(site, "zerobridge_local_storage", bounded(value));
  }

  /** Feeds of a site that the person follows: name to query and parameters. */
  public JsonObject follow(SiteAddress site) {
    return read(() -> copyOf(existing("sites", site.value()), "follow"));
  }

  /** Replaces the followed feeds of a site. */
  public void setFollow(SiteAddress site, JsonObject feeds) throws IOException {
    put(site, "follow", bounded(feeds));
  }

  /** The key of a site that the person owns, if it is kept here. */
  public Optional<BitcoinKey> siteKey(SiteAddress site) {
    return read(
        () ->
            Optional.ofNullable(text(existing("sites", site.value()), "privatekey"))
                .map(BitcoinKey::fromWif));
  }

  /** Keeps the key of an owned site; null forgets it. */
  public void setSiteKey(SiteAddress site, @Nullable BitcoinKey key) throws IOException {
    locked(
        () -> {
          if (key == null) {
            site(site).remove("privatekey");
          } else {
            site(site).addProperty("privatekey", key.wif());
          }
          saver.save();
          return true;
        });
  }

  /** A key for a new site, derived from the seed so that the seed alone recovers it. */
  public record NewSiteKey(BitcoinKey key, int addressIndex) {}

  /** Derives the key of a new site and keeps it. */
  public NewSiteKey newSiteKey() throws IOException {
    return locked(
        () -> {
          while (true) {
            int index = random.nextInt(SITE_KEY_INDEXES);
            BitcoinKey key = seed.siteKey(index);
            SiteAddress address = key.address();
            if (existing("sites", address.value()) == null) {
              site(address).addProperty("privatekey", key.wif());
              saver.save();
              return new NewSiteKey(key, index);
            }
          }
        });
  }

  private Optional<Certificate> certificateOf(String domain) {
    JsonObject held = existing("certs", domain);
    return held == null
        ? Optional.empty()
        : Optional.ofNullable(Certificate.fromJson(domain, held));
  }

  private void put(SiteAddress site, String key, JsonElement value) throws IOException {
    locked(
        () -> {
          site(site).add(key, value.deepCopy());
          saver.save();
          return true;
        });
  }

  private static <T extends JsonElement> T bounded(T value) throws IOException {
    if (value.toString().length() > MAX_SETTINGS_CHARS) {
      throw new IOException(
          "These settings are larger than "
              + MAX_SETTINGS_CHARS
              + " characters; nothing was saved");
    }
    return value;
  }

  private JsonObject site(SiteAddress site) {
    JsonObject sites = object(json, "sites");
    if (!(sites.get(site.value()) instanceof JsonObject)) {
      sites.add(site.value(), new JsonObject());
    }
    return sites.getAsJsonObject(site.value());
  }

  private @Nullable JsonObject existing(String group, String key) {
    return object(json, group).get(key) instanceof JsonObject found ? found : null;
  }

  private static JsonObject object(JsonObject parent, String key) {
    if (!(parent.get(key) instanceof JsonObject)) {
      parent.add(key, new JsonObject());
    }
    return parent.getAsJsonObject(key);
  }

  private static JsonObject copyOf(@Nullable JsonObject parent, String key) {
    return parent != null && parent.get(key) instanceof JsonObject found
        ? found.deepCopy()
        : new JsonObject();
  }

  private static @Nullable String text(@Nullable JsonObject entry, String key) {
    JsonElement value = entry == null ? null : entry.get(key);
    return value != null && value.isJsonPrimitive() ? value.getAsString() : null;
  }

  private interface Change<T> {
    T run() throws IOException;
  }

  private <T> T locked(Change<T> change) throws IOException {
    lock.lock();
    try {
      return Objects.requireNonNull(change.run());
    } finally {
      lock.unlock();
    }
  }

  private <T extends @Nullable Object> T read(Supplier<T> reading) {
    lock.lock();
    try {
      return reading.get();
    } finally {
      lock.unlock();
    }
  }
}
