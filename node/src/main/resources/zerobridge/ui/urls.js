// @ts-check
// Decisions about addresses: pure functions, tested without a browser.

/** Where a site may send a new window. */
const WINDOW_SCHEMES = new Set(["http:", "https:", "mailto:", "magnet:"]);

/**
 * The address that a site's history command may show: always the page's own path.
 * @param {{pathname: string, search: string, hash: string}} location where the page is now
 * @param {unknown} url what the site asked for
 * @returns {string}
 */
export function historyUrl(location, url) {
  if (url === null || url === undefined) return location.pathname + location.search;
  const text = String(url);
  if (text.startsWith("#")) return location.pathname + location.search + text;
  return location.pathname + "?" + text.replace("?", "");
}

/**
 * The address of a new window, or null if the site may not open it.
 * @param {unknown} url
 * @param {string} base the content's own address, for relative ones
 * @returns {string | null}
 */
export function windowUrl(url, base) {
  try {
    const target = new URL(String(url), base);
    return WINDOW_SCHEMES.has(target.protocol) ? target.href : null;
  } catch {
    return null;
  }
}

/**
 * The address of the framed page: the page's own path and query with the pass as last parameter,
 * since sites cut it off there.
 * @param {string} contentBase origin and site address, as in `http://c.x.localhost:43110/1Abc`
 * @param {{pathname: string, search: string, hash: string}} location
 * @param {string} nonce
 * @returns {string}
 */
export function frameUrl(contentBase, location, nonce) {
  const kept = location.search
    .slice(1)
    .split("&")
    .filter((part) => part !== "" && !/^(wrapper_nonce|zeronet_peers)=/.test(part))
    .join("&");
  const query = kept === "" ? "?" : "?" + kept + "&";
  return contentBase + location.pathname + query + "wrapper_nonce=" + nonce + location.hash;
}

/**
 * @param {string} url
 * @param {string} hash with its `#`, or empty
 */
export function withHash(url, hash) {
  return url.replace(/#.*$/, "") + hash;
}

/**
 * The page's address for a reload with other parameters.
 * @param {string} href
 * @param {string} post text to append
 */
export function reloadUrl(href, post) {
  const bare = href.replace(/#.*$/, "");
  return bare + (bare.includes("?") ? "&" : "?") + post;
}
