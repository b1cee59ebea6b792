/** A query as typed → what is looked up for it, with what the index knows of that: as `parse_query` and `lists.py`. */

import { MAX_HAN_WORD, makeSegmenter, tokenize } from './analysis.js';
import { RECALL_MARK } from './bundle.js';
import { isInsideRun, isSingle, makeFold } from './fold.js';
import { labelKey, startTerms } from './labels.js';
import { findNumbers } from './numerals.js';
import { keptPlaces, parseQuery, readQuery, synonymPhrases, weakCharacters } from './query.js';
import { inAll } from './ranking.js';
import { breathe } from './slices.js';
import { soundingTerms, splitSyllables } from './sound.js';
import { COMPLETED, lastWordBegun, latinRuns, MAX_COMPLETIONS, soundingMends, soundsOfWords } from './spelling.js';

const LETTER = /[\p{L}\p{N}]/u;
const LETTERS_ONLY = /^[a-z ]+$/;
const VOWEL = /[aeiou]/;

/**
 * @typedef {import('./bundle.js').Bundle} Bundle
 * @typedef {import('./bundle.js').Manifest} Manifest
 * @typedef {import('./shards.js').Entry} Entry
 */

/** What has been found out of terms for one query. */
export class Known {
  /** @param {Bundle} bundle */
  constructor(bundle) {
    this.bundle = bundle;
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
    for (const [term, entry] of await this.bundle.entries(missing)) this.entries.set(term, entry);
    for (const term of missing) this.asked.add(term);
  }
}

/**
 * What was typed, folded and in the words of the index, with what is known of it. What a shard knows may change the
 * query (Traditional characters, words of Taiwan), which then needs other shards.
 * @param {string} text
 * @param {Bundle} bundle
 */
async function read(text, bundle) {
  const { manifest, syllables } = await bundle.open();
  await breathe();
  const known = new Known(bundle);
  const longest = Math.max(MAX_HAN_WORD, manifest.longest_phrase);
  for (let phrases = phrasesOf(known, manifest); ; ) {
    const typed = readQuery(text, makeFold(phrases.fold), manifest, phrases.regional);
    const { excluded, literal } = typed.operators;
    const spellings = findNumbers(typed.folded).flatMap((number) => number.spellings);
    const texts = [...new Set([typed.folded, ...literal, ...excluded, ...spellings])];
    await breathe();
    const terms = texts.flatMap((one) => [...candidateTerms(one, longest), ...latinRuns(one)]);
    await known.load([...terms, ...likelySounds(typed.folded, syllables)]);
    await breathe();
    phrases = phrasesOf(known, manifest);
    const again = readQuery(text, makeFold(phrases.fold), manifest, phrases.regional);
    if (JSON.stringify(again) === JSON.stringify(typed)) return { typed, phrases, known };
  }
}

/**
 * What pinyin and initials sound like, before the index has said that they are no words of its own: a round trip less.
 * @param {string} folded
 * @param {Set<string>} syllables
 * @returns {string[]} none for a query that can be read otherwise
 */
function likelySounds(folded, syllables) {
  const isSpelt = (/** @type {string} */ word) => !VOWEL.test(word) || splitSyllables(word, syllables) !== null;
  if (!LETTERS_ONLY.test(folded) || !folded.split(' ').every(isSpelt)) return [];
  const reading = () => undefined;
  const isIndexed = () => false;
  return [...soundingTerms(folded, syllables, reading, isIndexed), ...soundsOfWords(folded, { syllables, reading, isIndexed }, new Map())];
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
    // Syllables are no phrase: what sounds so is only offered.
    const isSound = rewrite && phrase.includes("'");
    if (rewrite && isSingle(phrase)) phrases.fold += phrase + rewrite;
    else if (rewrite && !isSound) phrases.regional.set(phrase, rewrite);
    if (synonyms) phrases.synonyms.set(phrase, synonyms);
    for (const [pin, group] of pins) {
      const { unless, when } = phrases.pins[pin];
      (group > 0 ? when[group - 1] : unless).push(isSound ? rewrite : phrase);
    }
  }
  return phrases;
}

/**
 * What is looked up for a query, with what is known of all of it.
 * @param {string} text
 * @param {Bundle} bundle
 * @returns {Promise<{query: import('./query.js').Query, pins: import('./pins.js').Pin[], known: Known}>}
 */
export async function understand(text, bundle) {
  const { manifest, syllables, sounds: names } = await bundle.open();
  const { typed, phrases, known } = await read(text, bundle);
  const { folded } = typed;
  const { isIndexed } = known;
  await breathe();
  const segmenter = makeSegmenter((word) => known.get(word)?.cost, manifest.unknown_cost);
  const ear = { syllables, isIndexed, reading: (/** @type {string} */ character) => names[known.get(character)?.sound ?? -1] };
  const tokens = tokenize(folded, segmenter);
  const weak = weakCharacters(folded, manifest.weak);
  const kept = keptPlaces(tokens, weak);
  const sounds = [...soundingTerms(folded, syllables, ear.reading, isIndexed, kept)];
  const words = soundsOfWords(folded, ear, kept);
  const meanings = synonymPhrases(folded, phrases.synonyms).flatMap(([, terms]) => terms);
  const [begun] = await Promise.all([completions(lastWordBegun(folded, isIndexed), bundle), known.load([...sounds, ...words, ...meanings])]);
  await breathe();
  const heard = soundingMends(folded, new Map(words.map((sound) => [sound, known.get(sound)?.rewrite || ''])), ear, kept);
  // What sounds like labels all through is pinyin or initials.
  const isExplained = begun.length > 0 || (heard.isWhole && heard.mends.length > 0) || (sounds.length > 0 && sounds.every(isIndexed));
  const isStrange = !isExplained && latinRuns(folded).some((run) => !isIndexed(run));
  const latin = isStrange ? await bundle.words() : [];
  await breathe();
  const expansions = phrases.synonyms;
  const query = parseQuery(typed, { tokens, weak, kept, manifest, expansions, segmenter, ear, begun, sounds, heard, latin });
  await known.load(query.terms.map(({ term }) => term));
  return { query, pins: phrasesOf(known, manifest).pins, known };
}

/**
 * How a word that is still being typed may go on.
 * @param {string} begun
 * @param {Bundle} bundle
 * @returns {Promise<string[]>}
 */
async function completions(begun, bundle) {
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
 * Every term that a query could ask for, whatever the vocabulary turns out to be; recall terms apart.
 * @param {string} folded
 * @param {number} longest characters of a word or phrase
 * @returns {Set<string>}
 */
export function candidateTerms(folded, longest) {
  const everything = { path: (/** @type {string[]} */ units) => wholeRun(units), isWord: () => true };
  const terms = new Set([...startTerms(folded), labelKey(folded)]);
  const characters = Array.from(folded);
  let at = 0;
  characters.forEach((character, start) => {
    if (LETTER.test(character) && !isInsideRun(folded, at)) {
      let slice = '';
      for (const next of characters.slice(start, start + longest)) {
        slice += next;
        if (!isInsideRun(folded, at + slice.length)) terms.add(slice);
      }
    }
    at += character.length;
  });
  for (const token of tokenize(folded, everything)) terms.add(token.term);
  for (const [letters] of folded.matchAll(/[a-z]+/g)) terms.add(letters);
  return terms;
}

/**
 * @param {string[]} units
 * @returns {Array<[number, number]>}
 */
function wholeRun(units) {
  return units.map((_, at) => [at, at + 1]);
}

/**
 * The pages whose title or questions begin as the query does, begin with it, or are it.
 * @param {import('./query.js').Query} query
 * @param {Known} known
 * @returns {Promise<import('./ranking.js').Labelled>}
 */
export async function labelled({ label, start }, known) {
  const pages = (/** @type {Entry | undefined} */ entry) => entry?.lists['pages.labels']?.at ?? [];
  /** @type {Set<number>} */
  const beginning = new Set();
  if (label) for await (const [, entry] of known.bundle.startingWith(label)) for (const page of pages(entry)) beginning.add(page);
  return { starting: new Set(pages(known.get(start))), beginning, exact: new Set(pages(known.get(label))) };
}

/**
 * The pages of each clause of the recall field.
 * @param {string[][]} clauses
 * @param {Known} known
 * @returns {Promise<number[][]>}
 */
export async function recall(clauses, known) {
  await known.load(clauses.flat().map((term) => RECALL_MARK + term));
  return clauses.map((clause) => inAll(clause.map((term) => known.get(RECALL_MARK + term)?.lists['pages.characters'].at ?? [])));
}
