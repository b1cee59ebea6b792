/**
 * Search of the site, for any page or script: no markup needed.
 *
 *     import { find, search } from './assets/hansearch/search.js';
 *     const rows = await search('退款多久到账', { limit: 5 });
 *     const { rows, total, suggestion, fits } = await find('退宽', { limit: 5 });
 */

import { candidateTerms, MAX_HAN_WORD, makeSegmenter, tokenize } from './analysis.js';
import { score } from './bm25.js';
import { Bundle, BundleError, RECALL_MARK } from './bundle.js';
import { answersSurely, fitsAtAll, measureConfidence } from './confidence.js';
import { makeFold } from './fold.js';
import { findNumbers } from './numerals.js';
import { holdsAll, MAX_CHECKED, obeys, phraseClauses } from './phrases.js';
import { pinnedPages } from './pins.js';
import { keptPlaces, markedTerms, parseQuery, readQuery, synonymPhrases, weakCharacters } from './query.js';
import { addRecalled, bestSections, inAll, rank } from './ranking.js';
import { partOf, placeOf } from './shards.js';
import { mark, snippet } from './snippet.js';
import { soundingTerms } from './sound.js';
import { COMPLETED, lastWordBegun, latinRuns, MAX_COMPLETIONS, soundingMends, soundsOfWords } from './spelling.js';

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

/**
 * Start loading, as when the box gets focus.
 * @returns {Promise<void>}
 */
export async function open() {
  await bundle.open();
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
    bundle.forget();
    // A deployment may have replaced the files that the manifest in memory names: once more, from the new one on.
    if (!(error instanceof BundleError) || error.reason === 'version') throw error;
    return findInBundle(text, limit).catch((again) => {
      bundle.forget();
      throw again;
    });
  }
}

/**
 * @param {string} text
 * @param {number} limit
 * @returns {Promise<Outcome>}
 */
async function findInBundle(text, limit) {
  const opened = await bundle.open();
  const { manifest } = opened;
  const { read, phrases, known } = await understand(text, opened);
  const query = await parse(read, phrases, known, opened);
  await known.load(query.terms.map((term) => term.term));
  const found = query.terms.map((term) => score(known.get(term.term), manifest));
  const pinned = pinnedPages(query.text, phrases.pins);
  let ranked = rank(query, found, await labelled(query, known), pinned, manifest);
  if (ranked.length < limit) ranked = addRecalled(ranked, await recall(query.recall, known), manifest);

  const { operators } = query;
  const hasOperators = operators.phrases.length + operators.excluded.length > 0;
  const kept = hasOperators ? await obedient(ranked, operators, known, manifest) : ranked;
  const confidence = measureConfidence(query, found, ranked, pinned.length > 0, manifest);
  const isSure = !hasOperators && answersSurely(confidence, manifest.parameters);
  const fits = hasOperators ? kept.length > 0 : fitsAtAll(confidence, manifest.parameters);
  const context = { manifest, terms: markedTerms(query, manifest.weak), literal: operators.literal };
  const rows = await Promise.all(kept.slice(0, limit).map((one, place) => makeRow(one, place === 0 && isSure, context)));
  return { rows, total: kept.length, suggestion: query.suggestion, fits };
}

/** What has been found out of terms for one query. */
class Known {
  constructor() {
    /** @type {Map<string, Entry>} */
    this.entries = new Map();
    /** @type {Set<string>} */
    this.asked = new Set();
    this.isIndexed = (/** @type {string} */ term) => this.get(term)?.isIndexed ?? false;
  }

  /** @param {string} term */
  get(term) {
    return this.entries.get(term);
  }

  /** @param {Iterable<string>} terms */
  async load(terms) {
    const missing = Array.from(terms).filter((term) => !this.asked.has(term));
    for (const [term, entry] of await bundle.entries(missing)) this.entries.set(term, entry);
    for (const term of missing) this.asked.add(term);
  }
}

/**
 * What was typed, folded and in the words of the index, with what is known of it. What a shard knows may change the
 * query (Traditional characters, words of Taiwan), which then needs other shards.
 * @param {string} text
 * @param {Opened} opened
 */
async function understand(text, { manifest }) {
  const known = new Known();
  const longest = Math.max(MAX_HAN_WORD, manifest.longest_phrase);
  for (let phrases = phrasesOf(known, manifest); ; ) {
    const read = readQuery(text, makeFold(phrases.fold), manifest, phrases.regional);
    const { excluded, literal } = read.operators;
    const spellings = findNumbers(read.folded).flatMap((number) => number.spellings);
    const texts = [...new Set([read.folded, ...literal, ...excluded, ...spellings])];
    await known.load(texts.flatMap((one) => [...candidateTerms(one, longest), ...latinRuns(one)]));
    phrases = phrasesOf(known, manifest);
    const again = readQuery(text, makeFold(phrases.fold), manifest, phrases.regional);
    if (JSON.stringify(again) === JSON.stringify(read)) return { read, phrases, known };
  }
}

/**
 * @typedef {object} Phrases what a query is rewritten and widened by
 * @property {string} fold Traditional and Simplified in turn
 * @property {Map<string, string>} regional
 * @property {Map<string, string[]>} synonyms
 * @property {import('./pins.js').Pin[]} pins
 *
 * @param {Known} known
 * @param {Manifest} manifest
 * @returns {Phrases}
 */
function phrasesOf({ entries }, manifest) {
  /** @type {Phrases} */
  const phrases = {
    fold: '',
    regional: new Map(),
    synonyms: new Map(),
    pins: manifest.pins.map(([first, groups]) => ({ first, unless: [], when: Array.from({ length: groups }, () => []) })),
  };
  for (const [phrase, { rewrite, synonyms, pins = [] }] of entries) {
    if (rewrite && Array.from(phrase).length === 1) phrases.fold += phrase + rewrite;
    else if (rewrite) phrases.regional.set(phrase, rewrite);
    if (synonyms) phrases.synonyms.set(phrase, synonyms);
    for (const [pin, group] of pins) {
      const { unless, when } = phrases.pins[pin];
      (group > 0 ? when[group - 1] : unless).push(phrase);
    }
  }
  return phrases;
}

/**
 * @param {{operators: import('./phrases.js').Operators, folded: string}} read
 * @param {Phrases} phrases
 * @param {Known} known
 * @param {Opened} opened
 */
async function parse(read, phrases, known, { manifest, syllables, sounds: names }) {
  const { folded } = read;
  const { isIndexed } = known;
  const segmenter = makeSegmenter((word) => known.get(word)?.cost, manifest.unknown_cost);
  const ear = { syllables, isIndexed, reading: (/** @type {string} */ character) => names[known.get(character)?.sound ?? -1] };
  const kept = keptPlaces(tokenize(folded, segmenter), weakCharacters(folded, manifest.weak));
  const sounds = [...soundingTerms(folded, syllables, ear.reading, isIndexed, kept)];
  const words = soundsOfWords(folded, ear, kept);
  const meanings = synonymPhrases(folded, phrases.synonyms).flatMap(([, terms]) => terms);
  const [begun] = await Promise.all([completions(lastWordBegun(folded, isIndexed)), known.load([...sounds, ...words, ...meanings])]);
  const misheard = soundingMends(folded, new Map(words.map((sound) => [sound, known.get(sound)?.rewrite || ''])), ear, kept);
  // What sounds like labels all through is pinyin or initials.
  const isExplained = begun.length > 0 || misheard.length > 0 || (sounds.length > 0 && sounds.every(isIndexed));
  const isStrange = !isExplained && latinRuns(folded).some((run) => !isIndexed(run));
  const latin = isStrange ? await bundle.words() : [];
  return parseQuery(read, { manifest, expansions: phrases.synonyms, segmenter, ear, begun, sounds, misheard, latin });
}

/**
 * How a word that is still being typed may go on.
 * @param {string} begun
 * @returns {Promise<string[]>}
 */
async function completions(begun) {
  /** @type {string[]} */
  const words = [];
  if (!begun) return words;
  for await (const [term, entry] of bundle.startingWith(begun)) {
    if (term !== begun && entry.isIndexed && COMPLETED.test(term)) words.push(term);
    if (words.length === MAX_COMPLETIONS) break;
  }
  return words;
}

/**
 * The pages whose title or questions begin as the query does, begin with it, or are it.
 * @param {import('./query.js').Query} query
 * @param {Known} known
 * @returns {Promise<import('./ranking.js').Labelled>}
 */
async function labelled({ label, start }, known) {
  const pages = (/** @type {Entry | undefined} */ entry) => entry?.lists['pages.labels']?.at ?? [];
  /** @type {Set<number>} */
  const beginning = new Set();
  if (label) for await (const [, entry] of bundle.startingWith(label)) for (const page of pages(entry)) beginning.add(page);
  return { starting: new Set(pages(known.get(start))), beginning, exact: new Set(pages(known.get(label))) };
}

/**
 * The pages of each clause of the recall field.
 * @param {string[][]} clauses
 * @param {Known} known
 * @returns {Promise<number[][]>}
 */
async function recall(clauses, known) {
  await known.load(clauses.flat().map((term) => RECALL_MARK + term));
  return clauses.map((clause) => inAll(clause.map((term) => known.get(RECALL_MARK + term)?.lists['pages.characters'].at ?? [])));
}

/**
 * @typedef {import('./shards.js').Entry} Entry
 * @typedef {import('./bundle.js').Manifest} Manifest
 * @typedef {import('./bundle.js').Opened} Opened
 *
 * @typedef {object} RowContext
 * @property {Manifest} manifest
 * @property {string[]} terms
 * @property {string[]} literal
 *
 * @param {import('./ranking.js').Ranked} ranked
 * @param {boolean} isSure
 * @param {RowContext} context
 * @returns {Promise<Row>}
 */
async function makeRow(ranked, isSure, { manifest, terms, literal }) {
  const [best = placeOf(ranked.page, 0, 0), ...further] = bestSections(ranked, manifest);
  const part = partOf(best);
  const [sections, [first]] = await Promise.all([bundle.part(ranked.page, part), isSure ? bundle.part(ranked.page, 0) : [null]]);
  const sectionAt = (/** @type {number} */ at) => sections[at - placeOf(ranked.page, part, 0)];
  const { url, title, category, answer, anchor, heading, text, fold: pairs } = sectionAt(best);
  const fold = makeFold(pairs);
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
    ...(first && first.answer ? { answer: first.answer } : {}),
  };
}

/**
 * Of the first pages those whose text has what is demanded and nothing that is excluded.
 * @param {import('./ranking.js').Ranked[]} ranked
 * @param {import('./phrases.js').Operators} operators
 * @param {Known} known
 * @param {Manifest} manifest
 */
async function obedient(ranked, operators, known, manifest) {
  const required = operators.phrases.map(phraseClauses);
  const pairs = required.flatMap((phrase) => phrase.pairs);
  await known.load(pairs);
  const recalled = await recall(required.flatMap((phrase) => phrase.clauses), known);
  const holders = [...recalled, ...pairs.map((pair) => score(known.get(pair), manifest).pages.at)].map((pages) => new Set(pages));
  const checked = ranked.filter(({ page }) => holders.every((pages) => pages.has(page))).slice(0, MAX_CHECKED);
  const texts = await Promise.all(checked.map(({ page }) => pageText(page)));
  return checked.filter((_, at) => obeys(texts[at], operators));
}

/**
 * @param {number} page
 * @returns {Promise<string>} folded
 */
async function pageText(page) {
  const first = await bundle.part(page, 0);
  const others = Array.from({ length: first[0].parts - 1 }, (_, at) => bundle.part(page, at + 1));
  const sections = [first, ...(await Promise.all(others))].flat();
  const texts = sections.map(({ heading, text, fold }) => makeFold(fold)(`${heading}\n${text}`).text);
  return [makeFold(first[0].fold)(first[0].title).text, ...texts].join('\n');
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
