// @ts-check
/** The options: whether the node starts with the browser, and what may be recognised while typing. */

import { ANY_HOST, SEARCH_ENGINES } from '../lib/rules.js';
import { $, say, speak, write } from './page.js';

speak();
const port = chrome.runtime.connect({ name: 'options' });
port.onMessage.addListener(({ node }) => {
  const phase = say(`phase_${node.phase.replace('-', '_')}`);
  write('node', node.version ? `${phase} · ZeroBridge ${node.version} · ${node.uiUrl}` : phase);
});
port.postMessage({});

const startWithBrowser = box('start-with-browser');
chrome.storage.local.get({ startWithBrowser: true }).then((settings) => {
  startWithBrowser.checked = settings.startWithBrowser;
});
startWithBrowser.addEventListener('change', () => {
  void chrome.storage.local.set({ startWithBrowser: startWithBrowser.checked });
});

grant(box('searches'), SEARCH_ENGINES);
grant(box('hosts'), [ANY_HOST]);

/**
 * A box that is a permission: checking it asks for it, clearing it gives it back.
 *
 * @param {HTMLInputElement} input
 * @param {string[]} origins
 */
function grant(input, origins) {
  const look = async () => {
    input.checked = await chrome.permissions.contains({ origins });
  };
  input.addEventListener('change', async () => {
    await (input.checked ? chrome.permissions.request({ origins }) : chrome.permissions.remove({ origins }));
    await look();
  });
  void look();
}

/** @param {string} id */
function box(id) {
  return /** @type {HTMLInputElement} */ ($(id));
}
