/**
 * Text → folded text, as `fold.py`: NFKC, lower case, Traditional → Simplified, each character
 * knowing where it came from. The pairs come from the shards that a query loads.
 */

/** The inside of a character class that matches one Han character. */
export const HAN = '\\u3005\\u3007\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\u{20000}-\\u{323af}';

const MARKS = '\\u0300-\\u036f\\u3099\\u309a\\uff9e\\uff9f';
const COMBINED = new RegExp(`[^${MARKS}][${MARKS}]+|[^]`, 'gu');
const INVISIBLE = '\u00ad\u200b\u200c\u200d\u2060\ufeff';

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
    if (INVISIBLE.includes(cluster)) return '';
    const folded = cluster.normalize('NFKC').toLowerCase().replace(/ς/g, 'σ').normalize('NFKC');
    return Array.from(folded, (character) => simplified.get(character) ?? character).join('');
  }

  return function fold(text) {
    let folded = '';
    /** @type {number[]} */
    const offsets = [];
    for (const match of text.matchAll(COMBINED)) {
      const piece = foldCluster(match[0]);
      for (let i = 0; i < piece.length; i += 1) offsets.push(match.index);
      folded += piece;
    }
    offsets.push(text.length);
    return { text: folded, offsets };
  };
}
