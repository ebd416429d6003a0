// @ts-check
// The screen of a first visit: what is being waited for, from how many devices, and how far it is.

import { element, onRealClick } from "./dialogs.js";
import { donePart, isIdle, isTooLarge, otherPeers, trackerCounts, waitingFor } from "./progress.js";
import { bytes } from "./text.js";

/** Lines of finished files kept on the screen. */
const MAX_LINES = 6;
const MEGABYTE = 1024 * 1024;
const format = (/** @type {number} */ n) => new Intl.NumberFormat().format(n);

export class Loading {
  #info = /** @type {any} */ (null);
  #trackers = { announcing: 0, done: 0, failed: 0 };
  #shown = false;

  /**
   * @param {HTMLElement} root
   * @param {{title: string, address: string}} boot
   * @param {{setLimit: (megabytes: number) => void, retry: () => void, resume: () => void}} actions
   */
  constructor(root, boot, actions) {
    this.root = root;
    this.actions = actions;
    this.part = (/** @type {string} */ name) =>
      /** @type {HTMLElement} */ (root.querySelector("[data-part=" + name + "]"));
    this.part("title").textContent = boot.title === boot.address ? "A new site" : boot.title;
    this.part("address").textContent = boot.address;
    onRealClick(this.part("retry"), () =>
      this.#info.settings.serving ? this.actions.retry() : this.actions.resume());
  }

  get isShown() {
    return this.#shown;
  }

  show() {
    this.#shown = true;
    this.root.hidden = false;
    this.#draw();
  }

  hide() {
    this.#shown = false;
    this.root.hidden = true;
  }

  /** @param {any} info site info */
  siteInfo(info) {
    this.#info = info;
    if (!this.#shown) return;
    if (info.content?.title) this.part("title").textContent = info.content.title;
    const [name, value] = info.event ?? [];
    if (name === "file_done") this.#line(value, "");
    if (name === "file_failed") this.#line(value, "failed");
    this.#draw();
  }

  /** @param {any} info announcer info */
  announcerInfo(info) {
    this.#trackers = trackerCounts(info.stats);
    if (this.#shown) this.#draw();
  }

  #draw() {
    const info = this.#info;
    this.part("waiting").textContent = waitingFor(info, this.#trackers);
    const done = info ? donePart(info) : null;
    const bar = /** @type {HTMLProgressElement} */ (this.part("bar"));
    if (done === null) bar.removeAttribute("value");
    else bar.value = done;
    bar.classList.toggle("waits", Boolean(info) && done === null && isIdle(info, this.#trackers));
    const { announcing, done: answered, failed } = this.#trackers;
    const total = announcing + answered + failed;
    this.part("trackers").textContent = total === 0 ? "–" : answered + " of " + total;
    this.part("peers").textContent = info ? format(otherPeers(info)) : "–";
    this.part("files").textContent = this.#files();
    this.part("retry").hidden = !info || !isIdle(info, this.#trackers);
    this.part("retry").textContent = info && !info.settings.serving ? "Resume this site" : "Look again now";
    this.#drawLimit();
  }

  #files() {
    const info = this.#info;
    if (!info || !(info.started_task_num > 0)) return "–";
    const left = Math.max(info.tasks, info.bad_files || 0);
    const done = Math.max(0, info.started_task_num - left);
    return format(done) + " of " + format(info.started_task_num);
  }

  #drawLimit() {
    const info = this.#info;
    const panel = this.part("limit");
    const tooLarge = Boolean(info) && isTooLarge(info);
    if (panel.hidden === !tooLarge) return;
    panel.hidden = !tooLarge;
    this.part("facts").hidden = tooLarge;
    if (!tooLarge) return;
    const next = info.next_size_limit;
    const text = element("p", "", "This site is " + bytes(info.settings.size) + ". That is more than the "
      + bytes(info.size_limit * MEGABYTE) + " that a site may take without asking you.");
    const button = element("button", "primary", "Allow " + bytes(next * MEGABYTE) + " and open");
    onRealClick(button, () => this.actions.setLimit(next));
    panel.replaceChildren(text, button);
    button.focus();
  }

  /**
   * @param {string} path
   * @param {string} className
   */
  #line(path, className) {
    const list = this.part("lines");
    list.append(element("li", className, className ? path + " could not be fetched yet" : path));
    while (list.children.length > MAX_LINES) list.firstElementChild?.remove();
  }
}
