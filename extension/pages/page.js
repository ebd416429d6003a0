// @ts-check
/** What popup, launcher, options and setup share: texts, asking the background, small DOM tools. */

import { PROTOCOL } from '../lib/state.js';

/**
 * @param {string} key of `_locales`
 * @param {...string} values
 */
export function say(key, ...values) {
  return chrome.i18n.getMessage(key, values) || key;
}

/** Fills every `data-say` with its text and every `data-say-label` with its accessible name. */
export function speak() {
  document.documentElement.lang = chrome.i18n.getUILanguage();
  document.documentElement.dir = chrome.i18n.getMessage('@@bidi_dir') || 'ltr';
  for (const element of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-say]'))) {
    element.textContent = say(element.dataset.say ?? '');
  }
  for (const element of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-say-label]'))) {
    const text = say(element.dataset.sayLabel ?? '');
    element.setAttribute('aria-label', text);
    if (element instanceof HTMLInputElement) {
      element.placeholder = text;
    } else {
      element.title = text;
    }
  }
}

/**
 * Asks the background.
 *
 * @param {string} what
 * @param {object} [fields]
 * @returns {Promise<any>} rejects with an error that has a `code`
 */
export async function ask(what, fields = {}) {
  const answer = await chrome.runtime.sendMessage({ do: what, ...fields });
  if (answer?.error) {
    throw Object.assign(new Error(answer.error.message), { code: answer.error.code });
  }
  return answer;
}

/**
 * The element with the id.
 *
 * @param {string} id
 * @returns {HTMLElement}
 */
export function $(id) {
  const element = document.getElementById(id);
  if (!element) {
    throw new Error(`There is no element ${id}`);
  }
  return element;
}

/**
 * Makes an element. Text is always text, never markup: titles come from strangers.
 *
 * @param {string} tag
 * @param {string} className
 * @param {string | Node} [content]
 * @param {Record<string, string>} [attributes]
 */
export function make(tag, className, content = '', attributes = {}) {
  const element = document.createElement(tag);
  element.className = className;
  element.append(content);
  for (const [name, value] of Object.entries(attributes)) {
    element.setAttribute(name, value);
  }
  return element;
}

/**
 * Shows an element or not.
 *
 * @param {string} id
 * @param {boolean} visible
 */
export function show(id, visible) {
  $(id).hidden = !visible;
}

/**
 * Sets a text only where it differs, so that screen readers and selections are left in peace.
 *
 * @param {string} id
 * @param {string} text
 * @param {string} [title]
 */
export function write(id, text, title) {
  const element = $(id);
  if (element.textContent !== text) {
    element.textContent = text;
  }
  if (title !== undefined && element.title !== title) {
    element.title = title;
  }
}

/**
 * What to do about a node that doesn't run: a heading, an explanation, a button.
 *
 * @param {import('../lib/state.js').NodeState} node
 * @returns {{ heading: string, text: string, button: string, action: string } | null} null when all is well
 */
export function remedy(node) {
  switch (node.phase) {
    case 'down':
      return {
        heading: say(node.reason ? 'startFailedHeading' : 'downHeading'),
        text: node.reason || say('downText'),
        button: say('start'),
        action: 'start',
      };
    case 'no-host':
      return { heading: say('noHostHeading'), text: say('noHostText'), button: say('setUp'), action: 'setup' };
    case 'broken':
      return { heading: say('brokenHeading'), text: say('brokenText'), button: say('retry'), action: 'retry' };
    case 'mismatch':
      // An older node is probably still running since before an update; a newer one wants a newer us.
      return node.protocol < PROTOCOL
        ? {
            heading: say('mismatchHeading'),
            text: say('nodeOlderText', node.version),
            button: say('restart'),
            action: 'restart',
          }
        : {
            heading: say('mismatchHeading'),
            text: say('nodeNewerText', node.version),
            button: say('reload'),
            action: 'reload',
          };
    default:
      return null;
  }
}

/**
 * Does what a remedy's button says.
 *
 * @param {string} action
 */
export async function act(action) {
  if (action === 'setup') {
    await chrome.tabs.create({ url: chrome.runtime.getURL('setup.html') });
  } else if (action === 'reload') {
    chrome.runtime.reload();
  } else {
    await ask(action);
  }
}
