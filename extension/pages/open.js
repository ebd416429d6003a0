// @ts-check
/**
 * The launcher. Redirect rules send names here while the node isn't known to run, and whatever the
 * node has to look at first. Takes `?u=<URL>` (a typed or clicked host), or `?q=<text>&from=<URL>`
 * (a search or the omnibox; the text is percent-encoded once), starts the node if need be, asks it
 * where the page is, and goes there. Every page may open this one, so it goes nowhere but to what
 * the node answers, or back to the search the person made.
 */

import { mayLaunch } from '../lib/address.js';
import { launchOf } from '../lib/launch.js';
import { number } from '../lib/text.js';
import { $, act, ask, remedy, say, show, speak, write } from './page.js';

/** Nothing is shown before this many milliseconds, since most visits are over by then. */
const CALM = 250;

/** @type {import('../lib/state.js').NodeState | null} */
let node = null;
let asked = false;
/** Whether what is shown waits for the person, so that news of the node must not replace it. */
let settled = false;
let stopped = false;

speak();
const wanted = launchOf(location.href);
if (window.top !== window) {
  // A frame is no place to start programs from.
} else if (!wanted) {
  reveal(say('nothingToOpen'), '');
} else {
  document.title = wanted.text;
  write('target', wanted.text);
  setTimeout(() => show('launcher', true), CALM);
  const port = chrome.runtime.connect({ name: 'open' });
  port.onMessage.addListener((message) => {
    node = message.node;
    paint();
  });
  void launch();
}

async function launch() {
  if (asked || !wanted) {
    return;
  }
  asked = true;
  settled = false;
  stopped = false;
  paint();
  try {
    if (wanted.kind === 'url') {
      const { uiUrl } = await chrome.storage.local.get({ uiUrl: 'http://127.0.0.1:43110/' });
      if (!mayLaunch(wanted.text, uiUrl)) {
        reveal(say('nothingToOpen'), '');
        return;
      }
    }
    await ask('need');
    const { url } = await ask('open', { text: wanted.text });
    location.replace(url);
  } catch (error) {
    asked = false;
    failed(/** @type {any} */ (error));
  } finally {
    asked = false;
  }
}

/** @param {Error & { code?: string }} error */
function failed(error) {
  if (error.code === 'stopped-by-person') {
    stopped = true;
    reveal(say('downHeading'), say('downText'), say('startAndOpen'));
  } else if (error.code === 'not-an-address' && wanted?.from) {
    void searchInstead();
  } else if (error.code === 'not-an-address' || error.code === 'letter-case-lost') {
    reveal(say('nothingToOpen'), error.message);
    show('search', Boolean(wanted?.from));
  } else if (error.code === 'start-failed') {
    reveal(say('startFailedHeading'), error.message, say('retry'));
  } else {
    paint();
    if (!node || !remedy(node)) {
      reveal(say('brokenHeading'), error.message, say('retry'));
    }
  }
}

function paint() {
  if (!node || settled) {
    return;
  }
  const help = remedy(node);
  if (help && !asked) {
    reveal(help.heading, help.text, help.button);
    settled = false;
    return;
  }
  show('button', false);
  show('bar', true);
  write('heading', say(node.phase === 'starting' ? 'startingHeading' : 'openingHeading'));
  write('text', node.phase === 'starting' ? say('startingText', number(Math.round(node.elapsed / 1000))) : '');
}

/**
 * @param {string} heading
 * @param {string} text
 * @param {string} [button]
 */
function reveal(heading, text, button = '') {
  settled = true;
  show('launcher', true);
  show('bar', false);
  write('heading', heading);
  write('text', text);
  show('button', button !== '');
  write('button', button);
}

async function searchInstead() {
  if (wanted?.from) {
    await ask('search');
    location.replace(wanted.from);
  }
}

$('search').addEventListener('click', () => void searchInstead());
$('button').addEventListener('click', async () => {
  const help = node && remedy(node);
  if (help?.action === 'setup') {
    await act('setup');
    return;
  }
  const action = stopped || !help ? 'start' : help.action;
  asked = true;
  settled = false;
  paint();
  await act(action).catch(() => {
    // The state that comes with it says why.
  });
  asked = false;
  await launch();
});
