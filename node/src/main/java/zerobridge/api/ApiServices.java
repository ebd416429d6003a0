package zerobridge.api;

import com.google.gson.JsonObject;
import java.security.SecureRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import zerobridge.crypto.SiteAddress;
import zerobridge.io.Threads;
import zerobridge.message.PeerMessages;
import zerobridge.site.Site;
import zerobridge.site.SiteRegistry;
import zerobridge.user.User;

/**
 * What the commands work with.
 *
 * @param sites the node's sites
 * @param user the person
 * @param messages what pages of one site tell each other
 * @param outlook the node's state and its pages' addresses
 * @param threads where commands run
 * @param random makes keys
 */
public record ApiServices(
    SiteRegistry sites,
    User user,
    PeerMessages messages,
    Outlook outlook,
    Threads threads,
    SecureRandom random) {

  /**
   * What commands need from above and around them.
   *
   * @param status the node's state now
   * @param trackers the trackers' state for a site, as {@code announcerInfo.stats}
   * @param shutdown ends the node
   * @param pages the pages' addresses
   */
  public record Outlook(
      Supplier<NodeStatus> status,
      Function<SiteAddress, JsonObject> trackers,
      Runnable shutdown,
      PageAddresses pages) {}

  /** Where things are shown; known to the HTTP side. */
  public interface PageAddresses {
    /** The page of a site, as in {@code http://<label>.localhost:43110/}. */
    String ofSite(SiteAddress site);

    /** A new pass that opens one page of the site in its frame. */
    String issueNonce(SiteAddress site);

    /**
     * What a person typed, as an address of this node.
     *
     * @return the page's address; fails with {@link IllegalArgumentException} and a sentence if the
     *     text is neither a name nor an address
     */
    CompletableFuture<String> ofText(String text);
  }

  /** A site that this node has. */
  Site knownSite(String address) throws ApiException {
    if (SiteAddress.isValid(address)) {
      Site site = sites.find(SiteAddress.parse(address)).orElse(null);
      if (site != null) {
        return site;
      }
    }
    throw new ApiException("Unknown site: " + address);
  }

  /** The site named by an argument: the call's own one, or any for pages with ADMIN. */
  Site siteFor(Call call, String argument) throws ApiException {
    String address = call.arguments().optionalText(argument).orElse("");
    if (address.isEmpty()) {
      return call.site();
    }
    if (call.target() != null && call.target().address().value().equals(address)) {
      return call.target();
    }
    if (!call.isAdmin()) {
      throw new ApiException("Unknown site: " + address);
    }
    return knownSite(address);
  }
}
