package zerobridge.api;

import com.google.gson.JsonElement;
import org.jspecify.annotations.Nullable;
import zerobridge.io.IllegalInnerPathException;
import zerobridge.io.InnerPath;
import zerobridge.site.Site;

/**
 * One call of a command.
 *
 * @param connection where it came from and where the answer goes
 * @param target the site it is about: the page's own, or the one named by {@code as}; null on the
 *     node's own pages
 * @param arguments its values
 * @param id the page's number for it, returned as it came
 */
record Call(PageConnection connection, @Nullable Site target, Arguments arguments, JsonElement id) {

  PageSession session() {
    return connection.session();
  }

  /** The site the call is about. */
  Site site() throws ApiException {
    if (target == null) {
      throw new ApiException("This page has no site");
    }
    return target;
  }

  /** Whether the caller has ADMIN: the wrapper, or a site that the person gave it to. */
  boolean isAdmin() {
    return isWrapper() || siteIsAdmin();
  }

  boolean isWrapper() {
    return connection.role() == PageConnection.Role.WRAPPER;
  }

  /** Whether the page's own site has ADMIN in its settings. */
  boolean siteIsAdmin() {
    return session()
        .site()
        .map(site -> site.settings().permissions().contains("ADMIN"))
        .orElse(false);
  }

  /** A path argument inside the site. */
  InnerPath path(String name) throws ApiException {
    return path(name, arguments.text(name));
  }

  static InnerPath path(String name, String text) throws ApiException {
    try {
      return InnerPath.parse(text);
    } catch (IllegalInnerPathException e) {
      throw new ApiException("Parameter " + name + ": " + e.getMessage());
    }
  }
}
