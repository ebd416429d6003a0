package zerobridge.api;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import zerobridge.site.Site;

/**
 * The open pages by their keys. Keys live in memory only, one pair per page load, and pages that
 * were never connected go first when there are too many. Safe for any thread.
 */
final class PageSessions {
  /** Pages known at a time; each tab is one, and each page load that was left. */
  static final int MAX_SESSIONS = 2_000;

  private static final int KEY_BYTES = 32;

  private final SecureRandom random;
  private final Map<String, PageSession> byKey = new LinkedHashMap<>();

  /** What a key opens. */
  record Opening(PageSession session, PageConnection.Role role) {}

  PageSessions(SecureRandom random) {
    this.random = random;
  }

  synchronized PageSession open(@Nullable Site site) {
    PageSession session = new PageSession(site, newKey(), newKey());
    while (byKey.size() >= 2 * MAX_SESSIONS && dropOldest()) {
      // the oldest page without a connection went
    }
    byKey.put(session.wrapperKey(), session);
    byKey.put(session.frameKey(), session);
    return session;
  }

  private boolean dropOldest() {
    PageSession oldest = null;
    for (PageSession session : byKey.values()) {
      if (!session.isConnected()) {
        oldest = session;
        break;
      }
    }
    if (oldest == null) {
      oldest = byKey.values().iterator().next();
    }
    remove(oldest);
    return true;
  }

  /** What the key opens; compared in constant time once its page is found. */
  synchronized Optional<Opening> find(String key) {
    PageSession session = byKey.get(key);
    if (session == null) {
      return Optional.empty();
    }
    if (same(key, session.wrapperKey())) {
      return Optional.of(new Opening(session, PageConnection.Role.WRAPPER));
    }
    return same(key, session.frameKey())
        ? Optional.of(new Opening(session, PageConnection.Role.FRAME))
        : Optional.empty();
  }

  /** Forgets a page whose tab was closed; a page that comes back asks for new keys. */
  synchronized void remove(PageSession session) {
    byKey.remove(session.wrapperKey());
    byKey.remove(session.frameKey());
  }

  /** The pages that have a connection now. */
  synchronized Collection<PageSession> connected() {
    return byKey.values().stream().filter(PageSession::isConnected).distinct().toList();
  }

  /** The open pages of one site. */
  List<PageSession> of(Site site) {
    return connected().stream()
        .filter(
            session ->
                session.site().map(own -> own.address().equals(site.address())).orElse(false))
        .toList();
  }

  private String newKey() {
    byte[] bytes = new byte[KEY_BYTES];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private static boolean same(String a, String b) {
    return MessageDigest.isEqual(
        a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
  }
}
