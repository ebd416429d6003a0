// @ts-check
// Texts for people: numbers, times, and messages with the few marks that sites may use.

/** Marks that a site's message may carry; everything else is shown as it is written. */
const MARKS = new Set(["b", "u", "i", "small", "br"]);

/**
 * @typedef {{text: string} | {mark: string, children: Piece[]}} Piece
 */

/**
 * A text of the node, shown exactly as it is: names in it come from strangers.
 * @param {unknown} text
 * @returns {{plain: string}}
 */
export function plain(text) {
  return { plain: String(text ?? "") };
}

/**
 * Reads a message of a site: text with `<b> <u> <i> <small> <br>`. Anything else that looks like
 * markup stays text, so that no message can add elements, links or attributes.
 * @param {unknown} message
 * @returns {Piece[]}
 */
export function parseMessage(message) {
  if (typeof message === "object" && message !== null && "plain" in message) {
    return [{ text: String(message.plain) }];
  }
  /** @type {Piece[]} */
  const root = [];
  /** @type {{mark: string, children: Piece[]}[]} */
  const open = [];
  const top = () => (open.length > 0 ? open[open.length - 1].children : root);
  for (const part of String(message ?? "").split(/(<\/?[a-z]+ ?\/?>)/)) {
    const tag = /^<(\/?)([a-z]+) ?\/?>$/.exec(part);
    if (!tag || !MARKS.has(tag[2])) {
      if (part !== "") top().push({ text: part });
    } else if (tag[2] === "br") {
      top().push({ mark: "br", children: [] });
    } else if (tag[1] === "") {
      const element = { mark: tag[2], children: [] };
      top().push(element);
      open.push(element);
    } else {
      // An end without its begin is ignored, like browsers do.
      const at = open.map((e) => e.mark).lastIndexOf(tag[2]);
      if (at >= 0) open.length = at;
    }
  }
  return root;
}

/**
 * Shows a message in an element, as text nodes and the allowed marks only.
 * @param {Element} target
 * @param {unknown} message
 */
export function showMessage(target, message) {
  target.replaceChildren(...parseMessage(message).map(toNode));
}

/**
 * @param {Piece} piece
 * @returns {Node}
 */
function toNode(piece) {
  if ("text" in piece) return document.createTextNode(piece.text);
  const element = document.createElement(piece.mark);
  element.append(...piece.children.map(toNode));
  return element;
}

/**
 * @param {number} bytes
 * @returns {string} as in "38 MB", in the reader's own notation
 */
export function bytes(bytes) {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"];
  let value = Math.max(0, Number(bytes) || 0);
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return new Intl.NumberFormat(undefined, {
    style: "unit",
    unit: units[unit],
    unitDisplay: unit === 0 ? "long" : "short",
    maximumFractionDigits: value < 10 && unit > 0 ? 1 : 0,
  }).format(value);
}

/**
 * @param {number} n
 * @param {string} one the word for exactly one
 * @param {string} many the word for any other number
 */
export function count(n, one, many) {
  return new Intl.NumberFormat().format(n) + " " + (n === 1 ? one : many);
}

/**
 * @param {number} seconds a time, in seconds since 1970
 * @param {number} [now] the present, in seconds
 * @returns {string} as in "3 hours ago"
 */
export function ago(seconds, now = Date.now() / 1000) {
  const past = seconds - now;
  /** @type {[Intl.RelativeTimeFormatUnit, number][]} */
  const steps = [
    ["year", 31536000],
    ["month", 2592000],
    ["day", 86400],
    ["hour", 3600],
    ["minute", 60],
  ];
  const format = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });
  for (const [unit, length] of steps) {
    if (Math.abs(past) >= length) return format.format(Math.trunc(past / length), unit);
  }
  return format.format(0, "second");
}

/**
 * @param {string} address
 * @returns {string} a long address, cut in the middle
 */
export function shortAddress(address) {
  return address.length > 16 ? address.slice(0, 8) + "…" + address.slice(-5) : address;
}
