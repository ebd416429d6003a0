import assert from 'node:assert/strict';
import { test } from 'node:test';
import { directRules, launcherRules } from '../lib/rules.js';

const UI = 'http://127.0.0.1:43110/';
const OPEN = 'chrome-extension://id/open.html';
const ALL = { searches: true, hosts: true };
const NAMES = { searches: false, hosts: false };
const HELLO = '1HeLLo4uzjaLetFx6NH3PMwFP3qbRbTf3D';

/** What a browser does: the matching rule of highest priority decides. */
function follow(rules, url) {
  const matching = rules
    .filter((rule) => new RegExp(rule.condition.regexFilter, 'i').test(url))
    .sort((a, b) => b.priority - a.priority);
  const rule = matching[0];
  if (!rule || rule.action.type === 'allow') {
    return url;
  }
  const groups = new RegExp(rule.condition.regexFilter, 'i').exec(url);
  return rule.action.redirect.regexSubstitution.replace(/\\(\d)/g, (_, digit) => groups[Number(digit)] ?? '');
}

for (const [url, target] of [
  ['http://talk.bit/x?y', 'http://127.0.0.1:43110/talk.bit/x?y'],
  ['https://talk.bit/', 'http://127.0.0.1:43110/talk.bit/'],
  ['http://talk.bit:80/', 'http://127.0.0.1:43110/talk.bit/'],
  ['http://blog.zeronetwork.bit/', 'http://127.0.0.1:43110/blog.zeronetwork.bit/'],
  [`http://zero/${HELLO}/a`, `http://127.0.0.1:43110/${HELLO}/a`],
  ['http://blog.zite/index', 'http://127.0.0.1:43110/ZeroNet-Internal/Open/label/blog/index'],
  ['http://127.0.0.1:43110/talk.bit/', 'http://127.0.0.1:43110/talk.bit/'],
  ['http://talk-bit.localhost:43110/', 'http://talk-bit.localhost:43110/'],
]) {
  test(`while the node runs, ${url} leads to ${target}`, () => {
    assert.equal(follow([...launcherRules(OPEN, UI, ALL), ...directRules(UI)], url), target);
  });
}

for (const url of ['http://talk.bit/x?y', 'http://zero/talk.bit', 'http://a.zite/', 'http://talk-bit.localhost:43110/x', 'http://127.0.0.1:43110/talk.bit/', `http://127.0.0.1:43110/${HELLO}/?x`]) {
  test(`while it doesn't, ${url} leads to the launcher`, () => {
    assert.equal(follow(launcherRules(OPEN, UI, NAMES), url), `${OPEN}?u=${url}`);
  });
}

for (const [url, text] of [
  ['https://duckduckgo.com/?q=talk.bit', 'talk.bit'],
  ['https://www.google.com/search?client=firefox&q=talk.bit%2Fa%3Fb%23c&x=1', 'talk.bit%2Fa%3Fb%23c'],
  [`https://www.bing.com/search?q=${HELLO}`, HELLO],
  [`https://www.bing.com/search?q=zero%3A%2F%2F${HELLO}%2F`, `${HELLO}%2F`],
]) {
  test(`the search ${url} is caught`, () => {
    assert.equal(follow(launcherRules(OPEN, UI, ALL), url), `${OPEN}?q=${text}&from=${url}`);
  });
}

for (const url of [
  'https://duckduckgo.com/?q=what+is+talk.bit',
  'https://duckduckgo.com/?q=1000+km',
  'https://duckduckgo.com/?q=talk.bitcoin',
  'https://example.com/',
  'http://127.0.0.1:43110/',
  'http://127.0.0.1:8080/talk.bit/',
  'http://notzero/x',
  'http://talk.bit.example.com/',
]) {
  test(`${url} is nobody's business`, () => {
    assert.equal(follow([...launcherRules(OPEN, UI, ALL), ...directRules(UI)], url), url);
  });
}

test('without permission no search and no host is looked at', () => {
  const rules = launcherRules(OPEN, UI, NAMES);
  assert.equal(follow(rules, 'https://duckduckgo.com/?q=talk.bit'), 'https://duckduckgo.com/?q=talk.bit');
  assert.equal(follow(rules, `http://${HELLO.toLowerCase()}/`), `http://${HELLO.toLowerCase()}/`);
});

test('a lower-cased address goes to the launcher even while the node runs', () => {
  const url = `http://${HELLO.toLowerCase()}/?P=1`;
  assert.equal(follow([...launcherRules(OPEN, UI, ALL), ...directRules(UI)], url), `${OPEN}?u=${url}`);
});

test('ids are unique over both sets, and only whole pages are redirected', () => {
  const rules = [...launcherRules(OPEN, UI, ALL), ...directRules(UI)];
  assert.equal(new Set(rules.map((rule) => rule.id)).size, rules.length);
  for (const rule of rules) {
    assert.deepEqual(rule.condition.resourceTypes, ['main_frame']);
  }
});
