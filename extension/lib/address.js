// @ts-check
/**
 * Which site a page of the node belongs to. The node is the only parser of what people type; this
 * module only reads the node's own page addresses back, so that popup and badge know the site.
 *
 * A page lives on `http://<label>.localhost:PORT/` (the site's frame on `c.<label>.localhost`), or
 * on `http://127.0.0.1:PORT/<address or name>/` where label hosts are switched off. A label is a
 * name with `-` doubled and `.` turned into `-`, or the base32 of an address's 20 bytes.
 */

const NAME = /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z0-9]+$/;
const ADDRESS = /^[A-Za-z0-9]{26,35}$/;
const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';
const BASE58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

/** Where the node serves pages unless its bridge says otherwise. */
export const DEFAULT_UI_URL = 'http://127.0.0.1:43110/';

/**
 * The name or address of the site that a tab shows.
 *
 * @param {string | undefined} url of the tab
 * @param {string} uiUrl where the node serves pages, such as `http://127.0.0.1:43110/`
 * @returns {Promise<string | null>} null for every page that is not a site's
 */
export async function siteOfPage(url, uiUrl) {
  const page = parse(url);
  const ui = parse(uiUrl);
  if (!page || !ui || page.protocol !== 'http:' || page.port !== ui.port) {
    return null;
  }
  const host = page.hostname;
  if (host.endsWith('.localhost')) {
    return siteOfLabel(host.slice(0, -'.localhost'.length).replace(/^c\./, ''));
  }
  if (host !== ui.hostname && host !== '127.0.0.1' && host !== 'localhost' && host !== '[::1]') {
    return null;
  }
  const first = page.pathname.split('/')[1] ?? '';
  if (ADDRESS.test(first)) {
    return first;
  }
  return NAME.test(first.toLowerCase()) && /\.(bit|zite)$/i.test(first) ? first.toLowerCase() : null;
}

/**
 * The name or address that a host label stands for.
 *
 * @param {string} label
 * @returns {Promise<string | null>}
 */
export async function siteOfLabel(label) {
  if (/^[a-z2-7]{32}$/.test(label)) {
    return addressOf(hashOf(label));
  }
  const name = label.replaceAll('--', '\0').replaceAll('-', '.').replaceAll('\0', '-');
  return NAME.test(name) && labelOfName(name) === label ? name : null;
}

/**
 * The host label of a name.
 *
 * @param {string} name lower case
 */
export function labelOfName(name) {
  return name.replaceAll('-', '--').replaceAll('.', '-');
}

/**
 * Whether a launcher may hand the URL on: only what the redirect rules send there. Anything else
 * was put together by a page that tries to use the launcher.
 *
 * @param {string} url
 * @param {string} uiUrl
 */
export function mayLaunch(url, uiUrl) {
  const target = parse(url);
  if (!target || !/^https?:$/.test(target.protocol) || target.username || target.password) {
    return false;
  }
  const host = target.hostname;
  const ui = parse(uiUrl);
  return (
    /\.(bit|zite)$/.test(host) ||
    host === 'zero' ||
    /^[13][0-9a-z]{25,34}$/.test(host) ||
    (target.port === ui?.port && /^(127\.0\.0\.1|localhost|[a-z0-9-]+\.localhost)$/.test(host))
  );
}

/**
 * @param {string | undefined} url
 * @returns {URL | null}
 */
function parse(url) {
  try {
    return url ? new URL(url) : null;
  } catch {
    return null;
  }
}

/** @param {string} label 32 characters of base32 */
function hashOf(label) {
  let number = 0n;
  for (const character of label) {
    number = (number << 5n) | BigInt(BASE32.indexOf(character));
  }
  return Uint8Array.from({ length: 20 }, (_, i) => Number((number >> BigInt(8 * (19 - i))) & 255n));
}

/** @param {Uint8Array} hash the 20 bytes of an address of version 0 */
async function addressOf(hash) {
  const payload = Uint8Array.of(0, ...hash);
  const once = await crypto.subtle.digest('SHA-256', payload);
  const check = new Uint8Array(await crypto.subtle.digest('SHA-256', once)).slice(0, 4);
  const bytes = Uint8Array.of(...payload, ...check);
  let number = bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  let text = '';
  for (; number > 0n; number /= 58n) {
    text = BASE58[Number(number % 58n)] + text;
  }
  const zeros = bytes.findIndex((byte) => byte !== 0);
  return '1'.repeat(zeros) + text;
}
