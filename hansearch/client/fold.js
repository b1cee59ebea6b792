/**
 * Text → folded text, as `fold.py`: NFKC, lower case, Traditional → Simplified, each character
 * knowing where it came from. The pairs come from the shards that a query loads.
 */

/** The inside of a character class that matches one Han character. */
export const HAN = '\\u3005\\u3007\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\u{20000}-\\u{323af}';

const IS_HAN = new RegExp(`^[${HAN}]`, 'u');

/**
 * Tell whether a text begins with a Han character.
 * @param {string} text
 */
export function isHan(text) {
  return IS_HAN.test(text);
}

/**
 * Tell whether a text is one character.
 * @param {string} text
 */
export function isSingle(text) {
  return Array.from(text).length === 1;
}

const MARKS = '\\u0300-\\u036f\\u3099\\u309a\\uff9e\\uff9f';
const CLUSTERS = new RegExp(`[^${MARKS}][${MARKS}]+|[^]`, 'gu');
/** What makes one cluster of several units. */
const COMBINED = new RegExp(`[${MARKS}\\ud800-\\udfff]`);
const INVISIBLE = '\x1c\x1d\x1e\x1f\x85\xad\u200b\u200c\u200d\u2060\ufeff';

/**
 * Whether the letter or digit there goes on another: no phrase begins inside a word or a number.
 * @param {string} folded
 * @param {number} at
 */
export function isInsideRun(folded, at) {
  return /^[a-z0-9]{2}$/.test(folded.slice(Math.max(0, at - 1), at + 1));
}

/**
 * @typedef {object} Folded
 * @property {string} text
 * @property {number[]} offsets for each folded UTF-16 unit, and for the end, its offset in the original
 */

/**
 * Make the function that folds, for one index.
 * @param {string} pairs Traditional and Simplified characters in turn, from the manifest
 * @returns {(text: string) => Folded}
 */
export function makeFold(pairs) {
  /** @type {Map<string, string>} */
  const simplified = new Map();
  const characters = Array.from(pairs);
  for (let i = 0; i < characters.length; i += 2) simplified.set(characters[i], characters[i + 1]);

  /** @param {string} cluster */
  function foldCluster(cluster) {
    const folded = normalized(cluster);
    // A Simplified character stands for itself: mostly there is nothing to do.
    return simplified.size > 0 ? Array.from(folded, (character) => simplified.get(character) ?? character).join('') : folded;
  }

  /** @type {Map<string, Folded>} what a row shows is folded again by every search that finds it */
  const made = new Map();

  return function fold(text) {
    const before = made.get(text);
    if (before) return before;
    let folded = '';
    /** @type {number[]} */
    const offsets = [];
    /** @type {(cluster: string, at: number) => void} */
    const add = (cluster, at) => {
      const piece = foldCluster(cluster);
      for (let i = 0; i < piece.length; i += 1) offsets.push(at);
      folded += piece;
    };
    if (COMBINED.test(text)) for (const { 0: cluster, index } of text.matchAll(CLUSTERS)) add(cluster, index);
    else for (let at = 0; at < text.length; at += 1) add(text[at], at);
    offsets.push(text.length);
    const result = { text: folded, offsets };
    made.set(text, result);
    return result;
  };
}

/** @type {Map<string, string>} */
const known = new Map();

/**
 * NFKC, lower case. Worked out once for each character: every row that is shown has hundreds of the same ones.
 * @param {string} cluster
 * @returns {string}
 */
function normalized(cluster) {
  let folded = known.get(cluster);
  if (folded === undefined) {
    folded = INVISIBLE.includes(cluster) ? '' : cluster.normalize('NFKC').toLowerCase().replace(/ς/g, 'σ').normalize('NFKC');
    if (cluster.length === 1) known.set(cluster, folded);
  }
  return folded;
}
