// @ts-check
/**
 * Whether others can reach the node, and what its person can do about it.
 *
 * @typedef {object} Reach
 * @property {'yes' | 'no' | 'unknown' | 'off'} answer
 * @property {{ key: string, values: string[] } | null} fix a text of `_locales` after `reach_`
 */

/** States of the node's `reach`, with the text that helps. */
const FIXES = new Map([
  ['forward-port', 'forward_port'],
  ['double-nat', 'double_nat'],
  ['port-taken', 'port_taken'],
  ['firewall', 'firewall'],
]);

/**
 * @param {any} status the node's counters
 * @returns {Reach}
 */
export function reach(status) {
  const { state, mapping, lanAddress } = status.reach ?? {};
  if (state === 'off') {
    return { answer: 'off', fix: null };
  }
  const key = FIXES.get(state);
  // A node of another version may know more states, or none.
  const answer = ['yes', 'no'].includes(status.reachable) ? status.reachable : 'unknown';
  if (!key || answer !== 'no') {
    return { answer, fix: null };
  }
  const off = key === 'forward_port' && mapping === 'off';
  return { answer, fix: { key: off ? 'forward_port_off' : key, values: [String(status.peerPort), lanAddress ?? ''] } };
}
