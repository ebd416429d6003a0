import assert from 'node:assert/strict';
import { test } from 'node:test';
import { launchOf } from '../lib/launch.js';
import { ago, cut, peer, size } from '../lib/text.js';

test('sizes have units and no needless digits', () => {
  assert.equal(size(0, 'en'), '0 kB');
  assert.equal(size(955, 'en'), '1 kB');
  assert.equal(size(1_234, 'en'), '1.2 kB');
  assert.equal(size(38_000_000, 'en'), '38 MB');
  assert.equal(size(1_250_000_000, 'de').replace(/\s/, ' '), '1,3 GB');
});

test('times are distances', () => {
  assert.equal(ago(1_000, 1_030, 'en'), 'this minute');
  assert.equal(ago(0, 7_200, 'en'), '2 hours ago');
  assert.equal(ago(0, 86_400, 'en'), 'yesterday');
});

test('long words keep their ends', () => {
  assert.equal(cut('1TaLkFrMwvbNsooF4ioKAY9EuxTBTjipT'), '1TaLkFrMwvb…TjipT');
  assert.equal(cut('talk.bit'), 'talk.bit');
});

test('peers are told apart', () => {
  assert.deepEqual(peer('203.0.113.24:15441'), { host: '203.0.113.24', kind: 'ip' });
  assert.deepEqual(peer('[2001:db8::1]:15441'), { host: '2001:db8::1', kind: 'ip' });
  assert.equal(peer('192.168.1.7:1').kind, 'lan');
  assert.equal(peer(`${'a'.repeat(56)}.onion:80`).kind, 'tor');
});

test('the launcher reads what rules can paste', () => {
  const base = 'chrome-extension://id/open.html';
  assert.deepEqual(launchOf(`${base}?u=http://talk.bit/x?a=1&b=2#c`), { kind: 'url', text: 'http://talk.bit/x?a=1&b=2#c', from: null });
  assert.deepEqual(launchOf(`${base}?q=talk.bit%2Fa%3Fb&from=https://x.com/?q=talk.bit&z=1`), { kind: 'text', text: 'talk.bit/a?b', from: 'https://x.com/?q=talk.bit&z=1' });
  assert.deepEqual(launchOf(`${base}?q=zero%3Atalk.bit`), { kind: 'text', text: 'zero:talk.bit', from: null });
  assert.equal(launchOf(`${base}?q=%`), null);
  assert.equal(launchOf(`${base}?q=a&from=javascript:alert(1)`).from, null);
  assert.equal(launchOf(base), null);
});
