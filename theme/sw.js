/**
 * The site without a network: a service worker for the folder in which the site lies, and nothing beside it.
 * `helpcenter/offline.py` writes in front of this file what the build consists of, as `self.BUILD`.
 *
 * - Pages come from the network; what it does not give within three seconds comes from what was kept, with a
 *   line that says so and of what day it is.
 * - The page that was read before there was a worker asks it to keep that page, too.
 * - Scripts and styles do the same; they and the pages for emergencies are kept from the first visit on.
 * - Files of the search index lie in a folder named by their content and are never asked for twice. All of them
 *   come as one file, which is there for pages that are opened from a folder anyway.
 *
 * The switch that ends it all: with `offline: false` in mkdocs.yml the next build's worker deletes what was
 * kept and unregisters itself.
 */

/// <reference lib="webworker" />

/**
 * @typedef {object} Build
 * @property {boolean} off
 * @property {string} version changes with any file of the site
 * @property {string[]} files kept at once: the pages for emergencies and what every page needs
 * @property {string} contents the file that says what else there is
 * @property {string} index the folder of the search index
 *
 * @typedef {object} Contents
 * @property {Record<string, string>} pages title of each page, as HTML, by URL
 * @property {string} search the file that holds the whole index, as a script; '' if there is none
 * @property {string} generation the folder of the index's files
 * @property {number} shards how many they are
 */

const worker = /** @type {ServiceWorkerGlobalScope & {BUILD: Build}} */ (/** @type {unknown} */ (self));
const { off, version, files, contents, index } = worker.BUILD;
const root = worker.registration.scope;

// Other sites may share the origin, and with it the caches: these names are nobody else's.
const mine = `helpcenter|${root}|`;
/** What a build needs, whole or not at all. */
const built = `${mine}${version}`;
/** What was read, and the index: kept from build to build. */
const kept = `${mine}kept`;

/** `Object.hasOwn`, which browsers of 2020 lack. @type {(object: object, key: string) => boolean} */
const has = (object, key) => Object.prototype.hasOwnProperty.call(object, key);

const PATIENCE = 3000;
const MOST_PAGES = 60;
const AT_ONCE = 4;

worker.addEventListener('install', (event) => {
  event.waitUntil(off ? worker.skipWaiting() : fillBuilt().then(() => worker.skipWaiting()));
});

worker.addEventListener('activate', (event) => {
  event.waitUntil(off ? end() : begin());
});

worker.addEventListener('message', (event) => {
  if (off) return;
  const path = pathOf(event.data);
  if (event.data === 'keep') event.waitUntil(fillKept());
  else if (path !== undefined && !files.includes(path)) event.waitUntil(fetch(gently(path)).then((page) => keepPage(path, page)));
});

worker.addEventListener('fetch', (event) => {
  const path = pathOf(event.request.url);
  if (off || event.request.method !== 'GET' || path === undefined) return;
  if (event.request.mode === 'navigate') event.respondWith(readPage(event, path));
  else if (isShard(path)) event.respondWith(readShard(event, path));
  else if (files.includes(path)) event.respondWith(readFile(event, path));
});

async function begin() {
  for (const name of await caches.keys()) {
    if (name.startsWith(mine) && name !== built && name !== kept) await caches.delete(name);
  }
  await worker.clients.claim();
}

async function end() {
  for (const name of await caches.keys()) {
    if (name.startsWith(mine)) await caches.delete(name);
  }
  await worker.registration.unregister();
}

async function fillBuilt() {
  const cache = await caches.open(built);
  try {
    await inLanes(files, async (path) => {
      const response = await fetch(gently(path));
      if (!(await isOurs(path, response))) throw new Error(`${path}: HTTP ${response.status}`);
      await cache.put(root + path, await dated(response));
    });
  } catch (error) {
    // Half of it is of no use, and on a phone that is full takes the room of something else.
    await caches.delete(built);
    throw error;
  }
}

/** Bring what is kept to this build: first what makes room, then the index, then the pages that were read. */
async function fillKept() {
  const { search, generation, shards, pages } = await readContents();
  const cache = await caches.open(kept);
  const there = (await cache.keys()).map((request) => request.url);
  const isCurrent = (/** @type {string} */ url) => url.startsWith(`${root}${index}${generation}/`);
  const read = there.filter((url) => !isShard(pathOf(url) ?? ''));
  const gone = there.filter((url) => isShard(pathOf(url) ?? '') && !isCurrent(url));
  for (const url of [...gone, ...read.slice(0, -MOST_PAGES)]) await cache.delete(url);
  if (search && there.filter(isCurrent).length < shards) await keepIndex(cache, search).catch(() => undefined);
  await inLanes(read.slice(-MOST_PAGES), async (url) => {
    const path = pathOf(url) ?? '';
    const saved = await cache.match(url);
    if (!has(pages, path)) await cache.delete(url);
    else if (saved?.headers.get('hc-version') !== version) await keepPage(path, await fetch(gently(path)));
  });
}

/**
 * @param {FetchEvent} event
 * @param {string} path
 */
async function readPage(event, path) {
  // The browser's own cache gives pages that it only guesses to be fresh, and gives them silently.
  const network = fetch(event.request, { cache: 'no-cache' }).then((response) => {
    if (response.status >= 500) throw new Error(`HTTP ${response.status}`);
    event.waitUntil(keepPage(path, response.clone()));
    return response;
  });
  event.waitUntil(network.catch(() => undefined));
  const answer = await Promise.race([network.catch(() => undefined), waited()]);
  if (answer) return answer;
  const saved = await findSaved(path);
  if (saved) return withBar(saved);
  return network.catch(async () => {
    const { pages } = await readContents();
    // Whoever forgets the slash at the end is led to the page by a server, and so here.
    if (has(pages, `${path}/`)) return Response.redirect(`${root}${path}/`);
    return notKept(pages);
  });
}

/**
 * @param {FetchEvent} event
 * @param {string} path
 */
async function readFile(event, path) {
  const network = fetch(event.request);
  event.waitUntil(network.catch(() => undefined));
  const answer = await Promise.race([network.catch(() => undefined), waited()]);
  return answer && (await isOurs(path, answer)) ? answer : ((await findSaved(path)) ?? network);
}

/**
 * @param {FetchEvent} event
 * @param {string} path
 */
async function readShard(event, path) {
  const { request } = event;
  const cache = await caches.open(kept);
  // Who asks for it anew has found that what was kept is damaged.
  const saved = request.cache === 'reload' ? undefined : await cache.match(request.url);
  if (saved) return saved;
  const response = await fetch(request);
  // A phone that is full keeps nothing, and searches all the same.
  if (await isOurs(path, response)) event.waitUntil(cache.put(request.url, response.clone()).catch(() => undefined));
  return response;
}

/**
 * A page has one place, and what was read last stands in it. What the reader searched for is no part of it.
 * @param {string} path
 * @param {Response} response
 */
async function keepPage(path, response) {
  const { pages } = await readContents();
  if (!has(pages, path)) return;
  const cache = await caches.open(files.includes(path) ? built : kept);
  if (await isOurs(path, response)) await cache.put(root + path, await dated(response));
  else if (response.status === 404 || response.status === 410) await cache.delete(root + path);
}

/**
 * A network that wants a login first, or warns of something, answers 200 and a page of its own for everything.
 * @param {string} path
 * @param {Response} response
 */
async function isOurs(path, response) {
  if (!response.ok) return false;
  const isHtml = /html/.test(response.headers.get('content-type') ?? '');
  if (!/(^|\/|\.html)$/.test(path)) return !isHtml;
  return isHtml && (await response.clone().text()).includes('assets/site.css');
}

/** @returns {Promise<Contents>} */
async function readContents() {
  const saved = await findSaved(contents);
  return saved ? saved.json() : { pages: {}, search: '', generation: '', shards: 0 };
}

/** @param {string} path */
async function findSaved(path) {
  const [fromBuild, read] = await Promise.all([built, kept].map((cacheName) => caches.match(root + path, { cacheName })));
  return fromBuild ?? read;
}

/** @param {Response} response */
async function dated(response) {
  const headers = new Headers(response.headers);
  // The body is unpacked by now.
  headers.delete('content-encoding');
  headers.delete('content-length');
  headers.set('hc-saved', new Date().toISOString());
  headers.set('hc-version', version);
  return new Response(await response.blob(), { headers });
}

/** @param {Response} saved */
async function withBar(saved) {
  const day = new Date(saved.headers.get('hc-saved') ?? 0).toLocaleDateString('zh-CN', { dateStyle: 'long' });
  const bar = `<p class="hc-offline" role="status">离线副本，${day}存的，可能不是最新的。有网以后<a href="">重新载入</a>。</p>`;
  return htmlOf(saved, (html) => html.replace(/<body[^>]*>/, (body) => body + bar));
}

/**
 * The page that says what can be read without a network, in place of one that cannot.
 * @param {Record<string, string>} pages
 */
async function notKept(pages) {
  const template = await findSaved('offline.html');
  if (!template) return Response.error();
  const cache = await caches.open(kept);
  const read = (await cache.keys()).map((request) => pathOf(request.url) ?? '');
  const links = [...files, ...read]
    .filter((other) => has(pages, other))
    .map((other) => `<li><a href="${root}${other}">${pages[other]}</a></li>`);
  return htmlOf(template, (html) =>
    html
      // It lies at the root, and stands at the address of another page.
      .replace(/ (href|src|action)="(?![a-z]+:|[/#])/g, (attribute) => attribute + root)
      .replace(/<ul id="hc-kept">[^]*?<\/ul>/, () => `<ul id="hc-kept">${links.join('')}</ul>`),
  );
}

/**
 * @param {Response} response
 * @param {(html: string) => string} change
 */
async function htmlOf(response, change) {
  const headers = new Headers(response.headers);
  headers.set('content-type', 'text/html; charset=utf-8');
  return new Response(change(await response.text()), { headers });
}

/**
 * @param {string} url
 * @returns {string | undefined} below the site's root, without query; undefined if it lies outside
 */
function pathOf(url) {
  if (!url.startsWith(root)) return undefined;
  return url.slice(root.length).replace(/[?#].*$/, '').replace(/(^|\/)index\.html$/, '$1');
}

/**
 * Take the files of the index out of the script that has them all.
 * @param {Cache} cache
 * @param {string} search
 */
async function keepIndex(cache, search) {
  const response = await fetch(gently(search));
  if (!response.ok) return;
  const script = await response.text();
  /** @type {Record<string, string>} */
  const files64 = JSON.parse(script.slice(script.indexOf('{'), script.indexOf(';\n')));
  const names = Object.keys(files64).filter((name) => isShard(`${index}${name}.bin`));
  await inLanes(names, async (name) => {
    const content = Uint8Array.from(atob(files64[name]), (letter) => letter.charCodeAt(0));
    await cache.put(`${root}${index}${name}.bin`, new Response(content));
  });
}

/**
 * A file of the index in the folder that is named by its content; the manifest lies beside it.
 * @param {string} path
 */
function isShard(path) {
  return path.startsWith(index) && /^[0-9a-f]{10}\/[\w-]+\.bin$/.test(path.slice(index.length));
}

/**
 * After everything that the reader waits for, and never out of the browser's own cache without asking.
 * @param {string} path
 */
function gently(path) {
  return new Request(root + path, { cache: 'no-cache', priority: 'low' });
}

/** @returns {Promise<undefined>} */
function waited() {
  return new Promise((resolve) => setTimeout(() => resolve(undefined), PATIENCE));
}

/**
 * Do it for each, a few at a time.
 * @template T
 * @param {readonly T[]} items
 * @param {(item: T) => Promise<unknown>} act
 */
async function inLanes(items, act) {
  const rest = items.values();
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    for (const item of rest) await act(item);
  }));
}
