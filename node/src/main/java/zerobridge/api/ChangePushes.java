package zerobridge.api;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.site.Site;
import zerobridge.site.SiteEvent;
import zerobridge.site.SiteListener;
import zerobridge.site.SiteRegistry;

/**
 * Tells open pages what changes: site info, server info, tracker info. A first visit makes
 * thousands of changes, so those of one moment go out together, and of very many the latest. Safe
 * for any thread.
 */
final class ChangePushes implements SiteListener, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ChangePushes.class);

  /** A screen shows no more than this, and a person sees no delay in it. */
  private static final Duration GATHER = Duration.ofMillis(60);

  /** Events of one moment that pages get one by one. */
  private static final int MAX_EVENTS = 25;

  /** How often pages that show trackers hear of them. */
  private static final Duration TRACKERS_EVERY = Duration.ofSeconds(1);

  private final ApiServices services;
  private final PageSessions sessions;
  private final SiteInfo siteInfo;
  private final ServerInfo serverInfo;
  private final Map<Site, List<SiteEvent>> gathered = new HashMap<>();
  private final Map<PageConnection, JsonElement> toldTrackers = new WeakHashMap<>();
  private final ScheduledFuture<?> trackers;

  ChangePushes(ApiServices services, PageSessions sessions) {
    this.services = services;
    this.sessions = sessions;
    this.siteInfo = new SiteInfo(services);
    this.serverInfo = new ServerInfo(services);
    this.trackers =
        services
            .threads()
            .every(TRACKERS_EVERY, TRACKERS_EVERY, "push-trackers", this::pushTrackers);
  }

  @Override
  public void changed(Site site, @Nullable SiteEvent event) {
    boolean first;
    synchronized (gathered) {
      first = gathered.isEmpty();
      List<SiteEvent> events = gathered.computeIfAbsent(site, key -> new ArrayList<>());
      if (event != null) {
        events.add(event);
      }
    }
    if (first) {
      ScheduledFuture<?> unused = services.threads().after(GATHER, "push-changes", this::flush);
    }
  }

  private void flush() {
    Map<Site, List<SiteEvent>> changes;
    synchronized (gathered) {
      changes = new HashMap<>(gathered);
      gathered.clear();
    }
    changes.forEach(this::push);
  }

  private void push(Site site, List<SiteEvent> events) {
    List<PageConnection> own = new ArrayList<>();
    List<PageConnection> others = new ArrayList<>();
    for (PageSession session : sessions.connected()) {
      boolean isOwn =
          session.site().map(shown -> shown.address().equals(site.address())).orElse(false);
      if (isOwn || session.hearsAllSites()) {
        (isOwn ? own : others).addAll(session.connections());
      }
    }
    if (own.isEmpty() && others.isEmpty()) {
      return;
    }
    try {
      JsonObject info = siteInfo.of(site, false);
      for (SiteEvent event : shown(events)) {
        send(own, others, info, SiteInfo.event(event));
      }
      if (events.isEmpty()) {
        send(own, others, info, null);
      }
    } catch (IOException e) {
      log.warn("The state of {} could not be told to its pages: {}", site, e.toString());
    }
  }

  private static void send(
      List<PageConnection> own,
      List<PageConnection> others,
      JsonObject info,
      @Nullable JsonElement event) {
    if (event == null) {
      info.remove("event");
    } else {
      info.add("event", event);
    }
    for (List<PageConnection> group : List.of(own, others)) {
      for (PageConnection connection : group) {
        if (connection.hasJoined("siteChanged")) {
          connection.push("setSiteInfo", info);
        }
      }
    }
  }

  private static List<SiteEvent> shown(List<SiteEvent> events) {
    return events.size() <= MAX_EVENTS
        ? events
        : events.subList(events.size() - MAX_EVENTS, events.size());
  }

  /** Tells each page that asked for it how its trackers are, if that changed. */
  private synchronized void pushTrackers() {
    for (PageSession session : sessions.connected()) {
      Site site = session.site().orElse(null);
      for (PageConnection connection : session.connections()) {
        if (site != null && connection.hasJoined("announcerChanged")) {
          JsonObject info = announcerInfo(services, site);
          if (!info.equals(toldTrackers.put(connection, info))) {
            JsonObject told = info.deepCopy();
            told.add(
                "event", SiteInfo.event(new SiteEvent("trackers", new JsonPrimitive("announced"))));
            connection.push("setAnnouncerInfo", told);
          }
        }
      }
    }
  }

  static JsonObject announcerInfo(ApiServices services, Site site) {
    JsonObject info = new JsonObject();
    info.addProperty("address", site.address().value());
    info.add("stats", services.outlook().trackers().apply(site.address()));
    return info;
  }

  void serverChanged() {
    for (PageSession session : sessions.connected()) {
      for (PageConnection connection : session.connections()) {
        if (connection.hasJoined("serverChanged")) {
          boolean admin =
              connection.role() == PageConnection.Role.WRAPPER
                  || session
                      .site()
                      .map(site -> site.settings().permissions().contains("ADMIN"))
                      .orElse(true);
          connection.push("setServerInfo", serverInfo.of(admin));
        }
      }
    }
  }

  @Override
  public void close() {
    SiteRegistry sites = services.sites();
    sites.removeListener(this);
    trackers.cancel(false);
  }
}
