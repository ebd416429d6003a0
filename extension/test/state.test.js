import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BACK_OFF, UNKNOWN, badgeOf, causeOf, iconOf, next, pauseAfter, startsWithBrowser } from '../lib/state.js';

const hello = { protocol: 1, nodeVersion: '0.1.0', uiUrl: 'http://127.0.0.1:43111/' };
const running = next(UNKNOWN, { type: 'hello', answer: hello });

test('hello makes it run where the node says', () => {
  assert.equal(running.phase, 'running');
  assert.equal(running.uiUrl, 'http://127.0.0.1:43111/');
});

test('another protocol is a mismatch, not a crash', () => {
  assert.equal(next(UNKNOWN, { type: 'hello', answer: { ...hello, protocol: 2 } }).phase, 'mismatch');
  assert.equal(next(UNKNOWN, { type: 'hello', answer: {} }).phase, 'mismatch');
});

test('pages are never looked for on another computer', () => {
  for (const uiUrl of ['http://example.com/', 'https://127.0.0.1/', 'javascript:1', null]) {
    assert.equal(next(UNKNOWN, { type: 'hello', answer: { ...hello, uiUrl } }).uiUrl, UNKNOWN.uiUrl);
  }
});

test('the reason of a failed start outlives the second "down"', () => {
  const failed = next(UNKNOWN, { type: 'down', reason: 'The port is in use' });
  assert.equal(next(failed, { type: 'down' }).reason, 'The port is in use');
  assert.equal(next(running, { type: 'down' }).reason, '');
});

test('counters belong to a running node only', () => {
  assert.deepEqual(next(running, { type: 'status', status: { sites: 1 } }).status, { sites: 1 });
  assert.equal(next(UNKNOWN, { type: 'status', status: { sites: 1 } }).status, null);
  assert.equal(next(next(running, { type: 'status', status: {} }), { type: 'down' }).status, null);
});

test('what browsers say tells a missing host from a broken one', () => {
  assert.equal(causeOf('Specified native messaging host not found.'), 'no-host');
  assert.equal(causeOf('Access to the specified native messaging host is forbidden.'), 'no-host');
  assert.equal(causeOf('No such native application io.github.zerobridge.host'), 'no-host');
  assert.equal(causeOf('Native host has exited.'), 'broken');
  assert.equal(causeOf('An unexpected error occurred'), 'broken');
});

test('connecting again slows down and stays slow', () => {
  assert.deepEqual([1, 2, 3, 4, 5, 99].map(pauseAfter), [1_000, 2_000, 5_000, 30_000, 30_000, 30_000]);
  assert.equal(pauseAfter(0), BACK_OFF[0]);
});

test('who stopped it wants it stopped when the browser starts', () => {
  assert.equal(startsWithBrowser({ startWithBrowser: true, stoppedByPerson: false }), true);
  assert.equal(startsWithBrowser({ startWithBrowser: true, stoppedByPerson: true }), false);
  assert.equal(startsWithBrowser({ startWithBrowser: false, stoppedByPerson: false }), false);
});

test('the button shows peers only while they can be known', () => {
  assert.equal(badgeOf('running', { peerCount: 14 }), '14');
  assert.equal(badgeOf('running', { peerCount: 0 }), '0');
  assert.equal(badgeOf('running', { peerCount: 5_000 }), '999+');
  assert.equal(badgeOf('running', null), '');
  assert.equal(badgeOf('down', { peerCount: 14 }), '');
  assert.equal(iconOf('running'), 'on');
  assert.equal(iconOf('down'), 'off');
  assert.equal(iconOf('no-host'), 'attention');
});
