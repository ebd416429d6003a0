// @ts-check
/**
 * Hands the rules of `lib/rules.js` to the browser.
 *
 * The manifest opens the launcher to the pages of names only (`web_accessible_resources`), so that
 * no other web page can find out that this extension is here. Its second entry, with a `?`, is a
 * wildcard in Firefox, whose addresses of extensions are secret anyway and which would otherwise
 * swallow links to names silently; to Chromium it is a file that doesn't exist. There `unblock.js`
 * lets the launcher in.
 */

import { UNKNOWN } from '../lib/state.js';
import { ANY_HOST, SEARCH_ENGINES, launcherRules, searchAnyway } from '../lib/rules.js';

/** Long enough for the search page to begin to load. */
const SEARCH_WINDOW = 5_000;

/** Keeps the launcher rules as the options and the last known node want them. */
export async function setLauncherRules() {
  const { uiUrl } = await chrome.storage.local.get({ uiUrl: UNKNOWN.uiUrl });
  const grants = {
    searches: await chrome.permissions.contains({ origins: SEARCH_ENGINES }),
    hosts: await chrome.permissions.contains({ origins: [ANY_HOST] }),
  };
  const rules = launcherRules(chrome.runtime.getURL('open.html'), uiUrl, grants);
  const old = await chrome.declarativeNetRequest.getDynamicRules();
  if (!sameRules(old, rules)) {
    await chrome.declarativeNetRequest.updateDynamicRules({
      removeRuleIds: old.map((rule) => rule.id),
      addRules: rules,
    });
  }
}

/**
 * Replaces the rules that hold until the browser ends.
 *
 * @param {chrome.declarativeNetRequest.Rule[]} rules
 */
export async function setSessionRules(rules) {
  const old = await chrome.declarativeNetRequest.getSessionRules();
  await chrome.declarativeNetRequest.updateSessionRules({
    removeRuleIds: old.map((rule) => rule.id),
    addRules: rules,
  });
}

/**
 * @param {chrome.declarativeNetRequest.Rule[]} old
 * @param {chrome.declarativeNetRequest.Rule[]} rules
 */
function sameRules(old, rules) {
  /** @param {chrome.declarativeNetRequest.Rule} rule */
  const essence = (rule) => `${rule.id} ${rule.condition.regexFilter} ${rule.action.redirect?.regexSubstitution}`;
  return old.map(essence).sort().join('\n') === rules.map(essence).sort().join('\n');
}

/**
 * Lets a tab through to the search it was taken from.
 *
 * @param {number} tabId
 */
export async function letSearchThrough(tabId) {
  const rule = searchAnyway(tabId);
  const removeRuleIds = [rule.id];
  await chrome.declarativeNetRequest.updateSessionRules({ removeRuleIds, addRules: [rule] });
  setTimeout(() => void chrome.declarativeNetRequest.updateSessionRules({ removeRuleIds }), SEARCH_WINDOW);
}
