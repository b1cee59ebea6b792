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
  return parts(text, 0, text.length, matches(text, terms, fold));
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
  const line = text.replace(/\n/g, ' ');
  const matched = matches(line, terms, fold);
  const start = startOfSentence(line, bestWindow(matched, length));
  const end = Math.min(line.length, start + length);
  const window = parts(line, start, end, matched);
  if (start > 0) window.unshift(['…', false]);
  if (end < line.length) window.push(['…', false]);
  return window;
}

/**
 * @param {string} text
 * @param {string[]} terms
 * @param {Fold} fold
 * @returns {boolean[]}
 */
function matches(text, terms, fold) {
  const folded = fold(text);
  /** @type {boolean[]} */
  const matched = Array(text.length).fill(false);
  for (const term of terms) {
    for (let at = folded.text.indexOf(term); at >= 0; at = folded.text.indexOf(term, at + 1)) {
      if (cutsAWord(folded.text, at, at + term.length)) continue;
      const end = Math.max(folded.offsets[at + term.length], folded.offsets[at + term.length - 1] + 1);
      matched.fill(true, folded.offsets[at], end);
    }
  }
  return matched;
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
  const first = Math.max(0, matched.indexOf(true, bestStart));
  return Math.max(0, Math.min(first - LEAD, matched.length - length));
}

/**
 * @param {string} text
 * @param {number} start
 */
function startOfSentence(text, start) {
  for (let at = start; start > 0 && at < Math.min(start + LEAD, text.length); at += 1) {
    if (SENTENCE_END.includes(text[at])) return at + 1;
  }
  return start;
}

/**
 * @param {string} text
 * @param {number} start
 * @param {number} end
 * @param {boolean[]} matched
 * @returns {Part[]}
 */
function parts(text, start, end, matched) {
  /** @type {Part[]} */
  const result = [];
  for (let at = start; at < end; at += 1) {
    const last = result[result.length - 1];
    if (last && last[1] === matched[at]) last[0] += text[at];
    else result.push([text[at], matched[at]]);
  }
  return result;
}
