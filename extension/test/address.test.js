import assert from 'node:assert/strict';
import { test } from 'node:test';
import { labelOfName, mayLaunch, siteOfLabel, siteOfPage } from '../lib/address.js';

const UI = 'http://127.0.0.1:43110/';
const HELLO = '1HeLLo4uzjaLetFx6NH3PMwFP3qbRbTf3D';
// Base32 of the 20 bytes inside HELLO, as RFC 4648 writes them.
const HELLO_LABEL = 'w2iyyzhetfhpmxnn4ueh5f6il2goggss';

for (const [url, site] of [
  ['http://talk-bit.localhost:43110/?Topic:5', 'talk.bit'],
  ['http://c.talk-bit.localhost:43110/1TaLk/x', 'talk.bit'],
  ['http://my--site-bit.localhost:43110/', 'my-site.bit'],
  [`http://127.0.0.1:43110/${HELLO}/`, HELLO],
  ['http://127.0.0.1:43110/Talk.bit/x', 'talk.bit'],
  ['http://localhost:43110/talk.bit', 'talk.bit'],
  ['http://127.0.0.1:43110/', null],
  ['http://127.0.0.1:43110/Config', null],
  ['http://127.0.0.1:43110/favicon.ico', null],
  ['http://zerobridge.localhost:43110/', null],
  ['http://talk-bit.localhost:8080/', null],
  ['https://talk-bit.localhost:43110/', null],
  ['http://talk.bit.localhost:43110/', null],
  ['https://example.com/talk.bit/', null],
  ['about:blank', null],
  ['', null],
  [undefined, null],
]) {
  test(`the site of ${url} is ${site}`, async () => {
    assert.equal(await siteOfPage(url, UI), site);
  });
}

test('labels of names go there and back', async () => {
  for (const name of ['talk.bit', 'a-b.c--d.bit', 'blog.zeronetwork.bit', 'xn--bcher-kva.bit']) {
    assert.equal(await siteOfLabel(labelOfName(name)), name);
  }
});

test('a label of 32 characters is an address', async () => {
  assert.equal(await siteOfLabel(HELLO_LABEL), HELLO);
});

test('the launcher goes only where rules send people', () => {
  for (const url of ['http://talk.bit/x#y', 'https://a.zite/', 'http://zero/talk.bit', `http://${HELLO.toLowerCase()}/`, 'http://talk-bit.localhost:43110/', 'http://127.0.0.1:43110/talk.bit']) {
    assert.equal(mayLaunch(url, UI), true, url);
  }
  for (const url of ['http://example.com/', 'javascript:alert(1)', 'file:///etc/passwd', 'http://u@talk.bit/', 'http://127.0.0.1:80/x', 'http://talk.bit.example.com/', 'x']) {
    assert.equal(mayLaunch(url, UI), false, url);
  }
});
