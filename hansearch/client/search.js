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
import { expandSynonyms, markedTerms, parseQuery, readQuery, synonymPhrases } from './query.js';
import { rank } from './ranking.js';
import { mark, snippet } from './snippet.js';
import { soundingTerms } from './sound.js';
import { latinRuns, readWords } from './spelling.js';

export { BundleError } from './bundle.js';

/**
 * @typedef {object} Row
 * @property {string} url relative to the site's root, with the section's anchor
 * @property {string} title
 * @property {string} section the best section's id
 * @property {string} heading that section's heading, where it says more than the title
 * @property {number} score
 * @property {Array<[string, boolean]>} snippet parts, and whether each matches
 * @property {Array<[string, boolean]>} title_parts
 * @property {boolean} literal the page holds the query, or each of its quoted phrases, exactly as typed
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
  const { manifest, fold, expansions, syllables } = await prepared();
  const read = readQuery(text, fold, manifest);
  const [documents, entries] = await Promise.all([bundle.documents(), bundle.entries(firstTerms(read, expansions))]);
  const ear = {
    syllables,
    reading: readingOf(entries, manifest),
    isIndexed: (/** @type {string} */ term) => isIndexed(entries.get(term)),
  };
  const sounding = soundingTerms(read.folded, syllables, ear.reading, ear.isIndexed);
  await loadMissing(entries, sounding);
  const words = await neededWords(read.folded, sounding, ear.isIndexed);

  const segmenter = makeSegmenter((word) => entries.get(word)?.cost, manifest.unknown_cost);
  const query = parseQuery(read, { manifest, expansions, segmenter, ear, words });
  await loadMissing(entries, query.terms.map((term) => term.term));
  const found = query.terms.map((term) => score(entries.get(term.term), manifest, documents));
  const recalled = query.recall.map((clause) => pagesWithAll(clause, entries));
  const starting = entries.get(query.start)?.characters ?? [];
  const pinned = pinnedPages(query.text, manifest.pins);
  const ranked = rank(query, found, recalled, starting, pinned, manifest, documents);

  const { operators } = query;
  const mayHold = (/** @type {string[]} */ strings) => pagesThatMayHold(strings, entries, manifest, documents);
  const hasOperators = operators.phrases.length + operators.excluded.length > 0;
  const kept = hasOperators ? await obedient(ranked, operators, mayHold(operators.phrases), fold) : ranked;
  const confidence = measureConfidence(query, found, ranked, pinned.length > 0, manifest, documents);
  const isSure = !hasOperators && answersSurely(confidence, manifest.parameters);
  const fits = hasOperators ? kept.length > 0 : fitsAtAll(confidence, manifest.parameters);
  const context = {
    documents,
    fold,
    terms: markedTerms(query, manifest.weak),
    literal: operators.literal,
    mayBeLiteral: operators.literal.length > 0 ? mayHold(operators.literal) : () => false,
  };
  const rows = await Promise.all(kept.slice(0, limit).map((one, place) => makeRow(one, place === 0 && isSure, context)));
  return { rows, total: kept.length, suggestion: query.suggestion, fits };
}

/**
 * @typedef {object} RowContext
 * @property {import('./bundle.js').Documents} documents
 * @property {(text: string) => import('./fold.js').Folded} fold
 * @property {string[]} terms
 * @property {string[]} literal
 * @property {(page: number) => boolean} mayBeLiteral
 *
 * @param {import('./ranking.js').Ranked} ranked
 * @param {boolean} isSure
 * @param {RowContext} context
 * @returns {Promise<Row>}
 */
async function makeRow({ page, score: pageScore, section, further }, isSure, { documents, fold, terms, literal, mayBeLiteral }) {
  const stored = await bundle.page(page);
  const { url, title, answer, sections } = stored;
  const first = documents.firstSections[page];
  const [anchor, heading, body] = sections[section === null ? 0 : section - first] ?? ['', '', ''];
  return {
    url: addressOf(url, anchor),
    title,
    section: anchor,
    heading: heading === title ? '' : heading,
    score: pageScore,
    snippet: snippet(body || answer, terms, fold),
    title_parts: mark(title, terms, fold),
    literal: mayBeLiteral(page) && holdsAll(fold(pageText(stored)).text, literal),
    sections: further
      .map((number) => sections[number - first])
      .filter(([, name]) => name !== title)
      .map(([id, name]) => ({ url: addressOf(url, id), heading: name, section: id })),
    ...(isSure && answer ? { answer } : {}),
  };
}

/**
 * All that a query can be known to ask for before anything of the index is known.
 * @param {{operators: import('./phrases.js').Operators, folded: string}} read
 * @param {Map<string, string[]>} expansions
 * @returns {Set<string>}
 */
function firstTerms({ operators, folded }, expansions) {
  const spellings = findNumbers(folded).flatMap((number) => number.spellings);
  const texts = new Set([folded, ...operators.literal, ...spellings]);
  const synonyms = synonymPhrases(folded, expansions).flatMap(([phrase, terms]) => [phrase, ...terms]);
  return new Set([...Array.from(texts, (text) => [...candidateTerms(text)]).flat(), ...latinRuns(folded), ...synonyms]);
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
  const { words } = await bundle.manifest();
  const isLatinNeeded = latinRuns(folded).some((run) => !isKnown(run));
  const isSoundNeeded = Array.from(sounding).some(isKnown);
  const [latin, sounds] = await Promise.all([
    isLatinNeeded ? bundle.text(words[0]) : '',
    isSoundNeeded ? bundle.text(words[1]) : '',
  ]);
  return readWords(latin, sounds);
}

/**
 * Of the first pages those whose text has what is demanded and nothing that is excluded.
 * @param {import('./ranking.js').Ranked[]} ranked
 * @param {import('./phrases.js').Operators} operators
 * @param {(page: number) => boolean} mayHold
 * @param {(text: string) => {text: string}} fold
 */
async function obedient(ranked, operators, mayHold, fold) {
  const checked = ranked.filter(({ page }) => mayHold(page)).slice(0, MAX_CHECKED);
  const texts = await Promise.all(checked.map(async ({ page }) => fold(pageText(await bundle.page(page))).text));
  return checked.filter((_, at) => obeys(texts[at], operators));
}

/** @param {import('./bundle.js').StoredPage} page */
function pageText({ title, sections }) {
  return [title, ...sections.flatMap(([, heading, body]) => [heading, body])].join('\n');
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
  return url + (anchor ? `#${encodeURIComponent(anchor)}` : '');
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
  bundle.documents().catch(() => {}); // Fetched ahead; the search that needs it reports a failure.
  return {
    manifest,
    fold: makeFold(manifest.fold),
    expansions: expandSynonyms(manifest.synonyms, manifest.one_way),
    syllables: new Set(manifest.syllables),
  };
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
