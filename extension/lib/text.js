// @ts-check
/** Numbers, sizes, times and addresses as people read them, in the browser's language. */

const UNITS = ['kilobyte', 'megabyte', 'gigabyte', 'terabyte'];

/**
 * A size with its unit: three digits are enough.
 *
 * @param {number} bytes
 * @param {string} [locale]
 */
export function size(bytes, locale) {
  let value = Math.max(0, bytes) / 1000;
  let unit = 0;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: UNITS[unit],
    unitDisplay: 'short',
    maximumFractionDigits: value < 10 ? 1 : 0,
  }).format(value);
}

/**
 * @param {number} value
 * @param {string} [locale]
 */
export function number(value, locale) {
  return new Intl.NumberFormat(locale).format(value);
}

/** @type {[Intl.RelativeTimeFormatUnit, number][]} seconds in each */
const SPANS = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/**
 * A time as its distance from now.
 *
 * @param {number} seconds since 1970
 * @param {number} now seconds since 1970
 * @param {string} [locale]
 */
export function ago(seconds, now, locale) {
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const distance = seconds - now;
  for (const [unit, length] of SPANS) {
    if (Math.abs(distance) >= length) {
      return format.format(Math.round(distance / length), unit);
    }
  }
  return format.format(0, 'minute');
}

/**
 * Cuts a long word in the middle; its ends are what people compare.
 *
 * @param {string} text
 * @param {number} [most] characters that may stay
 */
export function cut(text, most = 17) {
  if (text.length <= most) {
    return text;
  }
  const tail = Math.floor((most - 1) / 3);
  return `${text.slice(0, most - 1 - tail)}…${text.slice(-tail)}`;
}

/**
 * Host and kind of a peer's address. The port says nothing to a person; it stays in the title.
 *
 * @param {string} address `203.0.113.24:15441`, `[2001:db8::1]:15441`, `label.onion:80`
 * @returns {{ host: string, kind: 'ip' | 'tor' | 'lan' }}
 */
export function peer(address) {
  const host = address.replace(/:\d+$/, '').replace(/^\[|]$/g, '');
  if (host.endsWith('.onion')) {
    return { host: cut(host.slice(0, -'.onion'.length), 20), kind: 'tor' };
  }
  const local = /^(127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.|::1$|f[cd]|fe80:)/i;
  return { host: cut(host, 24), kind: local.test(host) ? 'lan' : 'ip' };
}
