// @ts-check
// The sandboxed frame with the site's page, and the only door for its messages.

import { frameUrl, withHash } from "./urls.js";

/**
 * What a site's page may do. It keeps its own origin, which is another one than this page's, so the
 * last word does not let it out.
 */
const SANDBOX = "allow-forms allow-scripts allow-top-navigation allow-popups allow-modals"
  + " allow-presentation allow-pointer-lock allow-popups-to-escape-sandbox allow-same-origin";

export class Frame {
  /** Passes of this page; a site with the stricter rule must show one with each message. */
  #nonces = new Set();
  #ready = false;
  #listens = false;

  /**
   * @param {{contentBase: string, contentOrigin: string, nonceSecurity: boolean}} boot
   * @param {(message: any) => void} onMessage
   */
  constructor(boot, onMessage) {
    // Made with its address: an empty frame would be of this page's origin for a moment.
    const element = document.createElement("iframe");
    element.id = "content";
    element.title = "The site";
    element.setAttribute("sandbox", SANDBOX);
    element.allow = "fullscreen; clipboard-write";
    this.element = element;
    this.boot = boot;
    element.addEventListener("load", () => (this.#listens = this.url !== undefined));
    window.addEventListener("message", (event) => {
      if (!this.#isFromSite(event)) return;
      this.#listens = true;
      onMessage(event.data);
    });
  }

  get isReady() {
    return this.#ready;
  }

  /** The site said that it listens. */
  markReady() {
    this.#ready = true;
  }

  /**
   * Only the framed window itself, on the site's own origin, may talk: not a window that opened
   * this one, not a frame inside the site, not another page in the frame.
   * @param {MessageEvent} event
   */
  #isFromSite(event) {
    if (event.source !== this.element.contentWindow) return false;
    if (event.origin !== this.boot.contentOrigin) return false;
    const message = event.data;
    if (typeof message !== "object" || message === null || typeof message.cmd !== "string") {
      return false;
    }
    if (this.boot.nonceSecurity && !this.#nonces.has(message.wrapper_nonce)) {
      console.warn("A message without this page's pass was dropped:", message.cmd);
      return false;
    }
    return true;
  }

  /**
   * Sends a message, unless the site's page is still on its way and another one would get it.
   * @param {any} message
   */
  send(message) {
    if (this.#listens) this.element.contentWindow?.postMessage(message, this.boot.contentOrigin);
  }

  /**
   * Loads the site's page.
   * @param {string} nonce a pass that wasn't used yet
   */
  load(nonce) {
    this.#nonces.add(nonce);
    this.#ready = false;
    this.#listens = false;
    const url = frameUrl(this.boot.contentBase, location, nonce);
    this.url = url;
    this.element.src = url;
  }

  /** @param {string} hash */
  follow(hash) {
    if (!this.url) return;
    this.url = withHash(this.url, hash);
    this.element.src = this.url;
  }
}
