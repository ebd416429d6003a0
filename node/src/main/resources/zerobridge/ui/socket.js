// @ts-check
// One connection to the node: commands with answers, pushes, and messages kept until it is open.

/** Messages kept while the node is away; a page that asks more than this has a bug. */
const MAX_WAITING = 500;

export class Socket {
  /** @type {WebSocket | null} */
  #socket = null;
  /** @type {string[]} */
  #waiting = [];
  /** @type {Map<number, (result: any) => void>} */
  #answers = new Map();
  #nextId = 1;

  /**
   * @param {(message: any) => void} onMessage called with all messages that are no answer to `ask`
   * @param {(event: CloseEvent) => void} onClose
   */
  constructor(onMessage, onClose) {
    this.onMessage = onMessage;
    this.onClose = onClose;
  }

  get isOpen() {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  /**
   * @param {string} url
   * @returns {Promise<void>} fulfilled when open
   */
  open(url) {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(url);
      this.#socket = socket;
      socket.onopen = () => {
        const kept = this.#waiting;
        this.#waiting = [];
        for (const text of kept) socket.send(text);
        resolve();
      };
      socket.onmessage = (event) => this.#receive(JSON.parse(event.data));
      socket.onclose = (event) => {
        reject(new Error("closed"));
        if (this.#socket === socket) {
          this.#socket = null;
          this.onClose(event);
        }
      };
    });
  }

  close() {
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }

  /** @param {any} message sent as it is */
  send(message) {
    const text = JSON.stringify(message);
    if (this.isOpen) this.#socket?.send(text);
    else if (this.#waiting.length < MAX_WAITING) this.#waiting.push(text);
  }

  /**
   * @param {string} cmd
   * @param {any} [params]
   * @returns {Promise<any>} the command's result
   */
  ask(cmd, params = {}) {
    const id = this.#nextId++;
    return new Promise((resolve) => {
      this.#answers.set(id, resolve);
      this.send({ cmd, params, id });
    });
  }

  /** @param {any} message */
  #receive(message) {
    const answer = message.cmd === "response" ? this.#answers.get(message.to) : undefined;
    if (answer) {
      this.#answers.delete(message.to);
      answer(message.result);
    } else {
      this.onMessage(message);
    }
  }
}
