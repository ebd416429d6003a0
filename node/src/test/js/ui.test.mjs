// Pure functions of the wrapper and the dashboard: run by UiScriptsTest, or by hand with
// node --test node/src/test/js
import assert from "node:assert/strict";
import { test } from "node:test";
import { donePart, isIdle, isNearLimit, isSettled, isTooLarge, otherPeers, trackerCounts, waitingFor } from "../../main/resources/zerobridge/ui/progress.js";
import { hueOf, inOrder, nodeFacts, reachHint, siteState, siteTitle } from "../../main/resources/zerobridge/ui/sites.js";
import { ago, bytes, parseMessage, plain, shortAddress } from "../../main/resources/zerobridge/ui/text.js";
import { frameUrl, historyUrl, reloadUrl, windowUrl, withHash } from "../../main/resources/zerobridge/ui/urls.js";

const at = { pathname: "/", search: "?Topic:1", hash: "#a" };
const info = (/** @type {any} */ more) => ({
  address: "1A", address_short: "1A", size_limit: 10, next_size_limit: 10, tasks: 0, started_task_num: 0,
  bad_files: 0, workers: 0, peers: 1, content: { modified: 1 }, settings: { serving: true, size: 1 }, ...more,
});

test("history stays on the page's own path", () => {
  assert.equal(historyUrl(at, null), "/?Topic:1");
  assert.equal(historyUrl(at, "#b"), "/?Topic:1#b");
  assert.equal(historyUrl(at, "?Topics"), "/?Topics");
  assert.equal(historyUrl(at, "//evil.example/"), "/?//evil.example/");
  assert.equal(historyUrl(at, "a?b?c"), "/?ab?c");
});

test("row 31: windows open for harmless schemes only", () => {
  const base = "http://c.x.localhost:43110/1A/";
  assert.equal(windowUrl("http://a.example/", base), "http://a.example/");
  assert.equal(windowUrl("magnet:?xt=1", base), "magnet:?xt=1");
  assert.equal(windowUrl("?Topic:2", base), base + "?Topic:2");
  for (const url of ["javascript:alert(1)", " JavaScript:alert(1)", "data:text/html,x", "file:///etc", "blob:http://x/1"]) {
    assert.equal(windowUrl(url, base), null);
  }
});

test("the pass is the frame's last parameter", () => {
  assert.equal(frameUrl("http://c.x/1A", at, "ff"), "http://c.x/1A/?Topic:1&wrapper_nonce=ff#a");
  assert.equal(frameUrl("http://c.x/1A", { pathname: "/b.html", search: "", hash: "" }, "ff"),
    "http://c.x/1A/b.html?wrapper_nonce=ff");
  assert.equal(frameUrl("http://c.x/1A", { pathname: "/", search: "?wrapper_nonce=0&a=b&zeronet_peers=1:2", hash: "" }, "ff"),
    "http://c.x/1A/?a=b&wrapper_nonce=ff");
});

test("hash and reload addresses", () => {
  assert.equal(withHash("http://a/?b#c", "#d"), "http://a/?b#d");
  assert.equal(reloadUrl("http://a/#c", "x"), "http://a/?x");
  assert.equal(reloadUrl("http://a/?b#c", "x"), "http://a/?b&x");
});

test("row 15: only plain marks of a message become marks", () => {
  assert.deepEqual(parseMessage("a <b>b</b>"), [{ text: "a " }, { mark: "b", children: [{ text: "b" }] }]);
  for (const text of ["<img src=x>", "<script>", "<b onclick=x>", "<a href=x>", "<B>", "<iframe>"]) {
    assert.deepEqual(parseMessage(text), [{ text }]);
  }
  assert.deepEqual(parseMessage("</b>x"), [{ text: "x" }]);
  assert.deepEqual(parseMessage(plain("<b>x</b>")), [{ text: "<b>x</b>" }]);
});

test("numbers and times are for people", () => {
  assert.match(bytes(38_000_000), /^38\s?MB$/);
  assert.match(bytes(0), /^0\s?bytes?$/);
  assert.match(ago(0, 7200), /2 hours ago/);
  assert.equal(shortAddress("1TaLkFrMwvbNsooF4ioKAY9EuxTBTjipT"), "1TaLkFrM…TjipT");
});

test("progress is what is left of what was started", () => {
  assert.equal(donePart(info({ tasks: 30, bad_files: 60, started_task_num: 120 })), 0.5);
  assert.equal(donePart(info({})), null);
  assert.equal(otherPeers(info({ peers: 5 })), 4);
  assert.equal(otherPeers(info({ peers: 0 })), 0);
});

test("size is compared with the limit in megabytes", () => {
  assert.equal(isTooLarge(info({ settings: { size: 10 * 1048576 } })), false);
  assert.equal(isTooLarge(info({ settings: { size: 10 * 1048576 + 1 } })), true);
  assert.equal(isNearLimit(info({ next_size_limit: 20 })), true);
});

test("a first visit says what it waits for", () => {
  const counts = trackerCounts({ a: { status: "announcing" }, b: { status: "error" }, c: { status: "announced" } });
  assert.deepEqual(counts, { announcing: 1, done: 1, failed: 1 });
  assert.match(waitingFor(null, counts), /Asking the node/);
  assert.match(waitingFor(info({ peers: 1, workers: 1 }), counts), /checking files/);
  assert.match(waitingFor(info({ content: {}, peers: 3 }), counts), /Connecting/);
  assert.match(waitingFor(info({ content: {}, peers: 0 }), counts), /trackers/);
  assert.match(waitingFor(info({ content: {}, peers: 0 }), trackerCounts({})), /Nobody/);
  assert.match(waitingFor(info({ settings: { serving: false } }), counts), /paused/);
});

test("a visit is idle when nobody is there to ask", () => {
  const nobody = { announcing: 0 };
  assert.equal(isIdle(info({ content: {}, peers: 0 }), nobody), true);
  assert.equal(isIdle(info({ content: {}, peers: 0 }), { announcing: 1 }), false);
  assert.equal(isIdle(info({ content: {}, peers: 2 }), nobody), false);
  assert.equal(isIdle(info({ peers: 9, settings: { serving: false } }), nobody), true);
});

test("a site is settled when its list is here and nothing is on its way", () => {
  assert.equal(isSettled(info({})), true);
  assert.equal(isSettled(info({ content: {} })), false);
  assert.equal(isSettled(info({ tasks: 1 })), false);
  assert.equal(isSettled(info({ settings: { size: 20 * 1048576 } })), false);
});

test("each state of a site has its sentence", () => {
  const say = (/** @type {any} */ more) => siteState(info(more), () => "now").text;
  assert.equal(say({}), "Changed now");
  assert.equal(say({ settings: { serving: false } }), "Paused: neither fetched nor shared");
  assert.match(say({ settings: { serving: true, size: 20 * 1048576 } }), /Open it to allow more/);
  assert.equal(say({ tasks: 5, started_task_num: 10 }), "Fetching 50 %");
  assert.match(say({ content: {}, peers: 0 }), /Nobody/);
  assert.match(say({ bad_files: 1 }), /^One file/);
  assert.match(say({ settings: { serving: true, unpublished: { "content.json": 1 } } }), /waits for someone/);
});

test("sites being fetched come first, then the latest change", () => {
  const sorted = inOrder([
    info({ address: "1Old", settings: { modified: 1 } }),
    info({ address: "1New", settings: { modified: 2 } }),
    info({ address: "1Busy", tasks: 1, settings: { modified: 0 } }),
  ]);
  assert.deepEqual(sorted.map((s) => s.address), ["1Busy", "1New", "1Old"]);
  assert.equal(siteTitle(info({ content: { title: " A " } })), "A");
  assert.equal(siteTitle(info({ content: {} })), "1A");
  assert.equal(hueOf("1A"), hueOf("1A"));
});

test("an unknown port is not called closed", () => {
  const facts = (/** @type {any} */ open) => nodeFacts({ ip_external: open, fileserver_port: 5 })[0].value;
  assert.equal(facts(null), "not known yet");
  assert.equal(facts(true), "yes, port 5");
  assert.equal(facts(false), "no");
  const off = { ip_external: null, reach: { state: "off" } };
  assert.equal(nodeFacts(off)[0].value, "no, by your setting");
});

test("only a port known to be closed comes with advice", () => {
  const reach = { state: "forward-port", text: "They can’t.", remedy: "Forward it." };
  assert.equal(reachHint({ ip_external: false, reach }), "They can’t. Forward it.");
  assert.equal(reachHint({ ip_external: false, reach, offline: true }), "");
  assert.equal(reachHint({ ip_external: true, reach }), "");
  assert.equal(reachHint({ ip_external: null, reach }), "");
  assert.equal(reachHint({ ip_external: false }), "");
});
