/**
 * Search of the site, for any page or script: no markup needed.
 *
 *     import { find, search } from './assets/hansearch/search.js';
 *     const rows = await search('退款多久到账', { limit: 5 });
 *     const { rows, total, suggestion, fits } = await find('退宽', { limit: 5 });
 */

import { score } from './bm25.js';
import { Bundle, BundleError } from './bundle.js';
import { answersSurely, fitsAtAll, measureConfidence } from './confidence.js';
import { holdsAll, isEmpty, MAX_CHECKED, obeys, phraseClauses } from './phrases.js';
import { pinnedPages } from './pins.js';
import { markedTerms } from './query.js';
import { addRecalled, bestSections, rank } from './ranking.js';
import { partOf, placeOf } from './shards.js';
import { breathe, startSlice } from './slices.js';
import { mark, snippet } from './snippet.js';
import { labelled, recall, understand } from './understanding.js';

export { BundleError } from './bundle.js';

/**
 * @typedef {object} Row
 * @property {string} url relative to the site's root, with the section's anchor, if it is not the page's top
 * @property {string} title
 * @property {string} category title of the part of the menu that the page lies in; may be empty
 * @property {string} section the best section's id; empty for the page's top
 * @property {string} heading that section's heading, where it says more than the title
 * @property {number} score
 * @property {Array<[string, boolean]>} snippet parts, and whether each matches
 * @property {Array<[string, boolean]>} title_parts
 * @property {boolean} literal what the row shows, title and section, holds the query, or each of its quoted phrases, as typed
 * @property {Array<{url: string, heading: string, section: string}>} sections further ones that match nearly as well
 * @property {string} [answer] the page's own: on the first row only, when that surely answers the query
 *
 * @typedef {object} Outcome
 * @property {Row[]} rows best first, one a page
 * @property {number} total pages found in all; of a query with operators those of the first 30 that obey them
 * @property {string} suggestion the query as it was probably meant (您是不是要找), or ''
 * @property {boolean} fits false: nothing really answers this; the rows are only the nearest there are
 * @property {boolean} answers the first row surely answers this, whether its page says an answer or not
 */

/** The site's root, whatever page this runs on. */
export const ROOT = new URL('../../', import.meta.url);

/** Read by searches that begin now; one that has begun keeps its own, for another numbers pages otherwise. */
let current = new Bundle(new URL('index/', import.meta.url));

/**
 * Start loading, as when the box gets focus.
 * @returns {Promise<void>}
 */
export async function open() {
  await current.open();
}

/** Give up what is loading, for it may hang, and read all anew. */
export function startOver() {
  current.controller.abort();
  current = new Bundle(current.base);
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
 * @param {{limit?: number}} [options] read once the order is known: who sets 0 until then spares loading the rows
 * @returns {Promise<Outcome>}
 */
export async function find(text, options = {}) {
  startSlice();
  for (let isAgain = false; ; isAgain = true) {
    const bundle = current;
    try {
      return await findInBundle(text, options, bundle);
    } catch (error) {
      if (bundle === current) current = new Bundle(bundle.base);
      // A deployment may have replaced the files that the manifest in memory names: once more, from the new one on.
      if (isAgain || !(error instanceof BundleError) || error.reason === 'version') throw error;
    }
  }
}

/**
 * @param {string} text
 * @param {{limit?: number}} options
 * @param {Bundle} bundle
 * @returns {Promise<Outcome>}
 */
async function findInBundle(text, options, bundle) {
  const { manifest } = await bundle.open();
  const { query, pins, known } = await understand(text, bundle);
  const found = [];
  for (const { term } of query.terms) {
    await breathe();
    found.push(score(known.get(term), manifest));
  }
  await breathe();
  const pinned = pinnedPages(query.text, pins, query.meant);
  let ranked = await rank(query, found, await labelled(query, known), pinned ?? [], manifest);
  const { limit = 10 } = options;
  if (ranked.length < limit) ranked = addRecalled(ranked, await recall(query.recall, known), manifest);

  await breathe();
  const { operators } = query;
  const obeying = await obedient(ranked, operators, known, manifest);
  // What somebody quotes may be the words of a screen, which no page has: the nearest pages, then.
  const kept = obeying.length > 0 ? obeying : await obedient(ranked, { ...operators, phrases: [] }, known, manifest);
  const confidence = measureConfidence(query, found, ranked, pinned, manifest);
  const answers = isEmpty(operators) && answersSurely(confidence, manifest.parameters);
  const fits = isEmpty(operators) ? fitsAtAll(confidence, manifest.parameters) : obeying.length > 0;
  const context = { bundle, manifest, terms: markedTerms(query, manifest.weak), literal: operators.literal };
  const rows = await Promise.all(kept.slice(0, limit).map((one, place) => makeRow(one, place === 0 && answers, context)));
  return { rows, total: kept.length, suggestion: query.suggestion, fits, answers };
}

/**
 * @typedef {import('./bundle.js').Manifest} Manifest
 *
 * @typedef {object} RowContext
 * @property {Bundle} bundle
 * @property {Manifest} manifest
 * @property {string[]} terms
 * @property {string[]} literal
 *
 * @param {import('./ranking.js').Ranked} ranked
 * @param {boolean} isSure
 * @param {RowContext} context
 * @returns {Promise<Row>}
 */
async function makeRow(ranked, isSure, { bundle, manifest, terms, literal }) {
  const [best = placeOf(ranked.page, 0, 0), ...further] = bestSections(ranked, manifest);
  const part = partOf(best);
  const [sections, [first]] = await Promise.all([bundle.part(ranked.page, part), isSure ? bundle.part(ranked.page, 0) : [null]]);
  await breathe();
  const sectionAt = (/** @type {number} */ at) => sections[at - placeOf(ranked.page, part, 0)];
  const { url, title, category, answer, anchor, heading, text, fold } = sectionAt(best);
  const shown = new Set([anchor]);
  const beside = further.filter((at) => partOf(at) === part).map(sectionAt);
  return {
    url: addressOf(url, anchor),
    title,
    category,
    section: anchor,
    heading: heading === title ? '' : heading,
    score: ranked.score,
    snippet: snippet(text || answer, terms, fold),
    title_parts: mark(title, terms, fold),
    literal: literal.length > 0 && holdsAll(fold([title, heading, text].join('\n')).text, literal),
    sections: beside
      .filter((other) => !shown.has(other.anchor) && shown.add(other.anchor) && other.heading !== title)
      .map((other) => ({ url: addressOf(url, other.anchor), heading: other.heading, section: other.anchor })),
    ...(first?.answer && { answer: first.answer }),
  };
}

/**
 * Of the pages those whose text has what is demanded and nothing that is excluded; only the first are looked through.
 * @param {import('./ranking.js').Ranked[]} ranked
 * @param {import('./phrases.js').Operators} operators
 * @param {import('./understanding.js').Known} known
 * @param {Manifest} manifest
 */
async function obedient(ranked, operators, known, manifest) {
  if (isEmpty(operators)) return ranked;
  const required = operators.phrases.map(phraseClauses);
  const pairs = required.flatMap((phrase) => phrase.pairs);
  await known.load(pairs);
  const recalled = await recall(required.flatMap((phrase) => phrase.clauses), known);
  const holders = [...recalled, ...pairs.map((pair) => score(known.get(pair), manifest).pages.at)].map((pages) => new Set(pages));
  const checked = ranked.filter(({ page }) => holders.every((pages) => pages.has(page))).slice(0, MAX_CHECKED);
  const texts = await Promise.all(checked.map(({ page }) => pageText(page, known.bundle)));
  return checked.filter((_, at) => obeys(texts[at], operators));
}

/**
 * @param {number} page
 * @param {Bundle} bundle
 * @returns {Promise<string>} folded
 */
async function pageText(page, bundle) {
  const [{ parts, title, fold }] = await bundle.part(page, 0);
  const sections = (await Promise.all(Array.from({ length: parts }, (_, part) => bundle.part(page, part)))).flat();
  return fold([title, ...sections.flatMap(({ heading, text }) => [heading, text])].join('\n')).text;
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
