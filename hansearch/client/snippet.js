/** A section's text and a query's terms → the excerpt that a row shows, in parts, as `snippet.py`. */

/**
 * @typedef {[string, boolean]} Part text, and whether it matches
 * @typedef {(text: string) => import('./fold.js').Folded} Fold
 */

/** Characters of original text: two to three lines on a phone. */
const SNIPPET_LENGTH = 90;
const LEAD = 16;
const SENTENCE_END = '。！？；\n';

/**
 * Split text into parts, each with whether it matches one of the folded terms.
 * @param {string} text
 * @param {string[]} terms
 * @param {Fold} fold
 * @returns {Part[]}
 */
export function mark(text, terms, fold) {
  const characters = Array.from(text);
  return parts(characters, 0, characters.length, matches(characters, terms, fold));
}

/**
 * The window of text that holds the most matched characters.
 * @param {string} text
 * @param {string[]} terms
 * @param {Fold} fold
 * @param {number} [length]
 * @returns {Part[]}
 */
export function snippet(text, terms, fold, length = SNIPPET_LENGTH) {
  const characters = Array.from(text);
  const matched = matches(characters, terms, fold);
  const start = startOfSentence(characters, bestWindow(matched, length), matched);
  const end = Math.min(characters.length, start + length);
  const line = Array.from(text.replace(/\n/g, ' '));
  const window = parts(line, start, end, matched);
  if (start > 0) window.unshift(['…', false]);
  if (end < line.length) window.push(['…', false]);
  return window;
}

/**
 * Tell of each character whether it belongs to an occurrence of a term.
 * @param {string[]} characters whole ones: half an emoji cannot be shown
 * @param {string[]} terms
 * @param {Fold} fold
 * @returns {boolean[]}
 */
function matches(characters, terms, fold) {
  const { text, offsets } = fold(characters.join(''));
  const matched = Array(offsets[text.length]).fill(false);
  for (const term of terms) {
    for (let at = text.indexOf(term); at >= 0; at = text.indexOf(term, at + 1)) {
      if (cutsAWord(text, at, at + term.length)) continue;
      matched.fill(true, offsets[at], Math.max(offsets[at + term.length], offsets[at + term.length - 1] + 1));
    }
  }
  let unit = 0;
  return characters.map((character) => {
    unit += character.length;
    return matched[unit - character.length];
  });
}

/**
 * @param {string} folded
 * @param {number} start
 * @param {number} end
 */
function cutsAWord(folded, start, end) {
  if (end - start > 1 || folded.charCodeAt(start) > 127) return false;
  return /[a-z0-9]/.test(folded.charAt(start - 1) + folded.charAt(end));
}

/**
 * @param {boolean[]} matched
 * @param {number} length
 */
function bestWindow(matched, length) {
  let count = matched.slice(0, length).filter(Boolean).length;
  let best = count;
  let bestStart = 0;
  for (let start = 1; start <= matched.length - length; start += 1) {
    count += Number(matched[start + length - 1]) - Number(matched[start - 1]);
    if (count > best) [best, bestStart] = [count, start];
  }
  const first = matched.indexOf(true, bestStart);
  const last = matched.lastIndexOf(true, bestStart + length - 1);
  const start = Math.max(first - LEAD, last + 1 - length);
  return Math.max(0, Math.min(start, matched.length - length));
}

/**
 * @param {string[]} characters
 * @param {number} start
 * @param {boolean[]} matched
 */
function startOfSentence(characters, start, matched) {
  for (let at = start; at < Math.min(start + LEAD, characters.length); at += 1) {
    if (start === 0 || matched[at]) break;
    if (SENTENCE_END.includes(characters[at])) return at + 1;
  }
  return start;
}

/**
 * @param {string[]} characters
 * @param {number} start
 * @param {number} end
 * @param {boolean[]} matched
 * @returns {Part[]}
 */
function parts(characters, start, end, matched) {
  /** @type {Part[]} */
  const result = [];
  for (let at = start; at < end; at += 1) {
    const last = result[result.length - 1];
    if (last && last[1] === matched[at]) last[0] += characters[at];
    else result.push([characters[at], matched[at]]);
  }
  return result;
}
