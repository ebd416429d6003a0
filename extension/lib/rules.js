// @ts-check
/**
 * The redirect rules. Names never reach the network: the browser's own rule engine turns them into
 * the node's address before anything is sent, keeps `#fragments`, and needs no awake worker.
 *
 * Two sets are on duty:
 *
 * - **launcher rules** (dynamic, kept over restarts) send names to `open.html`, which starts the
 *   node if need be, asks it where the page is, and goes there;
 * - **direct rules** (kept until the browser ends, of higher priority) exist only while the node is known to
 *   run, and skip the launcher.
 *
 * So a browser that starts before the node finds the launcher instead of a refused connection.
 * Regular expressions are RE2 of at most 2 KB compiled; one bad rule would reject them all.
 */

/** @typedef {{ searches: boolean, hosts: boolean }} Grants what the person allowed beyond names */
/** @typedef {chrome.declarativeNetRequest.Rule} Rule */

const NAME = '((?:[a-z0-9-]+\\.)+(?:bit|zite))';
const PORT = '(?::\\d+)?';
const QUERY = '^https?://[^/]+/[^?]*\\?(?:[^#]*&)?(?:q|p|query|wd|text)=';
const ADDRESS_LENGTH = '[13][1-z]{25}[1-z]*';

/** Search engines whose result pages may be watched for names, as match patterns. */
export const SEARCH_ENGINES = [
  '*://*.google.com/*',
  '*://*.bing.com/*',
  '*://duckduckgo.com/*',
  '*://search.brave.com/*',
  '*://*.ecosia.org/*',
  '*://*.startpage.com/*',
  '*://*.qwant.com/*',
  '*://*.yandex.com/*',
  '*://*.baidu.com/*',
  '*://*.yahoo.com/*',
];

/** Match patterns of what the manifest asks for; Firefox lets people take them back. */
export const NEEDED_HOSTS = [
  '*://*.bit/*',
  '*://*.zite/*',
  '*://zero/*',
  'http://127.0.0.1/*',
  'http://localhost/*',
  'http://*.localhost/*',
];

/** Every host, for addresses typed with a slash: they stand where a host stands. */
export const ANY_HOST = '*://*/*';

/**
 * The rules that lead to the launcher.
 *
 * @param {string} launcher address of `open.html`
 * @param {string} uiUrl where the node served pages last
 * @param {Grants} grants
 * @returns {Rule[]}
 */
export function launcherRules(launcher, uiUrl, grants) {
  const port = new URL(uiUrl).port || '80';
  const whole = `${launcher}?u=\\0`;
  const rules = [
    rule(10, 5, `^https?://${NAME}${PORT}/.*$`, whole),
    rule(11, 5, '^https?://zero/.*$', whole),
    rule(30, 9, `^http://[a-z0-9-]+\\.localhost:${port}/.*$`, whole),
    rule(31, 9, `^http://(?:127\\.0\\.0\\.1|localhost):${port}/(?:1[0-9a-z]+|[a-z0-9.-]+\\.(?:bit|zite))(?:[/?].*)?$`, whole),
  ];
  if (grants.hosts) {
    rules.push(rule(13, 5, '^https?://1[0-9a-z]+/.*$', whole));
  }
  if (grants.searches || grants.hosts) {
    const searched = `${launcher}?q=\\1&from=\\0`;
    rules.push(
      rule(20, 5, `${QUERY}(${NAME.slice(1, -1)}(?:(?:%2F|/)[^&]*)?)(?:&.*)?$`, searched),
      rule(21, 5, `${QUERY}(${ADDRESS_LENGTH}(?:(?:%2F|/)[^&]*)?)(?:&.*)?$`, searched),
      rule(22, 5, `${QUERY}zero(?:%3A|:)(?:%2F|/)*([^&]+)(?:&.*)?$`, searched),
    );
  }
  return rules;
}

/**
 * The rules while the node runs.
 *
 * @param {string} uiUrl where the node serves pages
 * @returns {Rule[]}
 */
export function directRules(uiUrl) {
  const node = new URL(uiUrl).origin;
  const port = new URL(uiUrl).port || '80';
  return [
    rule(110, 105, `^https?://${NAME}${PORT}/(.*)$`, `${node}/\\1/\\2`),
    rule(111, 105, '^https?://zero/(.*)$', `${node}/\\1`),
    rule(112, 106, '^https?://([a-z2-7]+)\\.zite/(.*)$', `${node}/ZeroNet-Internal/Open/label/\\1/\\2`),
    {
      id: 130,
      priority: 109,
      action: { type: 'allow' },
      condition: {
        regexFilter: `^http://(?:127\\.0\\.0\\.1|localhost|[a-z0-9-]+\\.localhost):${port}/`,
        resourceTypes: ['main_frame'],
      },
    },
  ];
}

/**
 * Lets one tab through to the search engine, for a query that turned out to be no address.
 *
 * @param {number} tabId
 * @returns {Rule}
 */
export function searchAnyway(tabId) {
  return {
    id: 900,
    priority: 200,
    action: { type: 'allow' },
    condition: { regexFilter: `${QUERY}`, resourceTypes: ['main_frame'], tabIds: [tabId] },
  };
}

/**
 * @param {number} id
 * @param {number} priority
 * @param {string} regexFilter
 * @param {string} regexSubstitution
 * @returns {Rule}
 */
function rule(id, priority, regexFilter, regexSubstitution) {
  return {
    id,
    priority,
    action: { type: 'redirect', redirect: { regexSubstitution } },
    condition: { regexFilter, resourceTypes: ['main_frame'] },
  };
}
