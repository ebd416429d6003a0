// @ts-check
/** The toolbar button: an icon for the node, a badge for the site of each tab. */

import { badgeOf, iconOf } from '../lib/state.js';

/**
 * @param {import('../lib/state.js').Phase} phase
 */
export async function paintIcon(phase) {
  const look = iconOf(phase);
  const words = chrome.i18n.getMessage(`phase_${phase.replace('-', '_')}`);
  await chrome.action.setIcon({
    path: { 16: `icons/${look}-16.png`, 32: `icons/${look}-32.png`, 48: `icons/${look}-48.png` },
  });
  await chrome.action.setBadgeBackgroundColor({ color: '#5a3ec8' });
  await chrome.action.setBadgeTextColor({ color: '#ffffff' });
  await chrome.action.setTitle({ title: `ZeroBridge: ${words}` });
}

/**
 * @param {import('../lib/state.js').Phase} phase
 * @param {Map<number, string | null>} siteOfTab tabs that are gone are forgotten
 * @param {Map<string, any>} sites
 */
export function paintBadges(phase, siteOfTab, sites) {
  for (const [tabId, key] of siteOfTab) {
    const text = badgeOf(phase, key ? sites.get(key) : null);
    chrome.action.setBadgeText({ tabId, text }).catch(() => siteOfTab.delete(tabId));
  }
}
