// @ts-check
/**
 * What the extension knows of the node, as a pure state machine: `next(state, event)`.
 *
 * @typedef {'unknown' | 'connecting' | 'starting' | 'running' | 'down' | 'no-host' | 'broken' |
 *   'mismatch'} Phase
 * @typedef {object} NodeState
 * @property {Phase} phase
 * @property {string} uiUrl where the node serves pages, or did last
 * @property {string} version of the node, empty while unknown
 * @property {number} protocol of the node's bridge, 0 while unknown
 * @property {number} elapsed milliseconds the node has been starting
 * @property {string} reason a sentence that says why it is not running, may be empty
 * @property {number} failures connections lost in a row
 * @property {object | null} status the node's counters
 *
 * @typedef {{ type: 'connecting' } | { type: 'starting', elapsed: number } | { type: 'down',
 *   reason?: string } | { type: 'hello', answer: any } | { type: 'disconnected', message: string } |
 *   { type: 'status', status: any }} NodeEvent
 */

import { DEFAULT_UI_URL } from './address.js';

/** Version of the messages this extension speaks. */
export const PROTOCOL = 1;

/** Pauses before connecting to the native host again, in milliseconds; the last one repeats. */
export const BACK_OFF = [1_000, 2_000, 5_000, 30_000];

/** @type {NodeState} */
export const UNKNOWN = Object.freeze({
  phase: 'unknown',
  uiUrl: DEFAULT_UI_URL,
  version: '',
  protocol: 0,
  elapsed: 0,
  reason: '',
  failures: 0,
  status: null,
});

/**
 * @param {NodeState} state
 * @param {NodeEvent} event
 * @returns {NodeState}
 */
export function next(state, event) {
  switch (event.type) {
    case 'connecting':
      return state.phase === 'running' ? state : { ...state, phase: 'connecting' };
    case 'starting':
      return { ...state, phase: 'starting', elapsed: event.elapsed, reason: '' };
    case 'down':
      return {
        ...state,
        phase: 'down',
        status: null,
        elapsed: 0,
        failures: 0,
        // The host says "down" once more after it said why a start failed.
        reason: event.reason ?? (state.phase === 'down' ? state.reason : ''),
      };
    case 'hello':
      return greeted(state, event.answer);
    case 'status':
      return state.phase === 'running' ? { ...state, status: event.status } : state;
    case 'disconnected':
      return {
        ...state,
        phase: causeOf(event.message),
        status: null,
        failures: state.failures + 1,
        reason: event.message,
      };
  }
}

/**
 * @param {NodeState} state
 * @param {any} answer
 * @returns {NodeState}
 */
function greeted(state, answer) {
  return {
    ...state,
    phase: answer.protocol === PROTOCOL ? 'running' : 'mismatch',
    protocol: Number(answer.protocol) || 0,
    version: String(answer.nodeVersion ?? ''),
    uiUrl: isLoopback(answer.uiUrl) ? answer.uiUrl : state.uiUrl,
    elapsed: 0,
    failures: 0,
    reason: '',
  };
}

/**
 * Why the browser closed the port, by what each browser says then.
 *
 * @param {string} message
 * @returns {Phase}
 */
export function causeOf(message) {
  if (/not found|forbidden|No such native application|Invalid native messaging host/i.test(message)) {
    return 'no-host';
  }
  return 'broken';
}

/**
 * How long to wait before the next connection.
 *
 * @param {number} failures in a row
 */
export function pauseAfter(failures) {
  return BACK_OFF[Math.min(Math.max(failures, 1), BACK_OFF.length) - 1];
}

/**
 * Whether to start the node when the browser starts: not when its person stopped it.
 *
 * @param {{ startWithBrowser: boolean, stoppedByPerson: boolean }} settings
 */
export function startsWithBrowser(settings) {
  return settings.startWithBrowser && !settings.stoppedByPerson;
}

/**
 * Which icon the button has.
 *
 * @param {Phase} phase
 * @returns {'on' | 'off' | 'attention'}
 */
export function iconOf(phase) {
  if (phase === 'running') {
    return 'on';
  }
  return phase === 'no-host' || phase === 'broken' || phase === 'mismatch' ? 'attention' : 'off';
}

/**
 * The text on the button for a tab.
 *
 * @param {Phase} phase
 * @param {{ peerCount?: number } | null | undefined} site of the tab
 */
export function badgeOf(phase, site) {
  if (phase !== 'running' || !site || typeof site.peerCount !== 'number') {
    return '';
  }
  return site.peerCount > 999 ? '999+' : String(site.peerCount);
}

/**
 * Pages are served from this computer; an answer that says otherwise is not followed.
 *
 * @param {unknown} url
 */
function isLoopback(url) {
  try {
    const { protocol, hostname } = new URL(String(url));
    return protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
  } catch {
    return false;
  }
}
