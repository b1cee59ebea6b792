/** The static bundle, read: FORMAT.md in the source describes the files. Keeps in memory what it has read. */

import { parseStoredShard, parseTermShard } from './shards.js';
import { readWords } from './spelling.js';
import { BundleError, fetchFile, parseJson } from './transport.js';

export { BundleError } from './transport.js';

/** The format this reader knows. */
export const FORMAT_VERSION = 2;

/** Hexadecimal digits of a file's name. */
const NAME_LENGTH = 10;

/**
 * @typedef {[number, number]} Posting document number, frequency
 *
 * @typedef {object} Manifest
 * @property {number} format
 * @property {Record<string, any>} parameters named as in parameters.py
 * @property {Record<string, number>} counts documents of each level
 * @property {Record<string, Array<[string, number]>>} fields of each level: name, boost
 * @property {number} unknown_cost
 * @property {string[]} weak
 * @property {Array<[number[], number]>} pins pages, and number of groups that must all be there
 * @property {string[]} syllables every syllable of pinyin
 * @property {string[]} sounds every merged syllable
 * @property {string[]} lists `level.field` of each postings list of a term, in order
 * @property {[string, string]} words files: Latin words, words by their sound
 * @property {number[]} sections of each page
 * @property {number[]} lines of each page
 * @property {Record<string, number[]>} lengths by `level.field`
 * @property {[string[], string]} terms where each shard begins; the names of their files
 * @property {[number[], string]} stored how many sections each shard has; the names of their files
 *
 * @typedef {object} Documents
 * @property {Record<string, number[]>} lengths by `level.field`
 * @property {number[]} sectionPages
 * @property {number[]} linePages
 * @property {number[]} firstSections of each page
 *
 * @typedef {object} Entry
 * @property {number | undefined} cost of a word on the best path
 * @property {Posting[][]} postings in the order of `Manifest.lists`
 * @property {number} sound of a character: its place, from 1, in `Manifest.sounds`; 0 if it has none
 * @property {number[]} characters pages that have this recall term
 *
 * @typedef {object} Phrases what a query is rewritten and widened by
 * @property {string} fold Traditional and Simplified in turn
 * @property {Map<string, string>} regional
 * @property {Map<string, string[]>} synonyms
 * @property {import('./pins.js').Pin[]} pins
 *
 * @typedef {object} StoredSection
 * @property {string} url of its page
 * @property {string} title
 * @property {string} category
 * @property {string} answer
 * @property {string} anchor
 * @property {string} heading
 * @property {string} text
 * @property {string} fold pairs for the Traditional characters in it
 */

export class Bundle {
  /** @param {URL} base the folder of the bundle */
  constructor(base) {
    this.base = base;
    /** @type {Map<string, Promise<any>>} */
    this.files = new Map();
  }

  /** Forget everything, so that a bundle published since is read from its manifest on. */
  forget() {
    this.files.clear();
  }

  /** @returns {Promise<Manifest>} */
  manifest() {
    return this.once('manifest', async () => {
      const manifest = parseJson(await fetchFile(this.base, 'manifest'));
      if (manifest.format !== FORMAT_VERSION) {
        throw new BundleError('version', `bundle format ${manifest.format}, this page reads ${FORMAT_VERSION}: reload it`);
      }
      return manifest;
    });
  }

  /** @returns {Promise<Documents>} */
  documents() {
    return this.once('documents', async () => {
      const { lengths, sections, lines } = await this.manifest();
      return { lengths, sectionPages: owners(sections), linePages: owners(lines), firstSections: firsts(sections) };
    });
  }

  /**
   * Load all shards that may hold one of the terms.
   * @param {Iterable<string>} terms
   * @returns {Promise<Map<string, Entry>>} what the index knows of each of them that it has
   */
  async entries(terms) {
    /** @type {Map<string, Entry>} */
    const found = new Map();
    for (const [shard, shardTerms] of await this.shards(terms)) {
      for (const term of shardTerms) {
        const entry = shard.entries.get(term);
        if (entry) found.set(term, entry);
      }
    }
    return found;
  }

  /**
   * What may begin with one of these characters.
   * @param {Iterable<string>} characters
   * @returns {Promise<Phrases>}
   */
  async phrases(characters) {
    const { pins } = await this.manifest();
    /** @type {Phrases} */
    const phrases = {
      fold: '',
      regional: new Map(),
      synonyms: new Map(),
      pins: pins.map(([first, groups]) => ({ first, unless: [], when: Array.from({ length: groups }, () => []) })),
    };
    for (const [shard] of await this.shards(characters)) {
      const { fold = '', regional = {}, synonyms = {}, pins: marks = {} } = shard.phrases;
      phrases.fold += fold;
      for (const [phrase, word] of Object.entries(regional)) phrases.regional.set(phrase, word);
      for (const [phrase, terms] of Object.entries(synonyms)) phrases.synonyms.set(phrase, terms);
      for (const [phrase, places] of Object.entries(marks)) {
        for (const [pin, group] of places) {
          const { unless, when } = phrases.pins[pin];
          (group > 0 ? when[group - 1] : unless).push(phrase);
        }
      }
    }
    return phrases;
  }

  /**
   * @param {Iterable<string>} terms
   * @returns {Promise<Array<[import('./shards.js').TermShard, string[]]>>} the shards that may hold them, each with its share of them
   */
  async shards(terms) {
    const { terms: [starts, names], lists } = await this.manifest();
    /** @type {Map<number, string[]>} */
    const wanted = new Map();
    for (const term of new Set(terms)) {
      const at = lastUpTo(term, starts, isAfter);
      if (at >= 0) wanted.set(at, [...(wanted.get(at) || []), term]);
    }
    return Promise.all(
      Array.from(wanted, async ([at, shardTerms]) => {
        const file = nameAt(names, at);
        const shard = await this.once(file, async () => parseTermShard(await fetchFile(this.base, file), lists.length));
        return /** @type {[import('./shards.js').TermShard, string[]]} */ ([shard, shardTerms]);
      }),
    );
  }

  /**
   * What a query is mended with, as far as it is needed.
   * @param {boolean} isLatinNeeded
   * @param {boolean} isSoundNeeded
   * @returns {Promise<import('./spelling.js').Words>}
   */
  words(isLatinNeeded, isSoundNeeded) {
    return this.once(`words ${isLatinNeeded} ${isSoundNeeded}`, async () => {
      const { words: [latin, sounding] } = await this.manifest();
      const texts = [isLatinNeeded ? this.text(latin) : '', isSoundNeeded ? this.text(sounding) : ''];
      const [latinText, soundingText] = await Promise.all(texts);
      return readWords(latinText, soundingText);
    });
  }

  /**
   * @param {string} file
   * @returns {Promise<string>}
   */
  text(file) {
    return this.once(file, async () => new TextDecoder().decode(await fetchFile(this.base, file)));
  }

  /**
   * @param {number} section
   * @returns {Promise<StoredSection>}
   */
  async section(section) {
    const { stored: [, names] } = await this.manifest();
    const starts = await this.storedStarts();
    const at = lastUpTo(section, starts);
    const file = nameAt(names, at);
    const sections = await this.once(file, async () => parseStoredShard(await fetchFile(this.base, file)));
    return sections[section - starts[at]];
  }

  /**
   * Those of the sections whose text comes with that of another.
   * @param {number} section
   * @param {number[]} others
   * @returns {Promise<number[]>}
   */
  async beside(section, others) {
    const starts = await this.storedStarts();
    const at = lastUpTo(section, starts);
    return others.filter((other) => lastUpTo(other, starts) === at);
  }

  /** @returns {Promise<number[]>} the first section of each stored shard */
  storedStarts() {
    return this.once('storedStarts', async () => firsts((await this.manifest()).stored[0]));
  }

  /**
   * Run a loader once; forget a failure, so that the next call tries again.
   * @template T
   * @param {string} key
   * @param {() => Promise<T>} load
   * @returns {Promise<T>}
   */
  once(key, load) {
    let promise = this.files.get(key);
    if (!promise) {
      promise = load().catch((error) => {
        this.files.delete(key);
        throw error;
      });
      this.files.set(key, promise);
    }
    return promise;
  }
}

/**
 * @param {number[]} counts documents of each page
 * @returns {number[]} the page of each document
 */
function owners(counts) {
  return counts.flatMap((count, page) => Array(count).fill(page));
}

/**
 * @param {number[]} counts
 * @returns {number[]} the number of the first of each
 */
function firsts(counts) {
  let next = 0;
  return counts.map((count) => (next += count) - count);
}

/**
 * @param {string} names
 * @param {number} at
 */
function nameAt(names, at) {
  return names.slice(at * NAME_LENGTH, (at + 1) * NAME_LENGTH);
}

/**
 * @template T
 * @param {T} value
 * @param {T[]} starts where each shard begins, in order
 * @param {(a: T, b: T) => boolean} [isBeyond] whether `a` stands after `b`
 * @returns {number} the last shard that does not begin after `value`; -1 if none
 */
function lastUpTo(value, starts, isBeyond = (a, b) => a > b) {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBeyond(starts[middle], value)) high = middle;
    else low = middle + 1;
  }
  return low - 1;
}

/**
 * Tell whether `a` stands after `b` in code point order, which `<` on strings is not.
 * @param {string} a
 * @param {string} b
 */
function isAfter(a, b) {
  const others = Array.from(b);
  const characters = Array.from(a);
  for (let i = 0; i < characters.length; i += 1) {
    if (i >= others.length) return true;
    const difference = Number(characters[i].codePointAt(0)) - Number(others[i].codePointAt(0));
    if (difference !== 0) return difference > 0;
  }
  return false;
}
