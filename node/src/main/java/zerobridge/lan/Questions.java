package zerobridge.lan;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.codec.Message;
import zerobridge.crypto.SiteAddress;
import zerobridge.io.Threads;
import zerobridge.io.TokenBucket;
import zerobridge.net.Dialer;
import zerobridge.net.LocalAddresses;
import zerobridge.net.UdpPort;

/**
 * Asks everybody on the local network for sites: those wanted at nearly the same time together, and
 * not often. Remembers what the latest questions meant. Safe for any thread.
 */
final class Questions {
  /** Sites wanted within this time go into one datagram. */
  static final Duration TOGETHER = Duration.ofMillis(200);

  private static final int BURST = 4;
  private static final double PER_SECOND = 0.1;
  private static final int REMEMBERED = 8;
  private static final Logger log = LoggerFactory.getLogger(Questions.class);

  private final LanSettings settings;
  private final Dialer dialer;
  private final Threads threads;
  private final SecureRandom random = new SecureRandom();
  private final TokenBucket pace;
  private final Supplier<LanMessage.Sender> self;

  // Guarded by this.
  private final Set<SiteAddress> wanted = new LinkedHashSet<>();
  private final Map<ByteBuffer, Map<Integer, SiteAddress>> asked = new LinkedHashMap<>();
  private boolean due;

  Questions(
      LanSettings settings,
      Dialer dialer,
      Threads threads,
      InstantSource clock,
      Supplier<LanMessage.Sender> self) {
    this.settings = settings;
    this.dialer = dialer;
    this.threads = threads;
    this.pace = new TokenBucket(BURST, PER_SECOND, clock);
    this.self = self;
  }

  /** Asks for a site soon. */
  synchronized void want(SiteAddress site) {
    wanted.add(site);
    if (!due) {
      due = true;
      Duration wait = pace.take(1);
      ScheduledFuture<?> unused =
          threads.after(wait.plus(TOGETHER), "lan-ask", () -> askEverybody(next()));
    }
  }

  /** What a mark of one of our questions stands for. */
  synchronized Map<Integer, SiteAddress> meaning(ByteBuffer salt) {
    return asked.getOrDefault(salt, Map.of());
  }

  private synchronized byte[] next() {
    due = false;
    byte[] salt = new byte[SiteMarks.SALT_BYTES];
    random.nextBytes(salt);
    List<SiteAddress> now = new ArrayList<>();
    Iterator<SiteAddress> each = wanted.iterator();
    while (each.hasNext() && now.size() < SiteMarks.MAX) {
      now.add(each.next());
      each.remove();
    }
    Map<Integer, SiteAddress> marks = SiteMarks.of(salt, now);
    asked.put(ByteBuffer.wrap(salt), marks);
    if (asked.size() > REMEMBERED) {
      asked.remove(asked.keySet().iterator().next());
    }
    Map<String, Object> params = new LinkedHashMap<>();
    SiteMarks.write(params, "want", salt, List.copyOf(marks.keySet()));
    return new LanMessage(LanMessage.DISCOVER, Message.of(params), self.get()).encode();
  }

  private void askEverybody(byte[] question) {
    if (!settings.everybody().isEmpty()) {
      settings.everybody().forEach(to -> send(question, settings.bind(), to));
      return;
    }
    for (LocalAddresses.Lan lan : LocalAddresses.lans()) {
      send(question, lan.own(), new InetSocketAddress(lan.everybody(), settings.port()));
    }
  }

  /** From the network's own address, so that it leaves by the right interface. */
  private void send(byte[] question, @Nullable InetAddress from, InetSocketAddress to) {
    try (UdpPort port = dialer.udpPort(from, 0, false)) {
      port.send(question, to);
    } catch (IOException e) {
      log.debug("The local network {} could not be asked: {}", to, e.toString());
    }
  }
}
