import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { NodeLink, RequestError } from '../lib/link.js';

/** A browser whose native host the test plays. */
class Browser {
  ports = [];
  timers = [];
  name = 'test';
  version = '0';
  connectNative() {
    const port = { sent: [], hear: [], gone: [] };
    port.postMessage = (message) => port.sent.push(message);
    port.onMessage = { addListener: (task) => port.hear.push(task) };
    port.onDisconnect = { addListener: (task) => port.gone.push(task) };
    port.say = (message) => port.hear.forEach((task) => task(message));
    port.disconnect = () => {
      port.ended = true;
    };
    this.ports.push(port);
    return port;
  }
  lastError() {
    return 'Native host has exited.';
  }
  setTimeout(task, millis) {
    this.timers.push({ task, millis });
    return this.timers.length;
  }
  clearTimeout() {}
}

let browser;
let events;
let pushes;
let link;
beforeEach(() => {
  browser = new Browser();
  events = [];
  pushes = [];
  link = new NodeLink(browser, (event) => events.push(event), (push) => pushes.push(push));
});

test('hello says whether to start', async () => {
  const answer = link.hello(false);
  const [port] = browser.ports;
  assert.equal(port.sent[0].start, false);
  port.say({ id: port.sent[0].id, ok: true, protocol: 1 });
  await answer;
  assert.deepEqual(events.map((event) => event.type), ['connecting', 'hello']);
});

test('answers find their requests in any order', async () => {
  const first = link.request('status');
  const second = link.request('sites');
  const [port] = browser.ports;
  port.say({ id: port.sent[1].id, ok: true, name: 'second' });
  port.say({ id: port.sent[0].id, ok: true, name: 'first' });
  assert.equal((await first).name, 'first');
  assert.equal((await second).name, 'second');
  assert.equal(browser.ports.length, 1);
});

test('a node that is down is a state, and an error to who asked', async () => {
  const answer = link.hello(false);
  const [port] = browser.ports;
  port.say({ id: 1, error: { code: 'node-down', message: 'ZeroBridge is not running' } });
  await assert.rejects(answer, (error) => error instanceof RequestError && error.code === 'node-down');
  assert.equal(events.at(-1).type, 'down');
});

test('the node leaving fails what was asked of it', async () => {
  const answer = link.request('status');
  browser.ports[0].say({ event: 'down' });
  await assert.rejects(answer, { code: 'node-down' });
  assert.deepEqual(events.at(-1), { type: 'down' });
});

test('a broken port comes back later, ever more slowly', async () => {
  for (const pause of [1_000, 2_000, 5_000, 30_000, 30_000]) {
    const answer = link.request('status');
    browser.ports.at(-1).gone.forEach((task) => task());
    await assert.rejects(answer, { code: 'disconnected' });
    assert.equal(browser.timers.at(-1).millis, pause);
  }
});

test('a node that cannot say who it is gets a new link later', async () => {
  const answer = link.hello(true);
  browser.ports[0].say({ id: 1, error: { code: 'internal', message: 'The node failed on this' } });
  await assert.rejects(answer, { code: 'internal' });
  assert.ok(browser.ports[0].ended);
  assert.deepEqual(events.at(-1), { type: 'disconnected', message: 'The node failed on this' });
  browser.timers.at(-1).task();
  assert.equal(browser.ports.length, 2);
});

test('a node started by other hands is greeted', () => {
  link.connect();
  browser.ports[0].say({ event: 'up' });
  assert.equal(browser.ports[0].sent[0].cmd, 'hello');
});

test('progress and pushes reach their readers', () => {
  link.connect();
  browser.ports[0].say({ event: 'starting', elapsed: 1200 });
  browser.ports[0].say({ event: 'status', sites: 3 });
  assert.deepEqual(events.at(-1), { type: 'starting', elapsed: 1200 });
  assert.deepEqual(pushes, [{ event: 'status', sites: 3 }]);
});
