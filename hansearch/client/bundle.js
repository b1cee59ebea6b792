/** The static bundle, read: FORMAT.md in the source describes the files. Keeps in memory what it has read. */

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

/**
 * @typedef {object} Prepared what another script may have left for this one
 * @property {Record<string, string>} [hansearchFiles] all files in base64, from `offline.js`
 * @property {Promise<Response>} [hansearchManifest] asked for by `hansearch.js`
 */

/** The bundle could not be read; `reason` is `network`, `damaged` or `version`. */
export class BundleError extends Error {
  /**
   * @param {'network' | 'damaged' | 'version'} reason
   * @param {string} message
   */
  constructor(reason, message) {
    super(message);
    this.name = 'BundleError';
    this.reason = reason;
  }
}

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
      const manifest = parseJson(await this.fetch('manifest'));
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
   * @returns {Promise<Array<[TermShard, string[]]>>} the shards that may hold them, each with its share of them
   */
  async shards(terms) {
    const { terms: [starts, names], lists } = await this.manifest();
    /** @type {Map<number, string[]>} */
    const wanted = new Map();
    for (const term of new Set(terms)) {
      const at = shardOf(starts, term);
      if (at >= 0) wanted.set(at, [...(wanted.get(at) || []), term]);
    }
    return Promise.all(
      Array.from(wanted, async ([at, shardTerms]) => {
        const file = nameAt(names, at);
        const shard = await this.once(file, async () => parseTermShard(await this.fetch(file), lists.length));
        return /** @type {[TermShard, string[]]} */ ([shard, shardTerms]);
      }),
    );
  }

  /**
   * @param {number} section
   * @returns {Promise<StoredSection>}
   */
  async section(section) {
    const { stored: [counts, names] } = await this.manifest();
    const at = storedShardOf(counts, section);
    const file = nameAt(names, at);
    const sections = await this.once(file, async () => parseStoredShard(await this.fetch(file)));
    return sections[section - firsts(counts)[at]];
  }

  /**
   * Those of the sections whose text comes with that of another.
   * @param {number} section
   * @param {number[]} others
   * @returns {Promise<number[]>}
   */
  async beside(section, others) {
    const { stored: [counts] } = await this.manifest();
    return others.filter((other) => storedShardOf(counts, other) === storedShardOf(counts, section));
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

  /**
   * @param {string} name
   * @returns {Promise<Uint8Array>}
   */
  async fetch(name) {
    const { hansearchFiles: kept, hansearchManifest: early } = /** @type {Prepared} */ (globalThis);
    if (kept) return inflate(Uint8Array.from(atob(kept[name]), (letter) => letter.charCodeAt(0)).buffer);
    let response;
    try {
      if (name === 'manifest' && early) {
        delete (/** @type {Prepared} */ (globalThis).hansearchManifest);
        response = await early;
      } else {
        // The manifest changes with every deployment; all other files are named by their content.
        response = await fetch(new URL(`${name}.bin`, this.base).href, { cache: name === 'manifest' ? 'no-cache' : 'default' });
      }
    } catch (error) {
      throw new BundleError('network', `${name}: ${error}`);
    }
    if (!response.ok) throw new BundleError('network', `${name}: HTTP ${response.status}`);
    try {
      const content = await response.arrayBuffer();
      if (name !== 'manifest' && !(await isNamed(name, content))) throw new Error('not the content of this name');
      return await inflate(content);
    } catch (error) {
      throw new BundleError('damaged', `${name}: ${error}`);
    }
  }
}

/**
 * Whether content is what its name says; true where the browser cannot tell (plain http). Zlib checks, too.
 * @param {string} name
 * @param {ArrayBuffer} content
 * @returns {Promise<boolean>}
 */
async function isNamed(name, content) {
  if (!globalThis.crypto || !crypto.subtle) return true;
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', content));
  const digits = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0'));
  return digits.join('').startsWith(name);
}

/**
 * @param {ArrayBuffer} compressed zlib format
 * @returns {Promise<Uint8Array>}
 */
async function inflate(compressed) {
  if (typeof DecompressionStream === 'undefined') {
    const { inflateZlib } = await import(new URL('inflate.js', import.meta.url).href);
    return inflateZlib(new Uint8Array(compressed));
  }
  const stream = new Blob([compressed]).stream().pipeThrough(new DecompressionStream('deflate'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** @param {Uint8Array} bytes */
function parseJson(bytes) {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    throw new BundleError('damaged', String(error));
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
 * @param {number[]} counts sections of each stored shard
 * @param {number} section
 * @returns {number} the shard that has it
 */
function storedShardOf(counts, section) {
  let at = 0;
  for (let left = section; left >= counts[at]; at += 1) left -= counts[at];
  return at;
}

/**
 * @param {string[]} starts
 * @param {string} term
 * @returns {number} the last shard that does not begin after `term`; -1 if none
 */
function shardOf(starts, term) {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isAfter(starts[middle], term)) high = middle;
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

/**
 * FORMAT.md, "Stored shard".
 * @param {Uint8Array} bytes
 * @returns {StoredSection[]}
 */
function parseStoredShard(bytes) {
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
