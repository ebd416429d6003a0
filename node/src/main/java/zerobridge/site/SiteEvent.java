package zerobridge.site;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import zerobridge.io.InnerPath;

/**
 * What happened to a site, in the words that pages know: {@code siteInfo.event} is the list {@code
 * [name, value]}. Immutable.
 *
 * @param name one of the names of the WebSocket API's event table, for example {@code file_done}
 * @param value its value: an inner path, a number, {@code true} or named figures
 */
public record SiteEvent(String name, JsonElement value) {
  /** Downloads were put into the queue. */
  public static SiteEvent fileStarted() {
    return flag("file_started");
  }

  /** A file arrived, was verified and is in place. */
  public static SiteEvent fileDone(InnerPath path) {
    return text("file_done", path.value());
  }

  /** As {@link #fileDone(InnerPath)}; a piece has the name {@code path|from-to} as in 0.7.2. */
  static SiteEvent fileDone(Wanted done) {
    return text("file_done", done.label());
  }

  /** No peer could give a valid copy of a file. */
  public static SiteEvent fileFailed(InnerPath path) {
    return text("file_failed", path.value());
  }

  /** A file was deleted by the person or by its owner. */
  public static SiteEvent fileDeleted(InnerPath path) {
    return text("file_deleted", path.value());
  }

  /** New addresses became known. */
  public static SiteEvent peersAdded(int count) {
    return new SiteEvent("peers_added", new JsonPrimitive(count));
  }

  /** The search for newer versions began. */
  public static SiteEvent updating() {
    return flag("updating");
  }

  /** The search for newer versions ended. */
  public static SiteEvent updated() {
    return flag("updated");
  }

  /** One more peer took, refused or is known to have a version that was published here. */
  public static SiteEvent published(PublishProgress progress) {
    JsonObject value = new JsonObject();
    value.addProperty("inner_path", progress.manifest().value());
    value.addProperty("modified", progress.modified());
    value.addProperty("have", progress.have());
    value.addProperty("sent", progress.count(PublishProgress.State.SENT));
    value.addProperty("refused", progress.count(PublishProgress.State.REFUSED));
    value.addProperty("unreachable", progress.count(PublishProgress.State.UNREACHABLE));
    value.addProperty("queued", progress.queued());
    return new SiteEvent("publish_progress", value);
  }

  /** The site was deleted from this node. */
  public static SiteEvent deleted() {
    return flag("deleted");
  }

  static SiteEvent flag(String name) {
    return new SiteEvent(name, new JsonPrimitive(true));
  }

  static SiteEvent text(String name, String value) {
    return new SiteEvent(name, new JsonPrimitive(value));
  }
}
