// @ts-check
/** What to do when the browser doesn't find the program. */

import { $, ask, say, speak, write } from './page.js';

speak();
// A store's copy of the extension has another id than the one the installer expects by itself.
const known = 'lpmaajjkiieflibljgcmnmppjpiadfmp';
const firefox = chrome.runtime.getURL('').startsWith('moz-extension:');
const command =
  firefox || chrome.runtime.id === known
    ? 'zerobridge install'
    : `zerobridge install --extension-id ${chrome.runtime.id}`;
write('command', command);

const port = chrome.runtime.connect({ name: 'setup' });
port.onMessage.addListener(({ node }) => {
  const phase = say(`phase_${node.phase.replace('-', '_')}`);
  write('state', node.reason && node.phase !== 'running' ? `${phase}: ${node.reason}` : phase);
});
$('retry').addEventListener('click', () => {
  ask('retry').catch(() => {
    // The state above says what is still missing.
  });
});
$('copy').addEventListener('click', async () => {
  await navigator.clipboard.writeText(command);
  write('copy', say('copied'));
});
