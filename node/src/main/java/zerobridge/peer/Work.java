package zerobridge.peer;

/**
 * The kinds of work that requests cause, each with a budget of its own for every connection, so
 * that one kind doesn't use up another's. Points are about milliseconds of one processor.
 */
enum Work {
  /** Reading files costs bandwidth, which has its own limits. */
  FILES(0, 0),
  /** A look into memory. */
  SMALL(500, 50),
  /** Answers that are put together from many entries. */
  LISTS(1000, 50),
  /** Manifests to be parsed, verified and spread. */
  UPDATES(1000, 50),
  /** We dial on somebody's behalf. */
  DIALS(200, 5);

  /** Entries of a list are copied, packed and sent: this many bytes of an answer are a point. */
  private static final double BYTES_PER_POINT = 8192;

  private final double burst;
  private final double perSecond;

  Work(double burst, double perSecond) {
    this.burst = burst;
    this.perSecond = perSecond;
  }

  boolean isLimited() {
    return burst > 0;
  }

  double burst() {
    return burst;
  }

  double perSecond() {
    return perSecond;
  }

  /** The kind of a command, the first letter in lower case. */
  static Work of(String command) {
    return switch (command) {
      case "getFile", "streamFile" -> FILES;
      case "listModified", "findHashIds", "pex", "getPiecefields", "announce", "getTrackers" ->
          LISTS;
      case "update", "peerBroadcast", "peerSend" -> UPDATES;
      case "checkport" -> DIALS;
      default -> SMALL;
    };
  }

  /** What a command costs at least. */
  static double points(String command) {
    return switch (command) {
      case "ping" -> 0.1;
      case "pex", "getPiecefields", "getTrackers", "announce" -> 2;
      case "listModified", "findHashIds" -> 5;
      case "update", "peerBroadcast", "peerSend" -> 10;
      case "checkport" -> 20;
      default -> 1;
    };
  }

  /** What an answer of so many bytes costs beyond that. */
  static double points(long answerBytes) {
    return answerBytes / BYTES_PER_POINT;
  }
}
