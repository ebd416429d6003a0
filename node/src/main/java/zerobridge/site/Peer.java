package zerobridge.site;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import zerobridge.crypto.CertificatePin;
import zerobridge.net.PeerAddress;
import zerobridge.net.SourceNetwork;
import zerobridge.peer.PeerConnection;

/**
 * One peer of one site and what we think of it. Its identity is the object: a peer behind a closed
 * port has an address with port 0 that it may share with others. Safe for any thread.
 */
final class Peer {
  private static final int MIN_REPUTATION = -10;
  private static final int MAX_REPUTATION = 10;
  private static final int TRUSTED_ENOUGH = 5;

  final PeerAddress address;
  final PeerSource source;
  final long added;

  /** Whether anything but its own claim speaks for its address. */
  private volatile boolean proven;

  /** What it says about optional files. */
  final PeerHashfield hashfield = new PeerHashfield();

  /** What it says about the pieces of big files. */
  final PeerPieces pieces = new PeerPieces();

  private final SourceNetwork network;
  private final AtomicBoolean tried = new AtomicBoolean();
  private volatile long found;
  private int reputation;
  private long exchangedNanos;
  private int connectionErrors;
  private int badFiles;
  private int pushesTaken;
  private int pushesLost;
  private volatile long knownModified;
  private volatile @Nullable PeerConnection connection;
  private volatile @Nullable String problem;

  Peer(PeerAddress address, PeerSource source, long nowSeconds) {
    this(address, source, nowSeconds, nowSeconds, 0);
  }

  Peer(PeerAddress address, PeerSource source, long added, long found, int reputation) {
    this.address = address;
    this.source = source;
    this.network = SourceNetwork.wide(address);
    this.added = added;
    this.found = found;
    this.reputation = reputation;
    this.proven = !(address instanceof PeerAddress.Onion) || !source.isOwnClaim();
  }

  /** Whether it can be dialled; else only its own connection reaches it. */
  boolean isDialable() {
    return address.isConnectable();
  }

  /** Whether addresses are to be exchanged with it now; if so that counts as done. */
  synchronized boolean mayExchange(long nowNanos, long pauseNanos) {
    if (exchangedNanos != 0 && nowNanos - exchangedNanos < pauseNanos) {
      return false;
    }
    exchangedNanos = nowNanos;
    return true;
  }

  /** The part of the internet it is in, as wide as one owner easily fills. */
  SourceNetwork network() {
    return network;
  }

  /** Whether this node has ever had a connection with it, or the person named it. */
  boolean isTried() {
    return tried.get();
  }

  /** Notes that this node has reached it; false if that was known. */
  boolean markTried() {
    return tried.compareAndSet(false, true);
  }

  /**
   * Whether it may be told to others. An onion that a node only claimed for itself may not, before
   * somebody else named it or this node reached it there (W10).
   */
  boolean isShareable() {
    return isDialable() && proven;
  }

  synchronized void foundAgain(PeerSource by, long nowSeconds) {
    found = nowSeconds;
    proven |= !by.isOwnClaim();
    if (reputation < TRUSTED_ENOUGH) {
      if (by == PeerSource.TRACKER) {
        change(2);
      } else if (by == PeerSource.LOCAL) {
        change(20);
      }
    }
  }

  private synchronized void change(int by) {
    reputation += by;
    PeerConnection held = connection;
    if (held != null) {
      held.rate(by);
    }
  }

  /** Before it is used: nobody's earlier merits or faults weigh more than ten. */
  synchronized void clampReputation() {
    reputation = Math.max(MIN_REPUTATION, Math.min(MAX_REPUTATION, reputation));
  }

  /** A connection to it is open and this site uses it. */
  synchronized void connected(PeerConnection by) {
    proven |= by.isAddressProven();
    boolean better = by.isAddressProven() || connection() == null;
    if (connection != by && better) {
      release();
      by.retain();
      connection = by;
      change(1);
    }
  }

  /** The site uses the connection no longer. */
  synchronized void release() {
    PeerConnection held = connection;
    connection = null;
    hashfield.disconnected();
    if (held != null) {
      held.release();
    }
  }

  /** As {@link #release}, when it was this connection that ended. */
  synchronized void releaseIf(PeerConnection ended) {
    if (connection == ended) {
      release();
    }
  }

  /** The open connection, or null. */
  @Nullable PeerConnection connection() {
    PeerConnection current = connection;
    return current != null && current.isOpen() ? current : null;
  }

  /** Whether its connection uses TLS. */
  boolean isEncrypted() {
    PeerConnection current = connection;
    return current != null && current.isTls();
  }

  synchronized void answered() {
    connectionErrors = 0;
  }

  /** No connection, no answer, or an answer that only says "error". */
  synchronized void connectionError(String reason) {
    problem = reason;
    connectionErrors++;
    change(-1);
  }

  /** It has a version that it was sent. */
  synchronized void pushTaken() {
    pushesTaken++;
  }

  /** It refused a version or did not keep it. */
  synchronized void pushLost() {
    pushesLost++;
  }

  synchronized int pushesTaken() {
    return pushesTaken;
  }

  synchronized int pushesLost() {
    return pushesLost;
  }

  /** It gave something that does not verify, lied about sizes, or never ended. */
  synchronized void gaveBadData(String reason) {
    problem = reason;
    badFiles++;
    change(-3);
  }

  synchronized int connectionErrors() {
    return connectionErrors;
  }

  synchronized int badFiles() {
    return badFiles;
  }

  synchronized int reputation() {
    return reputation;
  }

  long found() {
    return found;
  }

  /** The newest version of the root manifest it is known to have, or 0. */
  long knownModified() {
    return knownModified;
  }

  void knows(long modified) {
    knownModified = Math.max(knownModified, modified);
  }

  synchronized PeerStatus status() {
    PeerConnection open = connection();
    return new PeerStatus(
        address,
        open != null,
        open != null && open.isTls(),
        open == null ? "" : open.certificatePin().map(CertificatePin::hex).orElse(""),
        open == null ? Optional.empty() : Optional.of(open.lastDelay()),
        source.label(),
        reputation,
        badFiles,
        Optional.ofNullable(problem));
  }

  @Override
  public String toString() {
    return address.toString();
  }
}
