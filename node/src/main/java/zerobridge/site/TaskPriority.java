package zerobridge.site;

import zerobridge.io.InnerPath;

/** What a visitor needs first: the boost that a file's name gives. Peer protocol, tasks. */
final class TaskPriority {
  /** A page or file that a browser waits for. */
  static final int PAGE = 15;

  /** The site's own files of a download. */
  static final int DOWNLOAD = 0;

  private static final int SHORT_JSON = 50;

  private TaskPriority() {}

  static int boost(InnerPath path) {
    String name = path.value();
    if (name.equals("content.json")) {
      return 9999;
    }
    if (name.equals("index.html")) {
      return 9998;
    }
    if (name.contains("-default")) {
      return -4;
    }
    if (name.endsWith("all.css")) {
      return 14;
    }
    if (name.endsWith("all.js")) {
      return 13;
    }
    if (name.endsWith("dbschema.json")) {
      return 12;
    }
    if (name.endsWith("content.json")) {
      return 1;
    }
    if (name.endsWith(".json")) {
      return name.codePointCount(0, name.length()) < SHORT_JSON ? 11 : 2;
    }
    return 0;
  }
}
