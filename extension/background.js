// @ts-check
/**
 * The extension's one long-lived part: holds the port to the native host, keeps the redirect rules
 * in step with the node, paints the button, and answers popup, launcher and options.
 *
 * The pages hold ports called `popup`, `open` and `options`; each gets `{node, site, …}` whenever
 * something changes. Chromium may end this worker at any time, so what must survive is in
 * `storage.session`, and everything here can begin again from nothing.
 */

import { paintBadges, paintIcon } from './background/button.js';
import { letSearchThrough, setLauncherRules, setSessionRules } from './background/ruleset.js';
import { keepLauncherOpen } from './background/unblock.js';
import { siteOfPage } from './lib/address.js';
import { NodeLink, RequestError } from './lib/link.js';
import { NEEDED_HOSTS, directRules } from './lib/rules.js';
import { UNKNOWN, next, startsWithBrowser } from './lib/state.js';

const HOST = 'io.github.zerobridge.host';

/** Pause between two looks for a node that somebody else may have started. */
const LOOK_AGAIN = 30_000;

/** Pause between two pushes: while the popup is open, and for the badge alone. */
const WATCHED = 1_000;
const UNWATCHED = 5_000;

const isFirefox = chrome.runtime.getURL('').startsWith('moz-extension:');

/** @type {import('./lib/state.js').NodeState} */
let node = UNKNOWN;

/** @type {Map<string, any>} what the node last said of a site, by the key the page's address has */
const sites = new Map();

/** @type {Map<number, string | null>} the site of each tab that was looked at */
const siteOfTab = new Map();

/** @type {Set<number>} the active tab of each window */
const visibleTabs = new Set();

/** @type {Map<chrome.runtime.Port, { tabId?: number, key?: string | null }>} open pages of ours */
const pages = new Map();

let topics = '';

/** Changes of rules and icon happen one after the other. */
let painting = Promise.resolve();

const link = new NodeLink(
  {
    connectNative: () => chrome.runtime.connectNative(HOST),
    lastError: (port) =>
      chrome.runtime.lastError?.message ?? /** @type {any} */ (port).error?.message ?? 'Native host has exited.',
    setTimeout: (task, millis) => setTimeout(task, millis),
    clearTimeout: (timer) => clearTimeout(timer),
    name: isFirefox ? 'firefox' : 'chromium',
    version: chrome.runtime.getManifest().version,
  },
  (event) => became(next(node, event)),
  (push) => pushed(push),
);

// --- the node -----------------------------------------------------------------------------------

/** @param {import('./lib/state.js').NodeState} state */
function became(state) {
  const before = node;
  node = state;
  if (before.phase !== state.phase || before.uiUrl !== state.uiUrl) {
    topics = '';
    if (state.phase !== 'running') {
      sites.clear();
    }
    painting = painting.then(() => adapt()).catch((error) => console.error('ZeroBridge:', error));
  } else {
    tellPages();
  }
}

/** Rules first, then the pages: the launcher must not leave before the way is free. */
async function adapt() {
  const running = node.phase === 'running';
  await setSessionRules(running ? directRules(node.uiUrl) : []);
  if (running) {
    await chrome.storage.local.set({ uiUrl: node.uiUrl });
    await setLauncherRules();
  }
  await paintIcon(node.phase);
  tellPages();
  await lookAtTabs();
}

/** @param {any} push */
function pushed(push) {
  if (push.event === 'status') {
    became(next(node, { type: 'status', status: push }));
  } else if (push.event === 'site' && typeof push.topic === 'string') {
    sites.set(push.topic.slice('site:'.length), push);
    paintBadges(node.phase, siteOfTab, sites);
    tellPages();
  }
}

/** Asks for news of the sites in sight, if that isn't what is asked for already. */
function subscribe() {
  if (node.phase !== 'running') {
    return;
  }
  const keys = new Set([...pages.values()].map((page) => page.key));
  for (const tabId of visibleTabs) {
    keys.add(siteOfTab.get(tabId));
  }
  const wanted = ['status', ...[...keys].filter(Boolean).slice(0, 12).map((key) => `site:${key}`)];
  const every = pages.size > 0 ? WATCHED : UNWATCHED;
  const asked = JSON.stringify([wanted, every]);
  if (asked !== topics) {
    topics = asked;
    link.request('subscribe', { topics: wanted, every }).catch(() => {
      topics = '';
    });
  }
}

/**
 * @param {boolean} byPerson whether somebody asked for it just now
 */
async function start(byPerson) {
  if (byPerson) {
    await chrome.storage.local.set({ stoppedByPerson: false });
  }
  await link.hello(true);
}

async function stop() {
  await chrome.storage.local.set({ stoppedByPerson: true });
  await link.request('stop');
}

// --- the tabs -----------------------------------------------------------------------------------

/** Finds out which sites are in sight: in the active tab of each window, and behind an open popup. */
async function lookAtTabs() {
  const tabs = await chrome.tabs.query({ active: true });
  visibleTabs.clear();
  for (const tab of tabs) {
    if (tab.id !== undefined) {
      visibleTabs.add(tab.id);
      siteOfTab.set(tab.id, await siteOfPage(tab.url, node.uiUrl));
    }
  }
  for (const page of pages.values()) {
    if (page.tabId !== undefined) {
      const tab = await chrome.tabs.get(page.tabId).catch(() => undefined);
      page.key = await siteOfPage(tab?.url, node.uiUrl);
    }
  }
  tellPages();
  paintBadges(node.phase, siteOfTab, sites);
  subscribe();
}

const seeTabs = () => void lookAtTabs().catch((error) => console.error('ZeroBridge:', error));
chrome.tabs.onActivated.addListener(seeTabs);
chrome.tabs.onUpdated.addListener((_id, change) => {
  if (change.url || change.status === 'complete') {
    seeTabs();
  }
});
chrome.tabs.onRemoved.addListener((tabId) => siteOfTab.delete(tabId));
keepLauncherOpen((tabId) => [...pages.keys()].some((port) => port.sender?.tab?.id === tabId));

// --- pages of the extension ---------------------------------------------------------------------

function tellPages() {
  for (const [port, page] of pages) {
    port.postMessage({ node, key: page.key ?? null, site: page.key ? (sites.get(page.key) ?? null) : null });
  }
}

chrome.runtime.onConnect.addListener((port) => {
  pages.set(port, {});
  port.onDisconnect.addListener(() => {
    pages.delete(port);
    subscribe();
  });
  port.onMessage.addListener((message) => void seen(port, message));
  tellPages();
});

/**
 * @param {chrome.runtime.Port} port
 * @param {any} message
 */
async function seen(port, message) {
  await ready;
  const page = pages.get(port);
  if (page && typeof message.tabId === 'number') {
    page.tabId = message.tabId;
    await lookAtTabs();
  }
  if (node.phase !== 'running' && node.phase !== 'starting') {
    link.greetSoon();
  }
}

/**
 * What pages of the extension may ask for; each answers `{ok: true, …}` or `{error: {code, message}}`.
 *
 * @type {Record<string, (message: any, sender: chrome.runtime.MessageSender) => Promise<any>>}
 */
const answers = {
  start: async () => start(true),
  stop: async () => stop(),
  retry: async () => link.hello(false),
  restart: async () => {
    await link.request('stop').catch(() => {});
    await start(true);
  },
  need: async () => {
    const { stoppedByPerson } = await chrome.storage.local.get({ stoppedByPerson: false });
    if (stoppedByPerson && node.phase !== 'running') {
      throw new RequestError('stopped-by-person', '');
    }
    await start(false);
    await painting;
  },
  open: async (message) => link.request('open', { text: String(message.text) }),
  sites: async () => link.request('sites', { limit: 50 }),
  search: async (_message, sender) => {
    if (sender.tab?.id !== undefined) {
      await letSearchThrough(sender.tab.id);
    }
  },
  hosts: async () => ({ granted: await chrome.permissions.contains({ origins: NEEDED_HOSTS }) }),
};

chrome.runtime.onMessage.addListener((message, sender, reply) => {
  const answer = sender.id === chrome.runtime.id ? answers[message?.do] : undefined;
  if (!answer) {
    return false;
  }
  ready
    .then(() => answer(message, sender))
    .then(
      (fields) => reply({ ok: true, ...fields }),
      (error) => reply({ error: { code: error.code ?? 'internal', message: String(error.message) } }),
    );
  return true;
});

// --- typed text ---------------------------------------------------------------------------------

chrome.omnibox.setDefaultSuggestion({ description: chrome.i18n.getMessage('omniboxHint') });
chrome.omnibox.onInputEntered.addListener((text, disposition) => {
  const url = `${chrome.runtime.getURL('open.html')}?q=${encodeURIComponent(text)}`;
  if (disposition === 'currentTab') {
    void chrome.tabs.update({ url });
  } else {
    void chrome.tabs.create({ url, active: disposition === 'newForegroundTab' });
  }
});

// --- beginning ----------------------------------------------------------------------------------

chrome.runtime.onInstalled.addListener(async ({ reason }) => {
  await greeted;
  if (reason === 'install' && node.phase === 'no-host') {
    await chrome.tabs.create({ url: chrome.runtime.getURL('setup.html') });
  }
});
chrome.permissions.onAdded.addListener(() => void setLauncherRules());
chrome.permissions.onRemoved.addListener(() => void setLauncherRules());

/** Runs whenever this worker begins; only the first time in a browser's run may start the node. */
async function begin() {
  const { begun } = await chrome.storage.session.get({ begun: false });
  await chrome.storage.session.set({ begun: true });
  await setLauncherRules();
  const settings = await chrome.storage.local.get({
    startWithBrowser: true,
    stoppedByPerson: false,
    uiUrl: UNKNOWN.uiUrl,
  });
  node = { ...node, uiUrl: settings.uiUrl };
  await setSessionRules([]);
  return !begun && startsWithBrowser(settings);
}

/** Settings are read and the launcher rules stand; the node may still be unknown. */
const ready = begin();

const greeted = ready
  .then((mayStart) => link.hello(mayStart))
  .catch((error) => {
    if (!(error instanceof RequestError)) {
      console.error('ZeroBridge:', error);
    }
  });

setInterval(() => {
  if (node.phase === 'down' && link.port) {
    link.greetSoon();
  }
}, LOOK_AGAIN);
