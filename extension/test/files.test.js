import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';

const root = new URL('..', import.meta.url);
const read = (name) => readFileSync(new URL(name, root), 'utf8');
const locales = readdirSync(new URL('_locales', root));
const english = JSON.parse(read('_locales/en/messages.json'));
const within = (folder) => readdirSync(new URL(folder, root)).map((name) => `${folder}/${name}`);
const sources = ['background.js', ...within('background'), ...within('pages')];
const pages = readdirSync(root).filter((name) => name.endsWith('.html'));
const manifest = JSON.parse(read('manifest.json'));

test('every locale has every text, with the same places for values', () => {
  const places = (text) => [...text.matchAll(/\$\d/g)].map(String).sort().join();
  for (const locale of locales) {
    const messages = JSON.parse(read(`_locales/${locale}/messages.json`));
    assert.deepEqual(Object.keys(messages), Object.keys(english), locale);
    for (const [key, { message }] of Object.entries(messages)) {
      assert.equal(places(message), places(english[key].message), `${locale} ${key}`);
    }
  }
});

test('every text that is asked for exists', () => {
  const asked = new Set();
  for (const name of pages) {
    for (const match of read(name).matchAll(/data-say(?:-label)?="(\w+)"/g)) {
      asked.add(match[1]);
    }
  }
  for (const name of sources) {
    for (const match of read(name).matchAll(/\bsay\((?:[\w.]+ \? )?'(\w+)'|getMessage\('(\w+)'\)/g)) {
      asked.add(match[1] ?? match[2]);
    }
  }
  assert.ok(asked.size > 40);
  for (const key of asked) {
    assert.ok(english[key], key);
  }
});

test('every phase, site state and reachability has its words', () => {
  for (const key of ['unknown', 'connecting', 'starting', 'running', 'down', 'no_host', 'broken', 'mismatch']) {
    assert.ok(english[`phase_${key}`], key);
  }
  for (const key of ['ready', 'downloading', 'waiting', 'paused', 'failed']) {
    assert.ok(english[`site_${key}`], key);
  }
});

test('every file that the manifest and the pages name exists', () => {
  const named = [
    manifest.background.service_worker,
    manifest.action.default_popup,
    manifest.options_ui.page,
    ...Object.values(manifest.icons),
    ...Object.values(manifest.action.default_icon),
    ...['on', 'off', 'attention'].flatMap((look) => [16, 32, 48].map((size) => `icons/${look}-${size}.png`)),
  ];
  for (const page of pages) {
    for (const match of read(page).matchAll(/(?:src|href)="([^"]+)"/g)) {
      named.push(match[1]);
    }
  }
  for (const name of named) {
    assert.ok(existsSync(new URL(name, root)), name);
  }
});

test('the key gives the id that the setup page knows', () => {
  const hash = createHash('sha256').update(Buffer.from(manifest.key, 'base64')).digest('hex').slice(0, 32);
  const id = [...hash].map((digit) => String.fromCharCode(97 + parseInt(digit, 16))).join('');
  assert.ok(read('pages/setup.js').includes(`'${id}'`), id);
});

test('strangers can write text but never markup', () => {
  for (const name of [...sources, ...within('lib')]) {
    assert.doesNotMatch(read(name), /innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(/, name);
  }
});

test('no foreign page may load the launcher in Chromium, where the address is known', () => {
  // Chromium takes a question mark literally, Firefox as a wildcard; see background/ruleset.js.
  for (const { resources, matches } of manifest.web_accessible_resources) {
    if (resources.some((name) => !name.includes('?'))) {
      assert.deepEqual(matches, ['*://*.bit/*', '*://*.zite/*', '*://zero/*']);
    }
  }
});

test('no permission beyond what each feature needs', () => {
  assert.deepEqual(manifest.permissions, ['declarativeNetRequestWithHostAccess', 'nativeMessaging', 'storage']);
  assert.ok(manifest.host_permissions.every((pattern) => pattern !== '*://*/*' && pattern !== '<all_urls>'));
});
