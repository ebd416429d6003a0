// @ts-check
// The sandboxed frame with the site's page, and the only door for its messages.

import { frameUrl, withHash } from "./urls.js";

export class Frame {
  /** Passes of this page; a site with the stricter rule must show one with each message. */
  #nonces = new Set();
  #ready = false;

  /**
   * @param {HTMLIFrameElement} element
   * @param {{contentBase: string, contentOrigin: string, nonceSecurity: boolean}} boot
   * @param {(message: any) => void} onMessage
   */
  constructor(element, boot, onMessage) {
    this.element = element;
    this.boot = boot;
    window.addEventListener("message", (event) => {
      if (!this.#isFromSite(event)) return;
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

  /** @param {any} message */
  send(message) {
    this.element.contentWindow?.postMessage(message, this.boot.contentOrigin);
  }

  /**
   * Loads the site's page.
   * @param {string} nonce a pass that wasn't used yet
   */
  load(nonce) {
    this.#nonces.add(nonce);
    this.#ready = false;
    // A plain assignment would leave an extra step in the history.
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
