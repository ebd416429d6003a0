// @ts-check
// What the wrapper shows over a site: notices, progress, and questions. Only a real click or key
// of the person counts as an answer.

import { showMessage } from "./text.js";

/** @typedef {"info" | "error" | "done" | "ask"} NoticeKind */

const KINDS = new Set(["info", "error", "done", "ask"]);
const DONE_CLOSES_AFTER = 3000;

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {string} [className]
 * @param {string} [text]
 * @returns {HTMLElementTagNameMap[K]}
 */
export function element(tag, className = "", text = "") {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

/**
 * Runs an action for clicks that a person made; script cannot answer a question.
 * @param {HTMLElement} target
 * @param {(event: Event) => void} action
 */
export function onRealClick(target, action) {
  target.addEventListener("click", (event) => {
    if (event.isTrusted && event.currentTarget === target) action(event);
  });
}

export class Dialogs {
  /** @type {Map<string, HTMLElement>} */
  #notices = new Map();

  /** @param {HTMLElement} list the element that holds all notices */
  constructor(list) {
    this.list = list;
  }

  /**
   * @param {string} id a second notice with it replaces the first
   * @param {string} kind
   * @param {unknown} message
   * @param {number} [timeout] milliseconds after which it goes by itself
   * @returns {HTMLElement} the part that holds the message
   */
  notice(id, kind, message, timeout = 0) {
    const box = this.#box(id, kind);
    const body = element("div", "notice-body");
    showMessage(body, message);
    box.replaceChildren(element("i", "notice-mark"), body, this.#closeButton(id));
    if (timeout > 0) setTimeout(() => this.close(id), timeout);
    return body;
  }

  /**
   * @param {string} id
   * @param {unknown} message
   * @param {number} percent 100 and more: done; below 0: failed
   */
  progress(id, message, percent) {
    const done = percent >= 100;
    const box = this.#box(id, percent < 0 ? "error" : done ? "done" : "info");
    const body = element("div", "notice-body");
    const text = element("div");
    showMessage(text, message);
    const bar = element("progress");
    bar.max = 100;
    bar.value = Math.min(100, Math.abs(percent));
    body.append(text, bar);
    box.replaceChildren(element("i", "notice-mark"), body, this.#closeButton(id));
    if (done) setTimeout(() => this.close(id), DONE_CLOSES_AFTER);
  }

  /**
   * A question with buttons.
   * @param {string} id
   * @param {unknown} message
   * @param {string[]} captions
   * @param {(button: number) => void} answered called with the button's number from 1
   */
  confirm(id, message, captions, answered) {
    const body = this.notice(id, "ask", message);
    const row = element("div", "notice-actions");
    captions.forEach((caption, index) => {
      const button = element("button", index === 0 ? "primary" : "", caption);
      onRealClick(button, () => {
        this.close(id);
        answered(index + 1);
      });
      row.append(button);
    });
    body.append(row);
    /** @type {HTMLElement | null} */ (row.firstElementChild)?.focus();
  }

  /**
   * A question with a text answer.
   * @param {string} id
   * @param {unknown} message
   * @param {{type: string, caption: string, placeholder: string}} look
   * @param {(text: string) => void} answered
   */
  prompt(id, message, look, answered) {
    const body = this.notice(id, "ask", message);
    const row = element("div", "notice-actions");
    const input = element("input");
    input.type = look.type === "password" ? "password" : "text";
    input.placeholder = look.placeholder;
    input.setAttribute("aria-label", body.textContent ?? "");
    const button = element("button", "primary", look.caption);
    const finish = () => {
      this.close(id);
      answered(input.value);
    };
    onRealClick(button, finish);
    input.addEventListener("keydown", (event) => {
      if (event.isTrusted && event.key === "Enter") finish();
    });
    row.append(input, button);
    body.append(row);
    input.focus();
  }

  /**
   * The choice of an identity, from data.
   * @param {string} id
   * @param {{options: {domain: string, name: string, enabled: boolean, selected: boolean}[],
   *     links: {domain: string, url: string}[]}} choice
   * @param {(domain: string) => void} answered
   */
  certificates(id, choice, answered) {
    const body = this.notice(id, "ask", "Which name do you want to use on this site?");
    const list = element("div", "notice-list");
    for (const option of choice.options) {
      const button = element("button", option.selected ? "chosen" : "", option.name);
      button.disabled = !option.enabled;
      if (option.selected) button.setAttribute("aria-current", "true");
      onRealClick(button, () => {
        this.close(id);
        answered(option.domain);
      });
      list.append(button);
    }
    for (const link of choice.links) {
      const register = element("a", "button", "Get a name from " + link.domain);
      register.href = link.url;
      list.append(register);
    }
    body.append(list);
  }

  /** @param {string} id */
  close(id) {
    this.#notices.get(id)?.remove();
    this.#notices.delete(id);
  }

  /**
   * @param {string} id
   * @param {string} kind
   */
  #box(id, kind) {
    let box = this.#notices.get(id);
    if (!box) {
      box = element("section");
      box.addEventListener("keydown", (event) => {
        if (event.isTrusted && event.key === "Escape") this.close(id);
      });
      this.#notices.set(id, box);
      this.list.append(box);
    }
    box.className = "notice " + (KINDS.has(kind) ? kind : "info");
    box.setAttribute("role", kind === "error" || kind === "ask" ? "alert" : "status");
    return box;
  }

  /** @param {string} id */
  #closeButton(id) {
    const button = element("button", "notice-close");
    button.setAttribute("aria-label", "Close");
    onRealClick(button, () => this.close(id));
    return button;
  }
}
