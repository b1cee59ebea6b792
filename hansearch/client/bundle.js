/** The static bundle, read: FORMAT.md in the source describes the files. Keeps in memory what it has read. */

import { BitReader } from './bits.js';
import { parsePart, parseTermShard, readKeys } from './shards.js';
import { breathe } from './slices.js';
import { mergeSounds } from './sound.js';
import { BundleError, fetchManifest, fetchSealed, fromBase64, inflate, parseJson } from './transport.js';

export { BundleError } from './transport.js';

/** The format this reader knows. */
export const FORMAT_VERSION = 5;

/** Before a recall term in the index. */
export const RECALL_MARK = '\x01';

/** Code point that stands for the first syllable in the key of a sound term. */
const FIRST_SOUND = 0xe000;

/**
 * @typedef {import('./shards.js').Entry} Entry
 * @typedef {import('./shards.js').StoredSection} StoredSection
 *
 * @typedef {object} Manifest
 * @property {number} format
 * @property {string} generation the folder of all other files
 * @property {Record<string, any>} parameters named as in parameters.py
 * @property {Record<string, number>} counts documents of each level
 * @property {Record<string, Array<[string, number, number]>>} fields of each level: name, boost, k1
 * @property {number} unknown_cost
 * @property {string[]} weak
 * @property {Array<[number[], number]>} pins pages, and number of groups that must all be there
 * @property {string} syllables of pinyin: a line for each initial, it and its finals
 * @property {{pages: number, part_bits: number, place_bits: number, line_bits: number}} shape
 * @property {Array<[string, string, boolean]>} attributes name, kind, whether it ranks
 * @property {number[]} masks
 * @property {number} longest_phrase characters of a phrase that a query is rewritten or widened by
 * @property {string} terms where each shard begins: terms in order, in base64
 *
 * @typedef {object} Opened what is worked out of the manifest once
 * @property {Manifest} manifest
 * @property {string[]} starts where each term shard begins
 * @property {Set<string>} syllables
 * @property {string[]} sounds every merged syllable, in order
 * @property {Map<string, string>} soundKeys merged syllable → the character that stands for it
 */

export class Bundle {
  /** @param {URL} base the folder of the bundle */
  constructor(base) {
    this.base = base;
    /** Ends what is under way. */
    this.controller = new AbortController();
    /** @type {Map<string, Promise<any>>} */
    this.files = new Map();
  }

  /** @returns {Promise<Opened>} */
  open() {
    return this.once('manifest', async () => {
      /** @type {Manifest} */
      const manifest = parseJson(await fetchManifest(this));
      if (manifest.format !== FORMAT_VERSION) {
        throw new BundleError('version', `bundle format ${manifest.format}, this page reads ${FORMAT_VERSION}: reload it`);
      }
      await breathe();
      const syllables = new Set(
        manifest.syllables.split('\n').flatMap((line) => {
          const [initial, ...finals] = line.split(' ');
          return finals.map((final) => initial + final);
        }),
      );
      const sounds = [...new Set(Array.from(syllables, mergeSounds))].sort();
      const soundKeys = new Map(sounds.map((sound, place) => [sound, String.fromCharCode(FIRST_SOUND + place)]));
      await breathe();
      /** @type {string[]} */
      const starts = [];
      for (const start of readKeys(new BitReader(fromBase64(manifest.terms)))) {
        starts.push(start);
        await breathe(); // A large site has thousands.
      }
      return { manifest, starts, syllables, sounds, soundKeys };
    });
  }

  /**
   * Load all shards that may hold one of the terms.
   * @param {Iterable<string>} terms
   * @returns {Promise<Map<string, Entry>>} what the index knows of each of them that it has
   */
  async entries(terms) {
    const { starts, soundKeys } = await this.open();
    /** @type {Map<string, Entry>} */
    const found = new Map();
    await Promise.all(
      Array.from(new Set(terms), async (term) => {
        const key = keyOf(term, soundKeys);
        const entry = (await this.shard(lastUpTo(key, starts))).get(key);
        if (entry) found.set(term, entry);
      }),
    );
    return found;
  }

  /**
   * Terms that begin with a prefix, in code point order, from shard to shard until the caller has enough.
   * @param {string} prefix
   * @returns {AsyncGenerator<[string, Entry]>}
   */
  async *startingWith(prefix) {
    const { starts } = await this.open();
    for (let at = lastUpTo(prefix, starts), first = at; at === first || (starts[at] || '').startsWith(prefix); at += 1) {
      for (const item of await this.shard(at)) if (item[0].startsWith(prefix)) yield item;
    }
  }

  /**
   * @param {number} at
   * @returns {Promise<Map<string, Entry>>}
   */
  async shard(at) {
    const { manifest, starts } = await this.open();
    if (!(at in starts)) return new Map();
    return this.once(`t${at}`, async () => parseTermShard(await this.fetch(`t${at}`), manifest));
  }

  /** @returns {Promise<string[]>} words of letters, to mend a query with */
  words() {
    return this.once('words', async () => new TextDecoder().decode(await inflate(await this.fetch('words'))).split('\n'));
  }

  /**
   * The sections of a part of a page.
   * @param {number} page
   * @param {number} part
   * @returns {Promise<StoredSection[]>}
   */
  part(page, part) {
    const name = `p${page}-${part}`;
    return this.once(name, async () => parsePart(await inflate(await this.fetch(name))));
  }

  /** @param {string} name */
  async fetch(name) {
    const { manifest } = await this.open();
    // Starting twenty requests takes a cheap phone a tenth of a second.
    await breathe();
    return fetchSealed(this, manifest.generation, name);
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
 * The key of a term in the index: of a sound term a character for each syllable.
 * @param {string} term
 * @param {Map<string, string>} soundKeys
 */
function keyOf(term, soundKeys) {
  const syllables = term.split("'");
  return syllables.length > 1 && syllables[0] ? syllables.map((one) => soundKeys.get(one) || '').join('') : term;
}

/**
 * @param {string} value
 * @param {string[]} starts where each shard begins, in order
 * @returns {number} the last shard that does not begin after `value`; -1 if none
 */
function lastUpTo(value, starts) {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isAfter(starts[middle], value)) high = middle;
    else low = middle + 1;
  }
  return low - 1;
}

/**
 * Tell whether `a` stands after `b` in code point order, which `>` on strings is not.
 * @param {string} a
 * @param {string} b
 */
function isAfter(a, b) {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  if (at >= a.length || at >= b.length) return a.length > b.length;
  return lifted(a.charCodeAt(at)) > lifted(b.charCodeAt(at));
}

/** @param {number} unit surrogates above all others, as the characters that they make */
function lifted(unit) {
  return unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit;
}
