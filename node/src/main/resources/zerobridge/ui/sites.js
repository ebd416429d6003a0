// @ts-check
// What the dashboard says about a site and about the node: pure functions, tested without a browser.

import { donePart, isTooLarge, otherPeers } from "./progress.js";

/** @typedef {{text: string, warn: boolean, part: number | null}} SiteState */

/**
 * @param {any} info site info
 * @param {(seconds: number) => string} ago says a time
 * @returns {SiteState} the state of a site in one sentence
 */
export function siteState(info, ago) {
  const state = (/** @type {string} */ text, warn = false, part = /** @type {number | null} */ (null)) =>
    ({ text, warn, part });
  if (!info.settings.serving) return state("Paused: neither fetched nor shared");
  if (isTooLarge(info)) return state("Larger than it may be. Open it to allow more", true);
  const part = donePart(info);
  if (part !== null) return state("Fetching " + Math.floor(part * 100) + " %", false, part);
  if (!info.content?.modified) {
    return otherPeers(info) > 0
      ? state("Waiting for someone who has it")
      : state("Nobody found yet who has it", true);
  }
  if (info.bad_files > 0) {
    return state(info.bad_files === 1 ? "One file is not here yet" : info.bad_files + " files are not here yet", true);
  }
  if (Object.keys(info.settings.unpublished ?? {}).length > 0) {
    return state("Your latest version waits for someone to take it", true);
  }
  if (info.content_updated === false) return state("Complete. Nobody else is online", false);
  return state("Changed " + ago(info.content.modified));
}

/**
 * Sites in order: being fetched first, then the latest change.
 * @param {any[]} infos
 */
export function inOrder(infos) {
  const key = (/** @type {any} */ info) =>
    [info.tasks > 0 ? 1 : 0, info.settings.modified || info.settings.added || 0];
  return [...infos].sort((a, b) => key(b)[0] - key(a)[0] || key(b)[1] - key(a)[1]
    || a.address.localeCompare(b.address));
}

/**
 * @param {any} info site info
 * @returns {string} the title, or the address cut in the middle
 */
export function siteTitle(info) {
  const title = typeof info.content?.title === "string" ? info.content.title.trim() : "";
  return title || info.address_short;
}

/**
 * @param {string} address
 * @returns {number} a colour that a site keeps, as a hue
 */
export function hueOf(address) {
  let hash = 0;
  for (const c of address) hash = (hash * 31 + (c.codePointAt(0) ?? 0)) % 360;
  return hash;
}

/**
 * Facts of the node as rows: name, words, and whether they are good.
 * @param {any} server server info
 * @returns {{name: string, value: string, mark: "" | "ok" | "warn"}[]}
 */
export function nodeFacts(server) {
  const open = server.ip_external;
  /** @type {{name: string, value: string, mark: "" | "ok" | "warn"}[]} */
  const rows = [
    server.offline
      ? { name: "Network", value: "off, by your setting", mark: "warn" }
      : {
          name: "Reachable",
          value: reachable(server),
          mark: open === null ? "" : open ? "ok" : "warn",
        },
    { name: "Tor", value: server.tor_enabled ? server.tor_status : "off", mark: "" },
    { name: "Pages", value: server.ui_ip + ":" + server.ui_port, mark: "" },
  ];
  return rows;
}

/** @param {any} server */
function reachable(server) {
  if (server.ip_external) return "yes, port " + server.fileserver_port;
  if (server.reach?.state === "off") return "no, by your setting";
  return server.ip_external === null ? "not known yet" : "no";
}

/**
 * That others can't reach this device, and what to do about it; empty where that isn't known.
 *
 * @param {any} server
 * @returns {string}
 */
export function reachHint(server) {
  const closed = !server.offline && server.ip_external === false;
  return closed && server.reach ? (server.reach.text + " " + server.reach.remedy).trim() : "";
}
