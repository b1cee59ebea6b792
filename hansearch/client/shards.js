/** Files of the bundle → what they hold. Pure: FORMAT.md in the source describes every bit. */

import { BitReader, riceParameter } from './bits.js';
import { makeFold } from './fold.js';
import { parseJson } from './transport.js';

/**
 * @typedef {import('./bundle.js').Manifest} Manifest
 *
 * @typedef {object} List where a term stands
 * @property {number[]} at pages, or places below them, see `placeOf`; in order
 * @property {number[]} frequencies
 *
 * @typedef {object} Entry what is known of a term
 * @property {boolean} isIndexed some field that ranks has it
 * @property {number} [cost] of a word on the best path
 * @property {number} [sound] of a character: its place in `Bundle.sounds`
 * @property {string} [rewrite] what stands for it: Simplified for Traditional, the index's word for a regional one or for a sound
 * @property {string[]} [synonyms] terms to look up beside it
 * @property {Array<[number, number]>} [pins] the pin, and which of its groups from 1; 0: it forbids the pin
 * @property {Record<string, List>} lists by `level.field`
 * @property {import('./bm25.js').Found} [found] what `bm25.js` makes of the lists, once
 *
 * @typedef {object} StoredSection
 * @property {string} url
 * @property {string} title
 * @property {string} category
 * @property {string} answer of the page, in its first part only
 * @property {number} parts of the page
 * @property {string} anchor
 * @property {string} heading
 * @property {string} text
 * @property {(text: string) => import('./fold.js').Folded} fold knows the Traditional characters of its part
 */

/** A place below a page is one number: page, part and place in the part, or page and line. */
const PARTS = 2 ** 16;
const PLACES = 2 ** 8;

/**
 * @param {number} page
 * @param {number} part
 * @param {number} place
 */
export function placeOf(page, part, place) {
  return (page * PARTS + part) * PLACES + place;
}

/** @param {number} at */
export function pageOf(at) {
  return Math.floor(at / (PARTS * PLACES));
}

/** @param {number} at */
export function partOf(at) {
  return Math.floor(at / PLACES) % PARTS;
}

/**
 * FORMAT.md, "Part of a page".
 * @param {Uint8Array} bytes
 * @returns {StoredSection[]}
 */
export function parsePart(bytes) {
  const [pairs, url, title, category, answer, parts, sections] = parseJson(bytes);
  const fold = makeFold(pairs);
  return sections.map((/** @type {[string, string, string]} */ [anchor, heading, text]) => ({
    url, title, category, answer, parts, anchor, heading, text, fold,
  }));
}

/** @type {Record<string, (reader: BitReader, shape: Manifest['shape']) => any>} */
const READERS = {
  number: (reader) => reader.fixed(9),
  string: (reader) => reader.string(),
  strings: (reader) => repeat(reader.gamma(), () => reader.string()),
  pairs: (reader) => repeat(reader.gamma(), () => [reader.gamma() - 1, reader.gamma() - 1]),
  pages: (reader, shape) => readPages(reader, shape, () => 1),
  postings: (reader, shape) => readPages(reader, shape, () => reader.gamma()),
  sections: (reader, shape) => readNested(reader, shape, true),
  lines: (reader, shape) => readNested(reader, shape, false),
};

/** Kinds of attributes that are lists. */
const LISTS = ['pages', 'postings', 'sections', 'lines'];

/**
 * FORMAT.md, "Term shard".
 * @param {Uint8Array} bytes
 * @param {Manifest} manifest
 * @returns {Map<string, Entry>} in code point order
 */
export function parseTermShard(bytes, { attributes, masks, shape }) {
  const reader = new BitReader(bytes);
  /** @type {Map<string, Entry>} */
  const entries = new Map();
  for (const term of readKeys(reader)) {
    const mask = masks[reader.gamma() - 1] ?? reader.fixed(attributes.length);
    /** @type {any} */
    const entry = { isIndexed: false, lists: {} };
    attributes.forEach(([name, kind, isScored], bit) => {
      if (!((mask >> bit) & 1)) return;
      const value = READERS[kind](reader, shape);
      if (LISTS.includes(kind)) entry.lists[name] = value;
      else entry[name] = value;
      if (isScored) entry.isIndexed = true;
    });
    entries.set(term, entry);
  }
  return entries;
}

/**
 * FORMAT.md, "Terms in order": terms that stand one after another, each with whatever a caller reads behind it.
 * @param {BitReader} reader
 * @returns {Generator<string, void>}
 */
export function* readKeys(reader) {
  let left = reader.gamma();
  const stepBits = reader.fixed(4);
  /** @type {string[]} characters of the term before */
  let term = [];
  for (; left > 0; left -= 1) {
    const shared = reader.gamma() - 1;
    let following = reader.gamma();
    const characters = term.slice(0, shared);
    if (shared < term.length) {
      characters.push(String.fromCodePoint(Number(term[shared].codePointAt(0)) + 1 + reader.rice(stepBits)));
      following -= 1;
    }
    for (; following > 0; following -= 1) characters.push(reader.character());
    term = characters;
    yield term.join('');
  }
}

/**
 * @template T
 * @param {number} count
 * @param {() => T} read
 */
function repeat(count, read) {
  return Array.from({ length: count }, read);
}

/**
 * @param {BitReader} reader
 * @param {Manifest['shape']} shape
 * @param {() => number} readFrequency
 * @returns {List}
 */
function readPages(reader, { pages }, readFrequency) {
  /** @type {List} */
  const list = { at: [], frequencies: [] };
  const count = reader.gamma();
  const lowBits = riceParameter(pages, count);
  for (let left = count, page = -1; left > 0; left -= 1) {
    page += reader.rice(lowBits) + 1;
    list.at.push(page);
    list.frequencies.push(readFrequency());
  }
  return list;
}

/**
 * @param {BitReader} reader
 * @param {Manifest['shape']} shape
 * @param {boolean} hasParts
 * @returns {List}
 */
function readNested(reader, { pages, part_bits: partBits, place_bits: placeBits, line_bits: lineBits }, hasParts) {
  /** @type {List} */
  const list = { at: [], frequencies: [] };
  const count = reader.gamma();
  const lowBits = riceParameter(pages, count);
  for (let left = count, page = -1; left > 0; left -= 1) {
    page += reader.rice(lowBits) + 1;
    let part = 0;
    let next = 0;
    do {
      const step = hasParts ? reader.rice(partBits) : 0;
      const place = reader.rice(hasParts ? placeBits : lineBits) + (step === 0 ? next : 0);
      part += step;
      next = place + 1;
      list.at.push(placeOf(page, part, place));
      list.frequencies.push(reader.gamma());
    } while (reader.fixed(1));
  }
  return list;
}
