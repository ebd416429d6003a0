// @ts-check
/** The popup: the node, the site of the current tab with its peers, and the totals. */

import { reach } from '../lib/reach.js';
import { NEEDED_HOSTS } from '../lib/rules.js';
import { ago, cut, number, peer, size } from '../lib/text.js';
import { $, act, ask, make, remedy, say, show, speak, write } from './page.js';

/** Peers shown before "all of them" is pressed. */
const FEW_PEERS = 6;

/** Sites offered where the current page is none. */
const FEW_SITES = 5;

const locale = chrome.i18n.getUILanguage();
let allPeers = false;
let sitesAsked = false;
/** @type {any} */
let seen = null;

speak();
const port = chrome.runtime.connect({ name: 'popup' });
port.onMessage.addListener((message) => {
  seen = message;
  paint();
});
void watchTab();
void checkPermission();

/** Tells the background which tab this popup belongs to; a test may name one in the URL. */
async function watchTab() {
  const [tab] = await chrome.tabs.query({ active: true, currentWindow: true });
  const named = Number(new URLSearchParams(location.search).get('tab'));
  port.postMessage({ tabId: named || tab?.id });
}

async function checkPermission() {
  show('permission', !(await chrome.permissions.contains({ origins: NEEDED_HOSTS })));
}

function paint() {
  const { node, site, key } = seen;
  const running = node.phase === 'running';
  write('phase', say(`phase_${node.phase.replace('-', '_')}`), node.version && `ZeroBridge ${node.version}`);
  $('dot').className = `dot ${dotOf(node.phase)}`;
  const help = remedy(node);
  show('trouble', help !== null);
  if (help) {
    write('trouble-heading', help.heading);
    write('trouble-text', help.text);
    write('trouble-button', help.button);
    $('trouble-button').dataset.action = help.action;
  }
  show('starting', node.phase === 'starting');
  if (node.phase === 'starting') {
    write('starting-text', say('startingText', number(Math.round(node.elapsed / 1000), locale)));
  }
  show('dashboard', running);
  show('filler', !running);
  show('stop', running);
  paintSite(running ? site : null, running ? key : null);
  show('elsewhere', running && !key);
  if (running && !key) {
    void paintSites();
  }
  paintTotals(running ? node.status : null);
}

/** @param {string} phase */
function dotOf(phase) {
  if (phase === 'running') {
    return '';
  }
  return phase === 'starting' || phase === 'connecting' ? 'busy' : phase === 'down' || phase === 'unknown' ? 'off' : 'bad';
}

/**
 * @param {any} site
 * @param {string | null} key
 */
function paintSite(site, key) {
  show('site', key !== null && key !== undefined);
  const known = Boolean(site?.address);
  show('peers', known);
  if (!key) {
    return;
  }
  const name = known ? (site.names?.[0] ?? '') : '';
  const title = known ? site.title || name || site.address : key;
  write('site-title', title === site?.address || !known ? cut(title, 24) : title, title);
  show('site-where', known);
  write('site-name', name ? `${name} · ` : '');
  write('site-address', known ? cut(site.address) : '', known ? `${site.address} – ${say('copy')}` : '');
  const state = known ? site.state : 'waiting';
  write('site-state', say(`site_${state}`));
  $('site-state').className = `pill ${state === 'ready' ? 'ok' : state === 'failed' ? 'bad' : state === 'downloading' ? 'warn' : ''}`;
  write('site-facts', known ? facts(site) : say('siteUnknown'), known && site.modified ? new Date(site.modified * 1000).toLocaleString(locale) : '');
  const download = known ? site.download : null;
  show('site-download', Boolean(download));
  if (download) {
    const bar = $('site-bar');
    bar.setAttribute('aria-valuemax', String(download.total));
    bar.setAttribute('aria-valuenow', String(download.done));
    /** @type {HTMLElement} */ (bar.firstElementChild).style.width = `${(100 * download.done) / Math.max(1, download.total)}%`;
    write('site-progress', say('downloaded', number(download.done, locale), number(download.total, locale)));
  }
  if (known) {
    paintPeers(site);
  }
}

/** @param {any} site */
function facts(site) {
  const parts = [];
  if (site.files) {
    parts.push(site.files === 1 ? say('oneFile') : say('files', number(site.files, locale)));
  }
  if (site.size) {
    parts.push(size(site.size, locale));
  }
  if (site.modified) {
    parts.push(say('updated', ago(site.modified, Date.now() / 1000, locale)));
  }
  return parts.join(' · ');
}

/** @param {any} site */
function paintPeers(site) {
  write('peers-counts', say('peersCounts', number(site.peerCount, locale), number(site.connectedCount, locale)));
  const peers = site.peers ?? [];
  show('peers-none', peers.length === 0);
  write('peers-none', site.state === 'paused' ? say('peersPaused') : say('peersNone'));
  const shown = allPeers ? peers : peers.slice(0, FEW_PEERS);
  $('peers-list').replaceChildren(...shown.map(peerRow));
  show('peers-more', peers.length > FEW_PEERS);
  write('peers-more', allPeers ? say('fewerPeers') : say('allPeers', number(peers.length, locale)));
}

/** @param {any} one */
function peerRow(one) {
  const { host, kind } = peer(one.address);
  const row = make('li', one.connected ? '' : 'away', '', { title: one.address });
  row.append(make('span', `dot ${one.connected ? '' : 'off'}`, make('span', 'visually-hidden', say(one.connected ? 'connected' : 'known'))));
  const where = make('span', 'cut');
  where.append(make('span', 'mono', host, { dir: 'ltr' }));
  if (kind !== 'ip') {
    where.append(make('span', 'tag', say(kind === 'tor' ? 'viaTor' : 'viaLan')));
  }
  row.append(where);
  row.append(make('span', 'soft num', one.pingMillis >= 0 ? `${number(one.pingMillis, locale)} ms` : ''));
  row.append(one.connected ? lock(one.encrypted) : make('span', ''));
  return row;
}

/** @param {boolean} closed */
function lock(closed) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('class', closed ? 'lock' : 'lock open');
  svg.setAttribute('role', 'img');
  const title = document.createElementNS('http://www.w3.org/2000/svg', 'title');
  title.textContent = say(closed ? 'encrypted' : 'notEncrypted');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('fill', 'none');
  path.setAttribute('stroke', 'currentColor');
  path.setAttribute('stroke-width', '1.5');
  path.setAttribute('stroke-linejoin', 'round');
  path.setAttribute('d', closed ? 'M3.5 7h9v6.5h-9zM5.5 7V4.8a2.5 2.5 0 0 1 5 0V7' : 'M3.5 7h9v6.5h-9zM5.5 7V4.3a2.5 2.5 0 0 1 4.7-1');
  svg.append(title, path);
  return svg;
}

/** Asked once: the list is an offer, not a monitor. */
async function paintSites() {
  if (sitesAsked) {
    return;
  }
  sitesAsked = true;
  const { sites } = await ask('sites');
  $('sites-list').replaceChildren(
    ...sites.slice(0, FEW_SITES).map((/** @type {any} */ site) => {
      const button = make('button', 'link', make('b', 'cut grow', site.title, { dir: 'auto' }), { title: site.address });
      button.append(make('span', 'soft num', say('peersShort', number(site.peerCount, locale))));
      button.addEventListener('click', () => void open(site.names?.[0] ?? site.address));
      return make('li', '', button);
    }),
  );
}

/** @param {any} status */
function paintTotals(status) {
  show('totals', Boolean(status));
  if (!status) {
    return;
  }
  write('total-sites', number(status.sites, locale));
  write('total-peers', number(status.connectedPeers, locale), say('peersCounts', number(status.knownPeers, locale), number(status.connectedPeers, locale)));
  write('total-received', size(status.bytesReceived, locale));
  write('total-given', size(status.bytesSent, locale));
  const { answer, fix } = reach(status);
  $('reach-dot').className = `dot ${answer === 'yes' ? '' : answer === 'no' ? 'warn' : 'off'}`;
  const texts = [say(`reachable_${answer}`)];
  show('reach-fix', fix !== null);
  if (fix) {
    write('reach-fix', say(`reach_${fix.key}`, ...fix.values));
  }
  if (status.tor !== 'off') {
    texts.push(say(`tor_${status.tor}`));
  }
  write('reach', texts.join(' · '));
}

/** @param {string} text */
async function open(text) {
  try {
    const { url } = await ask('open', { text });
    await chrome.tabs.create({ url });
    window.close();
  } catch (error) {
    write('open-wrong', /** @type {Error} */ (error).message);
    show('open-wrong', true);
  }
}

$('open-form').addEventListener('submit', (event) => {
  event.preventDefault();
  void open(/** @type {HTMLInputElement} */ ($('open-text')).value);
});
$('open-text').addEventListener('input', () => show('open-wrong', false));
$('peers-more').addEventListener('click', () => {
  allPeers = !allPeers;
  paint();
});
$('site-address').addEventListener('click', async () => {
  await navigator.clipboard.writeText(seen.site.address);
  write('site-address', say('copied'));
});
$('trouble-button').addEventListener('click', (event) => void press(event, () => act($('trouble-button').dataset.action ?? '')));
$('stop').addEventListener('click', (event) => void press(event, () => ask('stop')));
$('dashboard').addEventListener('click', async () => {
  await chrome.tabs.create({ url: seen.node.uiUrl });
  window.close();
});
$('options').addEventListener('click', () => void chrome.runtime.openOptionsPage());
$('permission-button').addEventListener('click', async () => {
  await chrome.permissions.request({ origins: NEEDED_HOSTS });
  await checkPermission();
});

/**
 * A button that waits for its work; what goes wrong shows as the node's state.
 *
 * @param {Event} event
 * @param {() => Promise<any>} work
 */
async function press(event, work) {
  const button = /** @type {HTMLButtonElement} */ (event.currentTarget);
  button.disabled = true;
  try {
    await work();
  } catch {
    // The background has told the state with its reason, which paint() shows.
  } finally {
    button.disabled = false;
  }
}
