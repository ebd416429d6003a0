import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { reach } from '../lib/reach.js';

const english = JSON.parse(readFileSync(new URL('../_locales/en/messages.json', import.meta.url), 'utf8'));
const closed = (state, mapping = 'silent') => ({
  reachable: 'no',
  peerPort: 26552,
  reach: { state, mapping, lanAddress: '192.168.1.5' },
});

test('every reason why others cannot come in has a text that says what to do', () => {
  for (const state of ['forward-port', 'double-nat', 'port-taken', 'firewall']) {
    const { answer, fix } = reach(closed(state));
    assert.equal(answer, 'no');
    assert.deepEqual(fix?.values, ['26552', '192.168.1.5']);
    assert.ok(english[`reach_${fix?.key}`].message.includes('$1'), state);
  }
});

test('who switched port forwarding off hears that, not that the router is at fault', () => {
  assert.equal(reach(closed('forward-port', 'off')).fix?.key, 'forward_port_off');
  assert.ok(english.reach_forward_port_off);
});

test('nothing is to be done where all is well, unknown or wished for', () => {
  assert.deepEqual(reach({ reachable: 'yes', reach: { state: 'open' } }), { answer: 'yes', fix: null });
  assert.deepEqual(reach({ reachable: 'unknown', reach: { state: 'unknown' } }), { answer: 'unknown', fix: null });
  assert.deepEqual(reach({ reachable: 'unknown', reach: { state: 'off' } }), { answer: 'off', fix: null });
  for (const answer of ['yes', 'no', 'unknown', 'off']) {
    assert.ok(english[`reachable_${answer}`], answer);
  }
});

test('nodes that know less or more are understood', () => {
  assert.deepEqual(reach({ reachable: 'no' }), { answer: 'no', fix: null });
  assert.deepEqual(reach({ reachable: 'no', reach: { state: 'of-tomorrow' } }), { answer: 'no', fix: null });
  assert.deepEqual(reach({ reachable: 'maybe' }), { answer: 'unknown', fix: null });
});
