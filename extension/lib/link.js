// @ts-check
/**
 * The port to the native host: requests with answers, events, and coming back when it breaks. The
 * browser's functions are handed in, so that tests can play the browser.
 */

import { PROTOCOL, pauseAfter } from './state.js';

/** Longest wait for an answer, in milliseconds; restoring an address's letters takes seconds. */
export const PATIENCE = 90_000;

/** An error answer of host or node: a code to decide by and a sentence to show. */
export class RequestError extends Error {
  /**
   * @param {string} code
   * @param {string} message
   */
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

/**
 * @typedef {object} Browser
 * @property {() => chrome.runtime.Port} connectNative
 * @property {(port: chrome.runtime.Port) => string} lastError why the port was closed
 * @property {(task: () => void, millis: number) => any} setTimeout
 * @property {(timer: any) => void} clearTimeout
 * @property {string} name for the node's log
 * @property {string} version of the extension
 */

export class NodeLink {
  /**
   * @param {Browser} browser
   * @param {(event: import('./state.js').NodeEvent) => void} onNode
   * @param {(push: any) => void} onPush
   */
  constructor(browser, onNode, onPush) {
    this.browser = browser;
    this.onNode = onNode;
    this.onPush = onPush;
    /** @type {chrome.runtime.Port | null} */
    this.port = null;
    /** @type {Map<number, { resolve: (answer: any) => void, reject: (error: Error) => void, timer: any }>} */
    this.pending = new Map();
    this.lastId = 0;
    this.failures = 0;
    this.timer = null;
  }

  /**
   * Asks the node who it is, connecting first if needed.
   *
   * @param {boolean} start whether a node that doesn't run is to be started
   * @returns {Promise<any>} rejects with a {@link RequestError}
   */
  async hello(start) {
    const { name, version } = this.browser;
    try {
      const answer = await this.request('hello', { protocol: PROTOCOL, extVersion: version, browser: name, start });
      this.failures = 0;
      this.onNode({ type: 'hello', answer });
      return answer;
    } catch (error) {
      if (error instanceof RequestError && (error.code === 'node-down' || error.code === 'start-failed')) {
        this.failures = 0;
        this.onNode({ type: 'down', reason: error.code === 'node-down' ? undefined : error.message });
      } else if (error instanceof RequestError && error.code !== 'disconnected' && this.port) {
        // A node that answers nonsense, or nothing, may have caught a cold: a new link asks again.
        const port = this.port;
        port.disconnect();
        this.end(port, error.message);
      }
      throw error;
    }
  }

  /**
   * @param {string} cmd
   * @param {object} [fields]
   * @returns {Promise<any>} rejects with a {@link RequestError}
   */
  request(cmd, fields = {}) {
    const port = this.port ?? this.connect();
    const id = ++this.lastId;
    return new Promise((resolve, reject) => {
      const timer = this.browser.setTimeout(
        () => this.settle(id, { error: { code: 'timeout', message: 'No answer' } }),
        PATIENCE,
      );
      this.pending.set(id, { resolve, reject, timer });
      port.postMessage({ id, cmd, ...fields });
    });
  }

  /** @returns {chrome.runtime.Port} */
  connect() {
    this.browser.clearTimeout(this.timer);
    this.onNode({ type: 'connecting' });
    const port = this.browser.connectNative();
    this.port = port;
    port.onMessage.addListener((message) => this.receive(message));
    port.onDisconnect.addListener(() => this.lost(port));
    return port;
  }

  /** @param {any} message */
  receive(message) {
    if (typeof message.event !== 'string') {
      this.settle(message.id, message);
    } else if (message.event === 'starting') {
      this.onNode({ type: 'starting', elapsed: Number(message.elapsed) || 0 });
    } else if (message.event === 'down') {
      this.failAll('node-down', 'ZeroBridge stopped');
      this.onNode({ type: 'down' });
    } else if (message.event === 'up') {
      // A link to a node; the hello that follows says which one. Asked for here when the node came
      // up by other hands and the waiting request is not a hello.
      this.greetSoon();
    } else {
      this.onPush(message);
    }
  }

  greetSoon() {
    this.hello(false).catch(() => {
      // The next event says what became of the node.
    });
  }

  /**
   * @param {number} id
   * @param {any} answer
   */
  settle(id, answer) {
    const waiting = this.pending.get(id);
    if (!waiting) {
      return;
    }
    this.pending.delete(id);
    this.browser.clearTimeout(waiting.timer);
    if (answer.error) {
      waiting.reject(new RequestError(String(answer.error.code), String(answer.error.message)));
    } else {
      waiting.resolve(answer);
    }
  }

  /**
   * @param {string} code
   * @param {string} message
   */
  failAll(code, message) {
    for (const id of [...this.pending.keys()]) {
      this.settle(id, { error: { code, message } });
    }
  }

  /** @param {chrome.runtime.Port} port */
  lost(port) {
    if (port === this.port) {
      this.end(port, this.browser.lastError(port));
    }
  }

  /**
   * What follows when a link has ended: the waiting requests fail, and later a new one is tried.
   *
   * @param {chrome.runtime.Port} port
   * @param {string} message
   */
  end(port, message) {
    if (port !== this.port) {
      return;
    }
    this.port = null;
    this.failures += 1;
    this.failAll('disconnected', message);
    this.onNode({ type: 'disconnected', message });
    this.timer = this.browser.setTimeout(() => this.greetSoon(), pauseAfter(this.failures));
  }
}
