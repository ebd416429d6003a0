// @ts-check
/**
 * What the launcher's own address asks for. The redirect rules can only paste text, so the URL
 * behind `u=` and `from=` is raw and reaches to the end, fragment included.
 *
 * @typedef {{ kind: 'url' | 'text', text: string, from: string | null }} Launch `from` is the
 *   search that was caught, to go back to
 */

/**
 * @param {string} href of the launcher page
 * @returns {Launch | null} null when it asks for nothing
 */
export function launchOf(href) {
  const query = href.slice(href.indexOf('?') + 1);
  if (!href.includes('?')) {
    return null;
  }
  if (query.startsWith('u=')) {
    return { kind: 'url', text: query.slice(2), from: null };
  }
  const typed = /^q=([^&]*)(?:&from=(.*))?$/s.exec(query);
  if (!typed) {
    return null;
  }
  const text = decoded(typed[1]);
  const from = typed[2] && /^https?:\/\//.test(typed[2]) ? typed[2] : null;
  return text ? { kind: 'text', text, from } : null;
}

/** @param {string} text */
function decoded(text) {
  try {
    return decodeURIComponent(text.replaceAll('+', ' ')).trim();
  } catch {
    return null;
  }
}
