// @ts-check
// How far a site's first visit is, from the node's site info: pure functions.

const MEGABYTE = 1024 * 1024;

/**
 * @param {any} info site info
 * @returns {number | null} done part from 0 to 1, null if nothing is being fetched
 */
export function donePart(info) {
  if (!(info.tasks > 0) || !(info.started_task_num > 0)) return null;
  const left = Math.max(info.tasks, info.bad_files || 0);
  return Math.min(1, Math.max(0, 1 - left / info.started_task_num));
}

/**
 * @param {any} info site info
 * @returns {boolean} whether the site wants more room than the person gave it
 */
export function isTooLarge(info) {
  return info.settings.size > info.size_limit * MEGABYTE;
}

/**
 * @param {any} info site info
 * @returns {boolean} whether the site comes near to its limit
 */
export function isNearLimit(info) {
  return info.size_limit * 1.1 < info.next_size_limit;
}

/**
 * @param {any} info site info
 * @returns {boolean} whether the site's list of files is here and nothing is being fetched
 */
export function isSettled(info) {
  return Boolean(info.content?.modified) && !(info.tasks > 0) && !isTooLarge(info);
}

/**
 * How many other devices have the site: the node's own copy is counted in `peers`.
 * @param {any} info site info
 */
export function otherPeers(info) {
  return Math.max(0, info.peers - (info.settings.serving && info.content?.modified ? 1 : 0));
}

/**
 * What a first visit is waiting for, in one sentence.
 * @param {any} info site info, null before the first one came
 * @param {{announcing: number, done: number, failed: number}} trackers
 * @returns {string}
 */
export function waitingFor(info, trackers) {
  if (!info) return "Asking the node about this site";
  if (!info.settings.serving) return "This site is paused: nothing is fetched and nothing is shared.";
  const peers = otherPeers(info);
  if (info.workers > 0) return "Fetching and checking files";
  if (peers > 0) return "Connecting to devices that have this site";
  if (trackers.announcing > 0) return "Asking trackers who has this site";
  return "Nobody who has this site was found yet. It opens by itself when someone is online.";
}

/**
 * @param {any} info site info
 * @param {{announcing: number}} trackers
 * @returns {boolean} whether there is nobody to fetch from and nobody being asked for them
 */
export function isIdle(info, trackers) {
  return !info.settings.serving || (otherPeers(info) === 0 && !(info.workers > 0) && trackers.announcing === 0);
}

/**
 * Counts trackers by state.
 * @param {Record<string, any>} stats of announcer info
 */
export function trackerCounts(stats) {
  const counts = { announcing: 0, done: 0, failed: 0 };
  for (const one of Object.values(stats || {})) {
    if (one.status === "announcing") counts.announcing++;
    else if (one.status === "announced") counts.done++;
    else if (one.status === "error") counts.failed++;
  }
  return counts;
}
