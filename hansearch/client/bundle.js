/** The static bundle, read: FORMAT.md in the source describes the files. Keeps in memory what it has read. */

/** The format this reader knows. */
export const FORMAT_VERSION = 1;

/**
 * @typedef {[number, number]} Posting document number, frequency
 *
 * @typedef {object} Manifest
 * @property {number} format
 * @property {Record<string, any>} parameters named as in parameters.py
 * @property {Record<string, number>} counts documents of each level
 * @property {Record<string, Array<[string, number, number]>>} fields of each level: name, boost, average length
 * @property {string} fold
 * @property {number} unknown_cost
 * @property {string[]} weak
 * @property {string[][]} synonyms
 * @property {string[][]} one_way
 * @property {Record<string, string>} regional
 * @property {import('./pins.js').Pin[]} pins
 * @property {string[]} syllables every syllable of pinyin
 * @property {string[]} sounds every merged syllable
 * @property {string[]} lists `level.field` of each postings list of a term, in order
 * @property {[string, string]} words files: Latin words, words by their sound
 * @property {string} documents
 * @property {Array<[string, string]>} terms first term, file
 * @property {Array<[number, string]>} stored first page, file
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
 * @typedef {object} StoredPage
 * @property {string} url
 * @property {string} title
 * @property {string} answer
 * @property {Array<[string, string, string]>} sections anchor, heading, text
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
      const manifest = await this.manifest();
      const { sections, lines, lengths } = parseJson(await this.fetch(manifest.documents));
      return {
        lengths,
        sectionPages: owners(sections),
        linePages: owners(lines),
        firstSections: sections.map((/** @type {number} */ _, /** @type {number} */ i) => sum(sections.slice(0, i))),
      };
    });
  }

  /**
   * Load all shards that may hold one of the terms.
   * @param {Iterable<string>} terms
   * @returns {Promise<Map<string, Entry>>} what the index knows of each of them that it has
   */
  async entries(terms) {
    const { terms: shards, lists } = await this.manifest();
    /** @type {Map<string, string[]>} */
    const wanted = new Map();
    for (const term of terms) {
      const at = shardOf(shards, term);
      if (at < 0) continue;
      const file = shards[at][1];
      wanted.set(file, [...(wanted.get(file) ?? []), term]);
    }
    /** @type {Map<string, Entry>} */
    const found = new Map();
    await Promise.all(
      Array.from(wanted, async ([file, shardTerms]) => {
        const shard = await this.once(file, async () => parseTermShard(await this.fetch(file), lists.length));
        for (const term of shardTerms) {
          const entry = shard.get(term);
          if (entry) found.set(term, entry);
        }
      }),
    );
    return found;
  }

  /**
   * @param {string} file
   * @returns {Promise<string>}
   */
  text(file) {
    return this.once(file, async () => new TextDecoder().decode(await this.fetch(file)));
  }

  /**
   * @param {number} page
   * @returns {Promise<StoredPage>}
   */
  async page(page) {
    const { stored } = await this.manifest();
    let at = stored.length - 1;
    while (stored[at][0] > page) at -= 1;
    const [first, file] = stored[at];
    const shard = await this.once(file, async () => parseJson(await this.fetch(file)));
    const [url, title, answer, sections] = shard[page - first];
    return { url, title, answer, sections };
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
    let response;
    try {
      // The manifest changes with every deployment; all other files are named by their content.
      response = await fetch(new URL(`${name}.bin`, this.base), { cache: name === 'manifest' ? 'no-cache' : 'default' });
    } catch (error) {
      throw new BundleError('network', `${name}: ${error}`);
    }
    if (!response.ok) throw new BundleError('network', `${name}: HTTP ${response.status}`);
    try {
      return await inflate(await response.arrayBuffer());
    } catch (error) {
      throw new BundleError('damaged', `${name}: ${error}`);
    }
  }
}

/**
 * @param {ArrayBuffer} compressed zlib format
 * @returns {Promise<Uint8Array>}
 */
async function inflate(compressed) {
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

/** @param {number[]} values */
function sum(values) {
  return values.reduce((total, value) => total + value, 0);
}

/**
 * @param {Array<[string, string]>} shards
 * @param {string} term
 * @returns {number} the last shard whose first term is not after `term`; -1 if none
 */
function shardOf(shards, term) {
  let low = 0;
  let high = shards.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isAfter(shards[middle][0], term)) high = middle;
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
 * FORMAT.md, "Term shard".
 * @param {Uint8Array} bytes
 * @param {number} listCount
 * @returns {Map<string, Entry>}
 */
export function parseTermShard(bytes, listCount) {
  const head = new Varints(bytes);
  const termCount = head.next();
  const columns = Array.from({ length: 9 }, () => {
    const size = head.next();
    head.at += size;
    return bytes.subarray(head.at - size, head.at);
  });
  const [suffixes, ...numbers] = columns;
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
  return entries;
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
