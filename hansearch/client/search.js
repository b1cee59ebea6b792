/**
 * Search of the site, for any page or script: no markup needed.
 *
 *     import { find, search } from './assets/hansearch/search.js';
 *     const rows = await search('退款多久到账', { limit: 5 });
 *     const { rows, total, suggestion, fits } = await find('退宽', { limit: 5 });
 */

import { candidateTerms, makeSegmenter } from './analysis.js';
import { score } from './bm25.js';
import { Bundle } from './bundle.js';
import { makeFold } from './fold.js';
import { pinnedPages } from './pins.js';
import { foldQuery, markedTerms, parseQuery, phraseStarts, replacePhrases, synonymTerms } from './query.js';
import { isConfident, rank } from './ranking.js';
import { mark, snippet } from './snippet.js';
import { soundingTerms } from './sound.js';

export { BundleError } from './bundle.js';

/**
 * @typedef {object} Row
 * @property {string} url relative to the site's root, with the section's anchor
 * @property {string} title
 * @property {string} category title of the part of the menu that the page lies in; may be empty
 * @property {string} section the best section's id
 * @property {string} heading that section's heading, where it says more than the title
 * @property {number} score
 * @property {Array<[string, boolean]>} snippet parts, and whether each matches
 * @property {Array<[string, boolean]>} title_parts
 * @property {Array<{url: string, heading: string, section: string}>} sections further ones that match nearly as well
 * @property {string} [answer] on the first row only: the page's own answer, when it surely answers the query
 *
 * @typedef {object} Outcome
 * @property {Row[]} rows best first, one a page
 * @property {number} total pages found in all
 * @property {string} suggestion the query as it was probably meant (您是不是要找), or ''
 * @property {boolean} fits false: nothing really answers this; the rows are only the nearest there are
 */

/** The site's root, whatever page this runs on. */
export const ROOT = new URL('../../', import.meta.url);

const bundle = new Bundle(new URL('index/', import.meta.url));

/** @type {Promise<Awaited<ReturnType<typeof prepare>>> | undefined} */
let opening;

/**
 * Start loading, as when the box gets focus.
 * @returns {Promise<void>}
 */
export async function open() {
  await prepared();
}

/**
 * Search the site.
 * @param {string} text as typed
 * @param {{limit?: number}} [options]
 * @returns {Promise<Row[]>} best first, one row a page
 */
export async function search(text, options) {
  return (await find(text, options)).rows;
}

/**
 * Search the site; say also how much there is, and whether it fits.
 * @param {string} text as typed
 * @param {{limit?: number}} [options]
 * @returns {Promise<Outcome>}
 */
export async function find(text, { limit = 10 } = {}) {
  try {
    return await findInBundle(text, limit);
  } catch (error) {
    // A new deployment may have replaced the files that the manifest in memory names.
    bundle.forget();
    opening = undefined;
    throw error;
  }
}

/**
 * @param {string} text
 * @param {number} limit
 * @returns {Promise<Outcome>}
 */
async function findInBundle(text, limit) {
  const { manifest, syllables } = await prepared();
  const { folded, phrases, entries } = await understand(text, manifest);
  const sounding = soundingTerms(folded, syllables, readingOf(entries, manifest), (term) => isIndexed(entries.get(term)));
  const others = [...sounding, ...synonymTerms(folded, phrases.synonyms)];
  for (const [term, entry] of await bundle.entries(others)) entries.set(term, entry);

  const documents = await bundle.documents();
  const segmenter = makeSegmenter((word) => entries.get(word)?.cost, manifest.unknown_cost);
  const query = parseQuery(folded, manifest, phrases.synonyms, segmenter, sounding);
  const found = query.terms.map((term) => score(entries.get(term.term), manifest, documents));
  const recalled = query.recall.map((clause) => pagesWithAll(clause, entries));
  const starting = entries.get(query.start)?.characters ?? [];
  const pinned = pinnedPages(folded, phrases.pins);
  const ranked = rank(query, found, recalled, starting, pinned, manifest, documents);
  const isSure = isConfident(query, found, ranked, manifest, documents);

  const terms = markedTerms(query, manifest.weak);
  const rows = await Promise.all(
    ranked.slice(0, limit).map(async ({ page, score: pageScore, section, further }, place) => {
      const best = section ?? documents.firstSections[page];
      const near = await bundle.beside(best, further);
      const [{ url, title, category, answer, anchor, heading, text: body, fold: pairs }, ...beside] = await Promise.all(
        [best, ...near].map((number) => bundle.section(number)),
      );
      const fold = makeFold(pairs);
      return {
        url: addressOf(url, anchor),
        title,
        category,
        section: anchor,
        heading: heading === title ? '' : heading,
        score: pageScore,
        snippet: snippet(body || answer, terms, fold),
        title_parts: mark(title, terms, fold),
        sections: beside
          .filter((other) => other.heading !== title)
          .map((other) => ({ url: addressOf(url, other.anchor), heading: other.heading, section: other.anchor })),
        ...(place === 0 && isSure && answer ? { answer } : {}),
      };
    }),
  );
  return { rows, total: ranked.length, suggestion: '', fits: true };
}

/**
 * What was typed, folded and in the words of the index, with what is known of it. What a shard knows may change the
 * query (Traditional characters, words of Taiwan), which then needs other shards.
 * @param {string} text
 * @param {import('./bundle.js').Manifest} manifest
 */
async function understand(text, manifest) {
  let folded = foldQuery(text, makeFold(''), manifest);
  let pairs = '';
  /** @type {Map<string, import('./bundle.js').Entry>} */
  const entries = new Map();
  const load = async () => {
    for (const [term, entry] of await bundle.entries(candidateTerms(folded))) entries.set(term, entry);
    const phrases = await bundle.phrases(phraseStarts(folded));
    pairs += phrases.fold;
    return phrases;
  };
  let phrases = await load();
  const simplified = foldQuery(text, makeFold(pairs), manifest);
  if (simplified !== folded) {
    folded = simplified;
    phrases = await load();
  }
  const reworded = replacePhrases(folded, phrases.regional);
  if (reworded !== folded) {
    folded = reworded;
    phrases = await load();
  }
  return { folded, phrases, entries };
}

/**
 * @param {string} url
 * @param {string} anchor
 */
function addressOf(url, anchor) {
  // A page opened from a folder has no server that would find a folder's index.html.
  const page = ROOT.protocol === 'file:' ? url.replace(/(^|\/)$/, '$1index.html') : url;
  return page + (anchor ? `#${encodeURIComponent(anchor)}` : '');
}

function prepared() {
  opening ??= prepare().catch((error) => {
    opening = undefined;
    throw error;
  });
  return opening;
}

async function prepare() {
  const manifest = await bundle.manifest();
  return { manifest, syllables: new Set(manifest.syllables) };
}

/**
 * @param {Map<string, import('./bundle.js').Entry>} entries
 * @param {import('./bundle.js').Manifest} manifest
 * @returns {(character: string) => string | undefined}
 */
function readingOf(entries, manifest) {
  return (character) => manifest.sounds[(entries.get(character)?.sound ?? 0) - 1];
}

/** @param {import('./bundle.js').Entry | undefined} entry */
function isIndexed(entry) {
  return entry?.postings.some((list) => list.length > 0) ?? false;
}

/**
 * @param {string[]} clause
 * @param {Map<string, import('./bundle.js').Entry>} entries
 * @returns {number[]}
 */
function pagesWithAll(clause, entries) {
  const [first = [], ...others] = clause.map((term) => entries.get(term)?.characters ?? []);
  const sets = others.map((pages) => new Set(pages));
  return first.filter((page) => sets.every((set) => set.has(page)));
}
