/** Files of the bundle → what they hold. Pure: FORMAT.md in the source describes every byte. */

import { BundleError, parseJson } from './transport.js';

/**
 * @typedef {import('./bundle.js').Entry} Entry
 * @typedef {import('./bundle.js').Posting} Posting
 * @typedef {import('./bundle.js').StoredSection} StoredSection
 */

/**
 * FORMAT.md, "Stored shard".
 * @param {Uint8Array} bytes
 * @returns {StoredSection[]}
 */
export function parseStoredShard(bytes) {
  const [fold, records] = parseJson(bytes);
  return records.flatMap((/** @type {[string, string, string, string, string[][]]} */ [url, title, category, answer, sections]) =>
    sections.map(([anchor, heading, text]) => ({ url, title, category, answer, anchor, heading, text, fold })),
  );
}

/**
 * @typedef {object} TermShard
 * @property {Map<string, Entry>} entries
 * @property {{fold?: string, regional?: Record<string, string>, synonyms?: Record<string, string[]>, pins?: Record<string, Array<[number, number]>>}} phrases
 *
 * FORMAT.md, "Term shard".
 * @param {Uint8Array} bytes
 * @param {number} listCount
 * @returns {TermShard}
 */
export function parseTermShard(bytes, listCount) {
  const head = new Varints(bytes);
  const termCount = head.next();
  const columns = Array.from({ length: 10 }, () => {
    const size = head.next();
    head.at += size;
    return bytes.subarray(head.at - size, head.at);
  });
  const [suffixes, ...numbers] = columns.slice(0, -1);
  const phrases = columns[columns.length - 1];
  const [shared, sizes, costs, sounds, masks, counts, gaps, frequencies] = numbers.map((column) => new Varints(column));
  const decoder = new TextDecoder();
  /** @type {Map<string, Entry>} */
  const entries = new Map();
  let key = new Uint8Array(0);
  let at = 0;
  for (let i = 0; i < termCount; i += 1) {
    const keep = shared.next();
    const size = sizes.next();
    const next = new Uint8Array(keep + size);
    next.set(key.subarray(0, keep));
    next.set(suffixes.subarray(at, at + size), keep);
    at += size;
    key = next;
    const cost = costs.next();
    const mask = masks.next();
    /** @type {number[][]} */
    const lists = [];
    for (let bit = 0; bit <= listCount; bit += 1) {
      lists.push((mask >> bit) & 1 ? documentNumbers(counts.next(), gaps) : []);
    }
    entries.set(decoder.decode(key), {
      cost: cost > 0 ? cost - 1 : undefined,
      sound: sounds.next(),
      postings: lists.slice(0, listCount).map((list) => list.map((number) => /** @type {Posting} */ ([number, frequencies.next()]))),
      characters: lists[listCount],
    });
  }
  return { entries, phrases: phrases.length > 0 ? parseJson(phrases) : {} };
}

/**
 * @param {number} count
 * @param {Varints} gaps
 * @returns {number[]}
 */
function documentNumbers(count, gaps) {
  let number = -1;
  return Array.from({ length: count }, () => {
    number += gaps.next() + 1;
    return number;
  });
}

/** Reads numbers of seven bits a byte, the lowest first. */
class Varints {
  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  next() {
    let value = 0;
    for (let shift = 1; ; shift *= 128) {
      const byte = this.bytes[this.at];
      if (byte === undefined) throw new BundleError('damaged', 'a number runs past its column');
      this.at += 1;
      value += (byte & 127) * shift;
      if (byte < 128) return value;
    }
  }
}
