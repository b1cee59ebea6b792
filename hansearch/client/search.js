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
import { answersSurely, fitsAtAll, measureConfidence } from './confidence.js';
import { makeFold } from './fold.js';
import { findNumbers } from './numerals.js';
import { holdsAll, MAX_CHECKED, obeys, phraseClauses } from './phrases.js';
import { pinnedPages } from './pins.js';
import { markedTerms, parseQuery, phraseStarts, readQuery, synonymPhrases } from './query.js';
import { rank } from './ranking.js';
import { mark, snippet } from './snippet.js';
import { soundingTerms } from './sound.js';
import { latinRuns } from './spelling.js';

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
 * @property {boolean} literal what the row shows, title and section, holds the query, or each of its quoted phrases, as typed
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
  const { read, phrases, entries } = await understand(text, manifest);
  const documents = await bundle.documents();
  const ear = {
    syllables,
    reading: readingOf(entries, manifest),
    isIndexed: (/** @type {string} */ term) => isIndexed(entries.get(term)),
  };
  const sounding = soundingTerms(read.folded, syllables, ear.reading, ear.isIndexed);
  const synonyms = synonymPhrases(read.folded, phrases.synonyms).flatMap(([phrase, terms]) => [phrase, ...terms]);
  await loadMissing(entries, [...sounding, ...synonyms]);
  const words = await neededWords(read.folded, sounding, ear.isIndexed);

  const segmenter = makeSegmenter((word) => entries.get(word)?.cost, manifest.unknown_cost);
  const query = parseQuery(read, { manifest, expansions: phrases.synonyms, segmenter, ear, words });
  await loadMissing(entries, query.terms.map((term) => term.term));
  const found = query.terms.map((term) => score(entries.get(term.term), manifest, documents));
  const recalled = query.recall.map((clause) => pagesWithAll(clause, entries));
  const starting = entries.get(query.start)?.characters ?? [];
  const pinned = pinnedPages(query.text, phrases.pins);
  const ranked = rank(query, found, recalled, starting, pinned, manifest, documents);

  const { operators } = query;
  const hasOperators = operators.phrases.length + operators.excluded.length > 0;
  const mayHold = pagesThatMayHold(operators.phrases, entries, manifest, documents);
  const kept = hasOperators ? await obedient(ranked, operators, mayHold, documents) : ranked;
  const confidence = measureConfidence(query, found, ranked, pinned.length > 0, manifest, documents);
  const isSure = !hasOperators && answersSurely(confidence, manifest.parameters);
  const fits = hasOperators ? kept.length > 0 : fitsAtAll(confidence, manifest.parameters);
  const context = { documents, terms: markedTerms(query, manifest.weak), literal: operators.literal };
  const rows = await Promise.all(kept.slice(0, limit).map((one, place) => makeRow(one, place === 0 && isSure, context)));
  return { rows, total: kept.length, suggestion: query.suggestion, fits };
}

/**
 * What was typed, folded and in the words of the index, with what is known of it. What a shard knows may change the
 * query (Traditional characters, words of Taiwan), which then needs other shards.
 * @param {string} text
 * @param {import('./bundle.js').Manifest} manifest
 */
async function understand(text, manifest) {
  let pairs = '';
  /** @type {Map<string, string>} */
  let regional = new Map();
  /** @type {Map<string, import('./bundle.js').Entry>} */
  const entries = new Map();
  for (;;) {
    const read = readQuery(text, makeFold(pairs), manifest, regional);
    await loadMissing(entries, firstTerms(read));
    const { excluded, literal } = read.operators;
    const phrases = await bundle.phrases(phraseStarts([read.folded, ...excluded, ...literal].join(' ')));
    pairs += phrases.fold;
    regional = new Map([...regional, ...phrases.regional]);
    const again = readQuery(text, makeFold(pairs), manifest, regional);
    if (JSON.stringify(again) === JSON.stringify(read)) return { read, phrases, entries };
  }
}

/**
 * @typedef {object} RowContext
 * @property {import('./bundle.js').Documents} documents
 * @property {string[]} terms
 * @property {string[]} literal
 *
 * @param {import('./ranking.js').Ranked} ranked
 * @param {boolean} isSure
 * @param {RowContext} context
 * @returns {Promise<Row>}
 */
async function makeRow({ page, score: pageScore, section, further }, isSure, { documents, terms, literal }) {
  const best = section ?? documents.firstSections[page];
  const near = await bundle.beside(best, further);
  const [shown, ...beside] = await Promise.all([best, ...near].map((number) => bundle.section(number)));
  const { url, title, category, answer, anchor, heading } = shown;
  const fold = makeFold(shown.fold);
  return {
    url: addressOf(url, anchor),
    title,
    category,
    section: anchor,
    heading: heading === title ? '' : heading,
    score: pageScore,
    snippet: snippet(shown.text || answer, terms, fold),
    title_parts: mark(title, terms, fold),
    literal: literal.length > 0 && holdsAll(fold([title, heading, shown.text].join('\n')).text, literal),
    sections: beside
      .filter((other) => other.heading !== title)
      .map((other) => ({ url: addressOf(url, other.anchor), heading: other.heading, section: other.anchor })),
    ...(isSure && answer ? { answer } : {}),
  };
}

/**
 * All that a query can be known to ask for before anything of the index is known.
 * @param {{operators: import('./phrases.js').Operators, folded: string}} read
 * @returns {Set<string>}
 */
function firstTerms({ operators, folded }) {
  const spellings = findNumbers(folded).flatMap((number) => number.spellings);
  const texts = new Set([folded, ...operators.literal, ...spellings]);
  return new Set([...Array.from(texts, (text) => [...candidateTerms(text)]).flat(), ...latinRuns(folded)]);
}

/**
 * @param {Map<string, import('./bundle.js').Entry>} entries
 * @param {Iterable<string>} terms
 */
async function loadMissing(entries, terms) {
  const missing = Array.from(terms).filter((term) => !entries.has(term));
  for (const [term, entry] of await bundle.entries(missing)) entries.set(term, entry);
}

/**
 * The words to mend the query with: only if labels have something that sounds like it, or letters are unknown.
 * @param {string} folded
 * @param {Set<string>} sounding
 * @param {(term: string) => boolean} isKnown
 */
async function neededWords(folded, sounding, isKnown) {
  const isLatinNeeded = latinRuns(folded).some((run) => !isKnown(run));
  return bundle.words(isLatinNeeded, Array.from(sounding).some(isKnown));
}

/**
 * Of the first pages those whose text has what is demanded and nothing that is excluded.
 * @param {import('./ranking.js').Ranked[]} ranked
 * @param {import('./phrases.js').Operators} operators
 * @param {(page: number) => boolean} mayHold
 * @param {import('./bundle.js').Documents} documents
 */
async function obedient(ranked, operators, mayHold, documents) {
  const checked = ranked.filter(({ page }) => mayHold(page)).slice(0, MAX_CHECKED);
  const texts = await Promise.all(checked.map(({ page }) => pageText(page, documents)));
  return checked.filter((_, at) => obeys(texts[at], operators));
}

/**
 * @param {number} page
 * @param {import('./bundle.js').Documents} documents
 * @returns {Promise<string>} folded
 */
async function pageText(page, { firstSections, sectionPages }) {
  const numbers = [];
  for (let number = firstSections[page]; sectionPages[number] === page; number += 1) numbers.push(number);
  const sections = await Promise.all(numbers.map((number) => bundle.section(number)));
  const texts = sections.map(({ heading, text, fold }) => makeFold(fold)(`${heading}\n${text}`).text);
  return [makeFold(sections[0].fold)(sections[0].title).text, ...texts].join('\n');
}

/**
 * @param {string[]} strings
 * @param {Map<string, import('./bundle.js').Entry>} entries
 * @param {import('./bundle.js').Manifest} manifest
 * @param {import('./bundle.js').Documents} documents
 * @returns {(page: number) => boolean} whether a page may hold each of the strings: no other does
 */
function pagesThatMayHold(strings, entries, manifest, documents) {
  const sets = strings.map(phraseClauses).flatMap(({ clauses, pairs }) => [
    ...clauses.map((clause) => new Set(pagesWithAll(clause, entries))),
    ...pairs.map((pair) => score(entries.get(pair), manifest, documents).pages),
  ]);
  return (page) => sets.every((pages) => pages.has(page));
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
  if (!opening) {
    opening = prepare().catch((error) => {
      opening = undefined;
      throw error;
    });
  }
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
