"use strict";

// Talks to the node the way every zite does: messages to the wrapper, answers by id.
const nonce = new URLSearchParams(location.search).get("wrapper_nonce");
const waiting = new Map();
let lastId = 0;

function ask(cmd, params = {}) {
  const id = ++lastId;
  parent.postMessage({ cmd, params, id, wrapper_nonce: nonce }, "*");
  return new Promise((answer) => waiting.set(id, answer));
}

const text = (id, value) => { document.getElementById(id).textContent = value; };

function show(info) {
  text("address", info.address);
  text("peers", info.peers === 1 ? "1, this one" : `${info.peers.toLocaleString()}, this one included`);
  text("size", `${(info.settings.size / 1000).toLocaleString(undefined, { maximumFractionDigits: 1 })} kB in ${info.content.files} files`);
  text("signed", new Date(info.content.modified * 1000).toLocaleString());
  text("you", info.auth_address ?? "nobody yet");
}

addEventListener("message", (event) => {
  const message = event.data;
  if (message.cmd === "response") {
    waiting.get(message.to)?.(message.result);
    waiting.delete(message.to);
  } else if (message.cmd === "wrapperReady" || message.cmd === "wrapperOpenedWebsocket") {
    ask("siteInfo").then(show);
  } else if (message.cmd === "setSiteInfo") {
    show(message.params);
  } else if (message.cmd === "ping") {
    parent.postMessage({ cmd: "response", to: message.id, result: "pong", wrapper_nonce: nonce }, "*");
  }
});

parent.postMessage({ cmd: "innerReady", params: {}, id: ++lastId, wrapper_nonce: nonce }, "*");
