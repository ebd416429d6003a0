// @ts-check
// The page around a site. It has its own privileged connection to the node; the framed site has
// another one with only the site's rights, and the two never mix.

import { runLocally } from "./commands.js";
import { Dialogs } from "./dialogs.js";
import { Frame } from "./frame.js";
import { Loading } from "./loading.js";
import { isNearLimit, isSettled, isTooLarge } from "./progress.js";
import { Socket } from "./socket.js";
import { bytes, plain } from "./text.js";

const RECONNECT_AFTER = [500, 1000, 2000, 4000, 8000];
const MEGABYTE = 1024 * 1024;

const bootElement = /** @type {HTMLElement} */ (document.getElementById("boot"));
const boot = JSON.parse(bootElement.textContent ?? "{}");
bootElement.remove();

const byId = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
const dialogs = new Dialogs(byId("notices"));
let keys = { wrapper: boot.wrapperKey, frame: boot.frameKey };
let attempts = 0;
let greeted = false;
/** Which question about room was asked: a second one comes only when it grew worse. */
let limitAsked = "";
let frameFailed = false;
/** @type {number | undefined} version of the site whose page came in while this one waited */
let shownVersion;

const node = new Socket(onNodeMessage, onClosed);
const siteSocket = new Socket((message) => frame.send(message), onClosed);
const frame = new Frame(boot, onFrameMessage);
const loading = new Loading(byId("loading"), boot, {
  setLimit,
  retry: () => void node.ask("siteUpdate", { address: boot.address, announce: true }),
  resume,
});

const wrapper = {
  frame,
  dialogs,
  node,
  boot,
  siteInfo: /** @type {any} */ (null),
  titleChosen: false,
  innerReady() {
    frame.markReady();
    frameFailed = false;
    greet();
  },
};

start();

function start() {
  if (window.self !== window.top) return;
  if (boot.backgroundColor) frame.element.style.backgroundColor = boot.backgroundColor;
  /** @type {HTMLAnchorElement} */ (byId("home")).href = boot.home;
  if (boot.showLoading) loading.show();
  frame.element.addEventListener("load", onFrameLoad);
  frame.load(boot.nonce);
  document.body.prepend(frame.element);
  window.addEventListener("hashchange", () => frame.follow(location.hash));
  window.addEventListener("popstate", (event) =>
    frame.send({ cmd: "wrapperPopState", params: { href: location.href, state: event.state } }));
  void connect();
}

/** @param {string} key */
function socketUrl(key) {
  return "ws://" + location.host + "/ZeroNet-Internal/Websocket?key=" + key;
}

async function connect() {
  try {
    await Promise.all([node.open(socketUrl(keys.wrapper)), siteSocket.open(socketUrl(keys.frame))]);
  } catch {
    return; // onClosed tries again
  }
  if (attempts > 0) dialogs.notice("connection", "done", "The connection to ZeroBridge is back.", 5000);
  attempts = 0;
  greet();
  void node.ask("channelJoin", { channels: ["announcerChanged"] });
  void node.ask("announcerInfo").then((info) => loading.announcerInfo(info));
  await refresh();
}

/** One of the two connections ended: both are made anew, with new keys. */
function onClosed() {
  node.close();
  siteSocket.close();
  if (greeted) frame.send({ cmd: "wrapperClosedWebsocket", params: {} });
  greeted = false;
  const wait = RECONNECT_AFTER[Math.min(attempts, RECONNECT_AFTER.length - 1)];
  if (attempts++ === 1) {
    dialogs.notice("connection", "error", "ZeroBridge doesn't answer. This page goes on as soon as it runs again.");
  }
  setTimeout(renew, wait);
}

/** Keys live as long as the node; after a restart the page asks for new ones. */
async function renew() {
  try {
    const response = await fetch("/ZeroNet-Internal/Session", { method: "POST" });
    if (!response.ok) throw new Error("refused");
    keys = await response.json();
  } catch {
    onClosed();
    return;
  }
  await connect();
}

/** Tells the site once per connection that it can talk to the node. */
function greet() {
  if (greeted || !frame.isReady || !siteSocket.isOpen) return;
  greeted = true;
  frame.send({ cmd: "wrapperOpenedWebsocket", params: {} });
}

async function onFrameLoad() {
  // While the first visit goes on, a frame that doesn't speak has loaded the reason why there is no
  // page; one that speaks is the page itself, faster than the news of its file.
  frameFailed = loading.isShown && !frame.isReady;
  if (!frame.isReady) frame.send({ cmd: "wrapperReady", params: {} });
  if (node.isOpen) await refresh();
}

/** Asks how the site is, and whether the page itself is here. */
async function refresh() {
  onSiteInfo(await node.ask("siteInfo", { file_status: boot.innerPath }), false);
}

/** @param {any} message */
function onFrameMessage(message) {
  if (runLocally(wrapper, message)) return;
  if (!Number.isFinite(message.id)) {
    console.warn("A command without a number can't be answered:", message.cmd);
    return;
  }
  siteSocket.send({ cmd: message.cmd, params: message.params, id: message.id, to: message.to, result: message.result });
}

/** @type {Record<string, (params: any, id: number) => void>} */
const pushes = {
  notification(params, id) {
    const [kind, text, timeout] = params;
    const [name, own] = splitKind(String(kind));
    dialogs.notice(own ?? "push-" + id, name, plain(text), timeout);
  },
  progress: ([id, text, percent]) => dialogs.progress("progress-" + id, plain(text), percent),
  error: (text) => void dialogs.notice("error", "error", plain(text)),
  confirm([text, captions], id) {
    const list = (Array.isArray(captions) ? captions : [captions ?? "OK"]).map(String);
    dialogs.confirm("push-" + id, plain(text), list, (button) => answer(id, button));
  },
  prompt([text, type, caption, placeholder], id) {
    const look = { type: type ?? "text", caption: caption ?? "OK", placeholder: placeholder ?? "" };
    dialogs.prompt("push-" + id, plain(text), look, (value) => answer(id, value));
  },
  chooseCertificate: (choice, id) =>
    dialogs.certificates("certificates", choice, (domain) => answer(id, domain)),
  setSiteInfo: (info) => info.address === boot.address && onSiteInfo(info, true),
  setAnnouncerInfo: (info) => info.address === boot.address && loading.announcerInfo(info),
  redirect: (url) => void (location.href = url),
};

/** @param {string} kind as in `done` or `mine-done` */
function splitKind(kind) {
  const dash = kind.lastIndexOf("-");
  return dash < 0 ? [kind, null] : [kind.slice(dash + 1), kind.slice(0, dash)];
}

/** @param {any} message */
function onNodeMessage(message) {
  if (Object.hasOwn(pushes, message.cmd)) pushes[message.cmd](message.params, message.id);
}

/**
 * @param {number} to
 * @param {any} result
 */
function answer(to, result) {
  node.send({ cmd: "response", to, result, id: 0 });
}

/**
 * @param {any} info
 * @param {boolean} isNews false for an answer to our own question, which also says `file_done`
 */
function onSiteInfo(info, isNews) {
  wrapper.siteInfo = info;
  if (!wrapper.titleChosen && info.content?.title) document.title = info.content.title;
  const wasShown = loading.isShown;
  loading.siteInfo(info);
  const [event, value] = info.event ?? [];
  const pageArrived = event === "file_done" && value === boot.innerPath;
  if (pageArrived && (wasShown || frameFailed)) {
    loading.hide();
    shownVersion = info.content?.modified;
    // A frame that gave up earlier shows its reason; the page is here now.
    if (frameFailed) void reloadFrame();
  } else if (wasShown && frameFailed && !isNews && isSettled(info)) {
    // The site is here, this page of it is not: the frame says why.
    loading.hide();
  } else if (!wasShown && pageArrived && isNews && info.content?.modified !== shownVersion) {
    const body = dialogs.notice("new-version", "info", "There is a new version of this page.");
    const reload = document.createElement("button");
    reload.textContent = "Show it";
    reload.addEventListener("click", () => location.reload());
    body.append(" ", reload);
  }
  if (!loading.isShown) askForRoom(info);
}

/** @param {any} info */
function askForRoom(info) {
  const large = isTooLarge(info);
  if (limitAsked === (large ? "large" : "near") || (!large && limitAsked !== "")) return;
  if (!large && (location.search !== "" || !isNearLimit(info))) return;
  limitAsked = large ? "large" : "near";
  const size = bytes(info.next_size_limit * MEGABYTE);
  const text = large
    ? "This site is larger than the " + bytes(info.size_limit * MEGABYTE) + " it may take."
    : "This site will soon need more than the " + bytes(info.size_limit * MEGABYTE) + " it may take.";
  dialogs.confirm("size-limit", text, ["Allow " + size], () => setLimit(info.next_size_limit));
}

async function resume() {
  await node.ask("siteResume", { address: boot.address });
  await reloadFrame();
}

/** @param {number} megabytes */
async function setLimit(megabytes) {
  const result = await node.ask("siteSetLimit", [megabytes]);
  if (result !== "ok") {
    dialogs.notice("size-limit", "error", plain(result?.error ?? "The limit could not be set."));
    return;
  }
  limitAsked = "";
  if (loading.isShown) await reloadFrame();
}

async function reloadFrame() {
  frameFailed = false;
  greeted = false;
  frame.load(await node.ask("serverGetWrapperNonce"));
}
