package zerobridge.bridge;

import com.google.gson.JsonElement;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What the node lets the browser extension and the command line see of itself: everything that can
 * be asked over the local socket, and nothing more. No files, no keys, no signing; but see {@link
 * #control}.
 *
 * <p>Implemented by the composition root over {@code site}, {@code peer} and {@code name}. Every
 * method may be called from many threads at once; all but {@link #resolve} answer from memory.
 */
public interface BridgeBackend {
  /** The node as a whole, as of now. */
  NodeStatus status();

  /** Every site the node has, in no particular order. */
  List<SiteSummary> sites();

  /**
   * One site in detail.
   *
   * @param addressOrName as the page's URL says it: a site address or a name such as {@code
   *     talk.bit}
   * @return empty when the node doesn't have the site
   */
  Optional<SiteDetails> site(String addressOrName);

  /**
   * Looks a name up; may take as long as the network does.
   *
   * @param name lower case, such as {@code talk.bit}
   * @return empty when nobody knows the name
   */
  Optional<ResolvedName> resolve(String name);

  /**
   * Runs one command of the pages' interface with the person's own rights. Only programs that
   * proved to read this user's private files get here, which a browser extension can't.
   *
   * @param address the site that the command is about, empty for none
   * @param command as pages call it, for example {@code siteInfo}
   * @param params named, positional or none
   * @return the result as a page would get it
   */
  CompletableFuture<JsonElement> control(String address, String command, JsonElement params);

  /** Asks the node to end; returns at once, before it has ended. */
  void stop();

  /**
   * The node's state and counters.
   *
   * @param version the program's version
   * @param uiUrl where pages are served, such as {@code http://127.0.0.1:43110/}
   * @param startedAt seconds since 1970
   * @param connectedPeers open connections to other nodes
   * @param knownPeers addresses known over all sites
   * @param bytesReceived since the start
   * @param bytesSent since the start
   * @param peerPort TCP port for other nodes, 0 when none is open
   * @param reachable {@code yes}, {@code no} or {@code unknown}
   * @param reach the same in detail
   * @param tor {@code off}, {@code connecting}, {@code ready} or {@code failed}
   */
  record NodeStatus(
      String version,
      URI uiUrl,
      long startedAt,
      int connectedPeers,
      int knownPeers,
      long bytesReceived,
      long bytesSent,
      int peerPort,
      String reachable,
      Reach reach,
      String tor) {}

  /**
   * Whether others can reach this node, and what to do about it.
   *
   * @param state {@code open}, {@code unknown}, {@code off}, or why not: {@code forward-port},
   *     {@code double-nat}, {@code port-taken}, {@code firewall}
   * @param mapping what became of asking the router: {@code off}, {@code searching}, {@code
   *     mapped}, {@code taken}, {@code refused} or {@code silent}
   * @param protocol by which the router was asked, such as {@code UPnP}; may be empty
   * @param lanAddress this computer's address for a rule in the router; may be empty
   * @param externalAddress under which others see this node; may be empty
   * @param text the answer as an English sentence
   * @param remedy what to do, in English; may be empty
   * @param evidence why the answer is believed, in English
   */
  record Reach(
      String state,
      String mapping,
      String protocol,
      String lanAddress,
      String externalAddress,
      String text,
      String remedy,
      String evidence) {}

  /**
   * One site in a list.
   *
   * @param title as the signed manifest says, else the shortened address
   * @param names names that lead here, best first
   * @param peerCount peers known to have the site
   * @param connectedCount those connected now
   * @param size bytes of all files of the site
   * @param modified seconds since 1970 of the newest manifest, 0 when none has arrived
   * @param state {@code ready}, {@code downloading}, {@code waiting} (no peer found yet), {@code
   *     paused} or {@code failed}
   * @param unpublished manifests that were published here and that nobody else has yet
   */
  record SiteSummary(
      String address,
      String title,
      List<String> names,
      int peerCount,
      int connectedCount,
      long size,
      long modified,
      String state,
      int unpublished) {}

  /**
   * One site with its peers.
   *
   * @param files number of files the manifests list, 0 when no manifest has arrived
   * @param peers known peers, in any order
   * @param download how far the current download is, {@code null} when none is under way
   */
  record SiteDetails(
      SiteSummary summary, int files, List<SitePeer> peers, @Nullable Download download) {}

  /**
   * How far a download is.
   *
   * @param done files finished
   * @param total files wanted
   */
  record Download(int done, int total) {}

  /**
   * Another node that has the site.
   *
   * @param address {@code 203.0.113.24:15441}, {@code [2001:db8::1]:15441} or {@code
   *     label.onion:80}
   * @param connected whether a connection is open now
   * @param encrypted whether that connection is inside TLS
   * @param certificate the hash of its certificate, empty if unknown; others change it when they
   *     start
   * @param pingMillis last round trip, -1 when not measured
   */
  record SitePeer(
      String address, boolean connected, boolean encrypted, String certificate, int pingMillis) {}

  /**
   * Where a name leads.
   *
   * @param source who said so, such as {@code pin} or {@code ZeroName}
   */
  record ResolvedName(String name, String address, String source) {}
}
