// @ts-check
/**
 * Lets the launcher in where Chromium kept it out: the manifest opens it to no foreign page, so a
 * link there that leads to a name while the node is down ends on a blocked launcher. The extension
 * itself may go to it.
 */

/** A launcher that loads says so within this many milliseconds after its tab is complete. */
const PATIENCE = 300;

/**
 * @param {(tabId: number) => boolean} isLoaded whether the launcher in a tab has its port
 */
export function keepLauncherOpen(isLoaded) {
  chrome.tabs.onUpdated.addListener((tabId, change, tab) => {
    const url = tab.url ?? '';
    if (change.status === 'complete' && url.startsWith(`${chrome.runtime.getURL('open.html')}?`)) {
      setTimeout(() => void unblock(tabId, url, isLoaded), PATIENCE);
    }
  });
}

/**
 * @param {number} tabId
 * @param {string} url that the tab showed when it was complete
 * @param {(tabId: number) => boolean} isLoaded
 */
async function unblock(tabId, url, isLoaded) {
  const tab = isLoaded(tabId) ? undefined : await chrome.tabs.get(tabId).catch(() => undefined);
  if (tab?.url === url) {
    await chrome.tabs.update(tabId, { url });
  }
}
