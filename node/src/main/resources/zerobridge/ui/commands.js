// @ts-check
// The commands of a site's page that the wrapper answers itself; all others go to the node, on the
// site's own connection.

import { plain } from "./text.js";
import { historyUrl, reloadUrl, windowUrl } from "./urls.js";

/**
 * @typedef {object} Wrapper
 * @property {import("./frame.js").Frame} frame
 * @property {import("./dialogs.js").Dialogs} dialogs
 * @property {import("./socket.js").Socket} node
 * @property {any} boot
 * @property {any} siteInfo
 * @property {boolean} titleChosen
 * @property {() => void} innerReady
 */

/** @typedef {{params: any, id: any, answer: (result: any) => void}} Call */

/** @type {Map<string, Notification>} */
const shown = new Map();

/**
 * @param {any} params
 * @param {number} index
 * @returns {any} a list's element, or the bare value as first one
 */
function param(params, index) {
  if (Array.isArray(params)) return params[index];
  return index === 0 ? params : undefined;
}

/** @type {Record<string, (wrapper: Wrapper, call: Call) => void>} */
const COMMANDS = {
  innerReady: (wrapper) => wrapper.innerReady(),
  innerLoaded: (wrapper) => location.hash && wrapper.frame.follow(location.hash),
  wrapperInnerLoaded: (wrapper) => location.hash && wrapper.frame.follow(location.hash),

  wrapperNotification: (wrapper, { params, id }) =>
    void wrapper.dialogs.notice(
      "notification-" + id, String(param(params, 0)), param(params, 1), Number(param(params, 2)) || 0),

  wrapperConfirm: (wrapper, { params, id, answer }) => {
    const captions = param(params, 1) ?? "OK";
    const list = (Array.isArray(captions) ? captions : [captions]).map(String);
    wrapper.dialogs.confirm("notification-" + id, param(params, 0), list, answer);
  },

  wrapperPrompt: (wrapper, { params, id, answer }) =>
    wrapper.dialogs.prompt(
      "notification-" + id,
      param(params, 0),
      {
        type: String(param(params, 1) ?? "text"),
        caption: String(param(params, 2) ?? "OK"),
        placeholder: String(param(params, 3) ?? ""),
      },
      answer),

  wrapperProgress: (wrapper, { params }) =>
    wrapper.dialogs.progress("progress-" + param(params, 0), param(params, 1), Number(param(params, 2))),

  wrapperSetViewport: (wrapper, { params }) => {
    const meta = /** @type {HTMLMetaElement} */ (document.getElementById("viewport"));
    meta.content = String(param(params, 0));
  },

  wrapperSetTitle: (wrapper, { params }) => {
    wrapper.titleChosen = true;
    document.title = String(param(params, 0));
  },

  wrapperReload: (wrapper, { params }) => {
    const post = param(params, 0);
    if (typeof post === "string" && post !== "") location.href = reloadUrl(location.href, post);
    else location.reload();
  },

  wrapperGetLocalStorage: async (wrapper, { answer }) =>
    answer(await wrapper.node.ask("pageStorageGet")),

  wrapperSetLocalStorage: async (wrapper, { params, answer }) => {
    const result = await wrapper.node.ask("pageStorageSet", { value: params });
    if (result?.error) wrapper.dialogs.notice("page-storage", "error", plain(result.error));
    answer(undefined);
  },

  wrapperPushState: (wrapper, { params }) =>
    history.pushState(param(params, 0), "", historyUrl(location, param(params, 2))),

  wrapperReplaceState: (wrapper, { params }) =>
    history.replaceState(param(params, 0), "", historyUrl(location, param(params, 2))),

  wrapperGetState: (wrapper, { answer }) => answer(history.state),

  // Sites have their own origin here, so their requests need no key; libraries ask nevertheless.
  wrapperGetAjaxKey: (wrapper, { answer }) => answer(wrapper.boot.ajaxKey),

  wrapperOpenWindow: (wrapper, { params }) => {
    const url = windowUrl(param(params, 0), wrapper.frame.url ?? location.href);
    if (url === null) return;
    const target = String(param(params, 1) ?? "_blank");
    if (target === "_self" || target === "_top") location.href = url;
    else window.open(url, "_blank", "noopener,noreferrer");
  },

  wrapperPermissionAdd: async (wrapper, { params, id, answer }) => {
    const permission = String(param(params, 0));
    if (wrapper.siteInfo?.settings?.permissions?.includes(permission)) return;
    const details = await wrapper.node.ask("permissionDetails", [permission]);
    const question = "This site asks for the permission " + permission + ".";
    wrapper.dialogs.confirm(
      "notification-" + id,
      plain(typeof details === "string" && details ? question + " " + details : question),
      ["Grant"],
      async () => answer(await wrapper.node.ask("permissionAdd", [permission])));
  },

  wrapperRequestFullscreen: (wrapper) =>
    void wrapper.frame.element.requestFullscreen?.().catch(() => {}),

  wrapperWebNotification: async (wrapper, { params, answer }) => {
    if (!("Notification" in window)) return answer({ error: "This browser has no notifications" });
    const allowed = Notification.permission === "granted"
      || (await Notification.requestPermission()) === "granted";
    if (!allowed) return answer({ error: "Notifications are turned off for this site" });
    const [title, id, options] = [param(params, 0), String(param(params, 1)), param(params, 2) ?? {}];
    const notification = new Notification(String(title), { body: String(options.body ?? ""), tag: id });
    shown.set(id, notification);
    notification.onclick = () => {
      wrapper.frame.send({ cmd: "webNotificationClick", params: { id } });
      if (options.focus_tab !== false) window.focus();
    };
    notification.onclose = () => {
      shown.delete(id);
      wrapper.frame.send({ cmd: "webNotificationClose", params: { id } });
    };
    answer("ok");
  },

  wrapperCloseWebNotification: (wrapper, { params }) => void shown.get(String(param(params, 0)))?.close(),
};

/**
 * Runs a command that belongs to the wrapper.
 * @param {Wrapper} wrapper
 * @param {any} message from the frame
 * @returns {boolean} false if the node has to answer it
 */
export function runLocally(wrapper, message) {
  if (!Object.hasOwn(COMMANDS, message.cmd)) return false;
  // The id goes back as it came: some libraries count only after their first message.
  const answer = (/** @type {any} */ result) =>
    wrapper.frame.send({ cmd: "response", to: message.id, result });
  COMMANDS[message.cmd](wrapper, { params: message.params, id: message.id, answer });
  return true;
}
