// @ts-check
// The node's start page: the sites of this device, live.

import { element, onRealClick } from "./dialogs.js";
import { otherPeers } from "./progress.js";
import { hueOf, inOrder, nodeFacts, reachHint, siteState, siteTitle } from "./sites.js";
import { Socket } from "./socket.js";
import { ago, bytes, count, shortAddress } from "./text.js";

const RECONNECT_AFTER = 2000;
const MINUTE = 60000;

const bootElement = /** @type {HTMLElement} */ (document.getElementById("boot"));
let keys = JSON.parse(bootElement.textContent ?? "{}");
bootElement.remove();

const byId = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
/** @type {Map<string, any>} */
const sites = new Map();
/** @type {Map<string, string>} */
const urls = new Map();
let drawing = false;

const node = new Socket(onPush, onClosed);
void connect();
setInterval(look, MINUTE);

async function connect() {
  try {
    await node.open("ws://" + location.host + "/ZeroNet-Internal/Websocket?key=" + keys.wrapper);
  } catch {
    return; // onClosed tries again
  }
  void node.ask("channelJoinAllsite", { channel: "siteChanged" });
  const [server, list] = await Promise.all([
    node.ask("serverInfo"),
    node.ask("siteList", { connecting_sites: true }),
  ]);
  sites.clear();
  for (const info of list) sites.set(info.address, info);
  await Promise.all(list.map((/** @type {any} */ info) => learnUrl(info.address)));
  showServer(server);
  draw();
}

function onClosed() {
  byId("dot").className = "dot off";
  byId("state").textContent = "Stopped";
  byId("stopped").hidden = false;
  setTimeout(renew, RECONNECT_AFTER);
}

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

/** @param {string} address */
async function learnUrl(address) {
  if (urls.has(address)) return;
  const url = await node.ask("pageUrl", { address });
  if (typeof url === "string") urls.set(address, url);
}

/** @param {any} message */
async function onPush(message) {
  if (message.cmd === "setServerInfo") showServer(message.params);
  if (message.cmd !== "setSiteInfo") return;
  const info = message.params;
  if (info.event?.[0] === "deleted") {
    sites.delete(info.address);
  } else {
    sites.set(info.address, info);
    await learnUrl(info.address);
  }
  drawSoon();
}

/** Many changes of one moment are drawn once. */
function drawSoon() {
  if (drawing) return;
  drawing = true;
  requestAnimationFrame(() => {
    drawing = false;
    draw();
  });
}

/** @param {any} server */
function showServer(server) {
  byId("facts").replaceChildren(...nodeFacts(server).map((fact) => {
    const row = element("tr");
    row.append(element("td", "", fact.name), element("td", fact.mark, fact.value));
    return row;
  }));
  const hint = reachHint(server);
  byId("reach").textContent = hint;
  byId("reach").hidden = hint === "";
}

/** Whether others can come in is found out while the page is open. */
async function look() {
  if (node.isOpen) showServer(await node.ask("serverInfo"));
  draw();
}

function draw() {
  const list = inOrder([...sites.values()]);
  const active = document.activeElement;
  const focused = active?.closest("[data-address]")?.getAttribute("data-address");
  byId("sites").replaceChildren(...list.map(siteRow));
  byId("empty").hidden = list.length > 0;
  byId("total").textContent = list.length === 0 ? "" : bytes(list.reduce((sum, s) => sum + (s.settings.size || 0), 0));
  if (node.isOpen) {
    const peers = list.reduce((sum, s) => sum + otherPeers(s), 0);
    byId("dot").className = "dot";
    byId("stopped").hidden = true;
    byId("state").textContent = "Running · " + count(list.length, "site", "sites") + " · " + count(peers, "peer", "peers");
  }
  if (focused) {
    /** @type {HTMLElement | null} */ (document.querySelector(
      '[data-address="' + focused + '"] ' + (active?.matches("button") ? "button" : "a")))?.focus();
  }
}

/** @param {any} info */
function siteRow(info) {
  const title = siteTitle(info);
  const state = siteState(info, ago);
  const row = element("li", info.settings.serving ? "site" : "site paused");
  row.dataset.address = info.address;
  const icon = element("div", "icon", [...title][0]?.toUpperCase() ?? "?");
  icon.style.setProperty("--hue", String(hueOf(info.address)));
  icon.setAttribute("aria-hidden", "true");
  const middle = element("div");
  const line = element("div", "row");
  const link = element("a", "cut", title);
  link.href = urls.get(info.address) ?? "#";
  line.append(link);
  if (info.settings.own) line.append(element("span", "pill", "yours"));
  const address = element("span", "mono soft cut", shortAddress(info.address));
  address.title = info.address;
  line.append(address);
  const what = element("span", "soft cut what" + (state.warn ? " warn" : ""), state.text);
  middle.append(line, what);
  if (state.part !== null) {
    const bar = element("div", "bar");
    const done = element("i");
    done.style.inlineSize = Math.round(state.part * 100) + "%";
    bar.append(done);
    middle.append(bar);
  }
  const numbers = element("div", "numbers");
  numbers.append(
    element("div", "", count(otherPeers(info), "peer", "peers")),
    element("div", "", bytes(info.settings.size || 0)));
  row.append(icon, middle, numbers, pauseButton(info, title));
  return row;
}

/**
 * @param {any} info
 * @param {string} title
 */
function pauseButton(info, title) {
  const running = info.settings.serving;
  const button = element("button", "plain", running ? "Pause" : "Resume");
  button.title = running
    ? "Stop fetching and sharing this site; what is here stays"
    : "Fetch and share this site again";
  button.setAttribute("aria-label", (running ? "Pause " : "Resume ") + title);
  onRealClick(button, () => void node.ask(running ? "sitePause" : "siteResume", { address: info.address }));
  return button;
}

byId("open").addEventListener("submit", async (event) => {
  event.preventDefault();
  const text = /** @type {HTMLInputElement} */ (byId("text")).value;
  byId("problem").textContent = "";
  if (text.trim() === "") return;
  const result = await node.ask("pageOpen", { text });
  if (typeof result === "string") location.href = result;
  else byId("problem").textContent = result?.error ?? "This can’t be opened.";
});
