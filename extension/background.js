// @ts-check
/**
 * The extension's one long-lived part: holds the port to the native host, keeps the redirect rules
 * in step with the node, paints the button, and answers popup, launcher and options.
 *
 * The pages hold ports called `popup`, `open` and `options`; each gets `{node, site, …}` whenever
 * something changes. Chromium may end this worker at any time, so what must survive is in
 * `storage.session`, and everything here can begin again from nothing.
 */

import { siteOfPage } from './lib/address.js';
import { NodeLink, RequestError } from './lib/link.js';
import { ANY_HOST, NEEDED_HOSTS, SEARCH_ENGINES, directRules, launcherRules, searchAnyway } from './lib/rules.js';
import { UNKNOWN, badgeOf, iconOf, next, startsWithBrowser } from './lib/state.js';

const HOST = 'io.github.zerobridge.host';

/** Pause between two looks for a node that somebody else may have started. */
const LOOK_AGAIN = 30_000;

/** Pause between two pushes: while the popup is open, and for the badge alone. */
const WATCHED = 1_000;
const UNWATCHED = 5_000;

const api = chrome;
const isFirefox = api.runtime.getURL('').startsWith('moz-extension:');

/** @type {import('./lib/state.js').NodeState} */
let node = UNKNOWN;

/** @type {Map<string, any>} what the node last said of a site, by the key the page's address has */
const sites = new Map();

/** @type {Map<number, string | null>} the site of each tab that was looked at */
const siteOfTab = new Map();

/** @type {Map<chrome.runtime.Port, { tabId?: number, key?: string | null }>} open pages of ours */
const pages = new Map();

let topics = '';

/** Changes of rules and icon happen one after the other. */
let painting = Promise.resolve();

const link = new NodeLink(
  {
    connectNative: () => api.runtime.connectNative(HOST),
    lastError: (port) =>
      api.runtime.lastError?.message ?? /** @type {any} */ (port).error?.message ?? 'Native host has exited.',
    setTimeout: (task, millis) => setTimeout(task, millis),
    clearTimeout: (timer) => clearTimeout(timer),
    name: isFirefox ? 'firefox' : 'chromium',
    version: api.runtime.getManifest().version,
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
    await api.storage.local.set({ uiUrl: node.uiUrl });
    await setLauncherRules();
  }
  await paintIcon();
  tellPages();
  await lookAtActiveTabs();
}

/** @param {any} push */
function pushed(push) {
  if (push.event === 'status') {
    became(next(node, { type: 'status', status: push }));
  } else if (push.event === 'site' && typeof push.topic === 'string') {
    sites.set(push.topic.slice('site:'.length), push);
    paintBadges();
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
    await api.storage.local.set({ stoppedByPerson: false });
  }
  await link.hello(true);
}

async function stop() {
  await api.storage.local.set({ stoppedByPerson: true });
  await link.request('stop');
}

// --- rules --------------------------------------------------------------------------------------

async function setLauncherRules() {
  const { uiUrl } = await api.storage.local.get({ uiUrl: UNKNOWN.uiUrl });
  const grants = {
    searches: await api.permissions.contains({ origins: SEARCH_ENGINES }),
    hosts: await api.permissions.contains({ origins: [ANY_HOST] }),
  };
  const rules = launcherRules(api.runtime.getURL('open.html'), uiUrl, grants);
  const old = await api.declarativeNetRequest.getDynamicRules();
  if (!sameRules(old, rules)) {
    await api.declarativeNetRequest.updateDynamicRules({
      removeRuleIds: old.map((rule) => rule.id),
      addRules: rules,
    });
  }
}

/** @param {chrome.declarativeNetRequest.Rule[]} rules */
async function setSessionRules(rules) {
  const old = await api.declarativeNetRequest.getSessionRules();
  await api.declarativeNetRequest.updateSessionRules({
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

// --- the button ---------------------------------------------------------------------------------

/** @type {Set<number>} the active tab of each window */
const visibleTabs = new Set();

async function paintIcon() {
  const look = iconOf(node.phase);
  await api.action.setIcon({
    path: { 16: `icons/${look}-16.png`, 32: `icons/${look}-32.png`, 48: `icons/${look}-48.png` },
  });
  await api.action.setBadgeBackgroundColor({ color: '#5a3ec8' });
  await api.action.setBadgeTextColor({ color: '#ffffff' });
  await api.action.setTitle({ title: `ZeroBridge: ${api.i18n.getMessage(`phase_${node.phase.replace('-', '_')}`)}` });
  paintBadges();
}

function paintBadges() {
  for (const [tabId, key] of siteOfTab) {
    const text = badgeOf(node.phase, key ? sites.get(key) : null);
    api.action.setBadgeText({ tabId, text }).catch(() => siteOfTab.delete(tabId));
  }
}

/** @param {chrome.tabs.Tab} tab */
async function lookAt(tab) {
  if (tab.id === undefined) {
    return;
  }
  siteOfTab.set(tab.id, await siteOfPage(tab.url, node.uiUrl));
}

async function lookAtActiveTabs() {
  const tabs = await api.tabs.query({ active: true });
  await Promise.all(tabs.map(lookAt));
  visibleTabs.clear();
  tabs.forEach((tab) => tab.id !== undefined && visibleTabs.add(tab.id));
  await followPopup();
  paintBadges();
  subscribe();
}

/** A popup stays open while its tab goes elsewhere. */
async function followPopup() {
  for (const page of pages.values()) {
    if (page.tabId !== undefined) {
      const tab = await api.tabs.get(page.tabId).catch(() => undefined);
      page.key = tab ? await siteOfPage(tab.url, node.uiUrl) : null;
    }
  }
  tellPages();
}

const seeTabs = () => void lookAtActiveTabs().catch((error) => console.error('ZeroBridge:', error));
api.tabs.onActivated.addListener(seeTabs);
api.tabs.onUpdated.addListener((_id, change) => {
  if (change.url || change.status === 'complete') {
    seeTabs();
  }
});
api.tabs.onRemoved.addListener((tabId) => siteOfTab.delete(tabId));

// --- pages of the extension ---------------------------------------------------------------------

function tellPages() {
  for (const [port, page] of pages) {
    port.postMessage({ node, key: page.key ?? null, site: page.key ? (sites.get(page.key) ?? null) : null });
  }
}

api.runtime.onConnect.addListener((port) => {
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
    await lookAtActiveTabs();
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
    const { stoppedByPerson } = await api.storage.local.get({ stoppedByPerson: false });
    if (stoppedByPerson && node.phase !== 'running') {
      throw new RequestError('stopped-by-person', '');
    }
    await start(false);
    await painting;
  },
  open: async (message) => link.request('open', { text: String(message.text) }),
  sites: async () => link.request('sites', { limit: 50 }),
  search: async (_message, sender) => {
    const tabId = sender.tab?.id;
    if (tabId !== undefined) {
      const rule = searchAnyway(tabId);
      await api.declarativeNetRequest.updateSessionRules({ removeRuleIds: [rule.id], addRules: [rule] });
      setTimeout(() => void api.declarativeNetRequest.updateSessionRules({ removeRuleIds: [rule.id] }), 5_000);
    }
  },
  hosts: async () => ({ granted: await api.permissions.contains({ origins: NEEDED_HOSTS }) }),
};

api.runtime.onMessage.addListener((message, sender, reply) => {
  const answer = sender.id === api.runtime.id ? answers[message?.do] : undefined;
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

api.omnibox.setDefaultSuggestion({ description: api.i18n.getMessage('omniboxHint') });
api.omnibox.onInputEntered.addListener((text, disposition) => {
  const url = `${api.runtime.getURL('open.html')}?q=${encodeURIComponent(text)}`;
  if (disposition === 'currentTab') {
    void api.tabs.update({ url });
  } else {
    void api.tabs.create({ url, active: disposition === 'newForegroundTab' });
  }
});

// --- beginning ----------------------------------------------------------------------------------

api.runtime.onInstalled.addListener(async ({ reason }) => {
  await greeted;
  if (reason === 'install' && node.phase === 'no-host') {
    await api.tabs.create({ url: api.runtime.getURL('setup.html') });
  }
});
api.permissions.onAdded.addListener(() => void setLauncherRules());
api.permissions.onRemoved.addListener(() => void setLauncherRules());

/** Runs whenever this worker begins; only the first time in a browser's run may start the node. */
async function begin() {
  const { begun } = await api.storage.session.get({ begun: false });
  await api.storage.session.set({ begun: true });
  await setLauncherRules();
  const settings = await api.storage.local.get({
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
