/**
 * Folded text → tokens, as `analysis.py`: words of each run, parts of long words, bigrams.
 * Words are cut with the vocabulary of the index itself.
 */

import { HAN, isHan, isSingle } from './fold.js';

const MAX_WORD = 64;
/** No dictionary word is longer. */
export const MAX_HAN_WORD = 16;

/** Matches a letter or digit that is not Han. */
export const ALNUM = `(?:(?![${HAN}])[\\p{L}\\p{N}])`;
export const RUN = new RegExp(`[${HAN}]+|${ALNUM}+(?:[._-]{1,2}${ALNUM}+)*`, 'gu');
const PIECE = /\p{Nd}+|[\p{L}\p{Nl}\p{No}]+/gu;
export const CHUNK = /[\p{L}\p{N}]+/gu;

/**
 * @typedef {object} Token
 * @property {string} term
 * @property {number} position ordinal, as in analysis.py
 * @property {number} start offset in UTF-16 units of the folded text
 * @property {number} end
 * @property {'word' | 'part' | 'gram'} kind
 */

/**
 * @typedef {object} Segmenter
 * @property {(units: string[]) => Array<[number, number]>} path
 * @property {(text: string) => boolean} isWord
 */

/**
 * The twin of VocabularySegmenter.
 * @param {(word: string) => number | undefined} cost the cost of a word of the index
 * @param {number} unknownCost the cost of a character that is none
 * @returns {Segmenter}
 */
export function makeSegmenter(cost, unknownCost) {
  return {
    isWord: (text) => cost(text) !== undefined,
    path(units) {
      /** @type {Array<[number, number]>} total cost from here, end of the word that begins here */
      const best = Array(units.length + 1);
      best[units.length] = [0, units.length];
      for (let start = units.length - 1; start >= 0; start -= 1) {
        let word = units[start];
        let choice = /** @type {[number, number]} */ ([(cost(word) ?? unknownCost) + best[start + 1][0], start + 1]);
        const last = Math.min(start + MAX_HAN_WORD, units.length);
        for (let end = start + 2; end <= last; end += 1) {
          word += units[end - 1];
          const wordCost = cost(word);
          if (wordCost !== undefined && wordCost + best[end][0] <= choice[0]) choice = [wordCost + best[end][0], end];
        }
        best[start] = choice;
      }
      /** @type {Array<[number, number]>} */
      const spans = [];
      for (let at = 0; at < units.length; at = best[at][1]) spans.push([at, best[at][1]]);
      return spans;
    },
  };
}

/**
 * The tokens of folded text, in order of position.
 * @param {string} folded
 * @param {Segmenter} segmenter
 * @returns {Token[]}
 */
export function tokenize(folded, segmenter) {
  /** @type {Token[]} */
  const tokens = [];
  let position = 0;
  let before = { run: '', end: -1, position: 0 };
  for (const match of folded.matchAll(RUN)) {
    const run = match[0];
    const runTokens = isHan(run)
      ? hanTokens(run, match.index, position, segmenter)
      : alnumTokens(run, match.index, position);
    if (before.end === match.index) {
      const term = bridge(before.run, run);
      const start = match.index - (term.length - head(run).length);
      if (Array.from(term).length <= MAX_WORD + 1) {
        tokens.push({ term, position: before.position, start, end: start + term.length, kind: 'gram' });
      }
    }
    tokens.push(...runTokens);
    if (runTokens.length > 0) position = runTokens[runTokens.length - 1].position + 1;
    before = { run, end: match.index + run.length, position: position - 1 };
  }
  return tokens;
}

/**
 * For each part of a query between spaces, the terms that stand wherever the part itself stands.
 * @param {string} folded
 * @returns {string[][]}
 */
export function literalParts(folded) {
  const parts = folded.split(/\s+/).map((part) => {
    /** @type {string[]} */
    const terms = [];
    let before = { run: '', end: -1 };
    for (const match of part.matchAll(RUN)) {
      const run = match[0];
      if (before.end === match.index) terms.push(bridge(before.run, run));
      const units = isHan(run) ? Array.from(run) : [run];
      terms.push(...(units.length > 1 ? units.slice(1).map((unit, at) => units[at] + unit) : units));
      before = { run, end: match.index + run.length };
    }
    return [...new Set(terms)];
  });
  return parts.filter((terms) => terms.length > 0);
}

/**
 * What a query asks of the recall field: of each clause a page must have every term.
 * @param {string} folded
 * @returns {string[][]}
 */
export function recallClauses(folded) {
  /** @type {Map<string, string[]>} */
  const clauses = new Map();
  /** @param {string[]} terms */
  const add = (terms) => clauses.set(terms.join('\n'), terms);
  for (const match of folded.matchAll(RUN)) {
    if (isHan(match[0])) {
      if (isSingle(match[0])) add([match[0]]);
      continue;
    }
    for (const [chunk] of match[0].matchAll(CHUNK)) {
      const units = Array.from(chunk);
      const pairs = units.slice(1).map((unit, at) => units[at] + unit);
      add([...new Set(pairs.length > 0 ? pairs : [chunk])]);
    }
  }
  return [...clauses.values()];
}

/**
 * @param {string} run
 * @returns {string} its first unit: a Han character, or the first chunk of letters and digits
 */
function head(run) {
  return isHan(run) ? Array.from(run)[0] : (run.match(CHUNK) ?? [run])[0];
}

/**
 * @param {string} left
 * @param {string} right
 */
function bridge(left, right) {
  const units = Array.from(left);
  const last = units[units.length - 1];
  const tail = isHan(last) ? last : (left.match(CHUNK) ?? [left]).slice(-1)[0];
  return tail + head(right);
}

/**
 * @param {string} run
 * @param {number} offset
 * @param {number} position
 * @param {Segmenter} segmenter
 * @returns {Token[]}
 */
function hanTokens(run, offset, position, segmenter) {
  /** @type {Token[]} */
  const tokens = [];
  const units = Array.from(run);
  const at = [offset];
  for (const unit of units) at.push(at[at.length - 1] + unit.length);
  /** @type {(start: number, end: number, ordinal: number, kind: Token['kind']) => void} */
  const add = (start, end, ordinal, kind) => {
    tokens.push({ term: units.slice(start, end).join(''), position: ordinal, start: at[start], end: at[end], kind });
  };
  segmenter.path(units).forEach(([start, end], index) => {
    const ordinal = position + index;
    add(start, end, ordinal, 'word');
    for (let from = start; from < end - 1; from += 1) {
      for (let to = from + 2; to <= end; to += 1) {
        if (to - from < end - start && segmenter.isWord(units.slice(from, to).join(''))) add(from, to, ordinal, 'part');
      }
    }
    for (let from = start; from < Math.min(end, units.length - 1); from += 1) {
      const inside = from + 2 <= end;
      const isWord = inside && (end - start === 2 || segmenter.isWord(units[from] + units[from + 1]));
      if (!isWord) add(from, from + 2, ordinal, 'gram');
    }
  });
  return tokens;
}

/**
 * @param {string} run
 * @param {number} offset
 * @param {number} position
 * @returns {Token[]}
 */
function alnumTokens(run, offset, position) {
  /** @type {Token[]} */
  const tokens = [];
  const seen = new Set();
  const isWhole = run.length <= MAX_WORD;
  /** @type {(start: number, end: number, ordinal: number, kind: Token['kind']) => void} */
  const add = (start, end, ordinal, kind) => {
    if (seen.has(`${start}:${end}`) || end - start > MAX_WORD) return;
    seen.add(`${start}:${end}`);
    tokens.push({ term: run.slice(start, end), position: ordinal, start: offset + start, end: offset + end, kind });
  };
  if (isWhole) add(0, run.length, position, 'word');
  const partKind = isWhole ? 'part' : 'word';
  let ordinal = position;
  for (const chunk of run.matchAll(CHUNK)) {
    const chunkEnd = chunk.index + chunk[0].length;
    add(chunk.index, chunkEnd, ordinal, partKind);
    [...chunk[0].matchAll(PIECE)].forEach((piece, index) => {
      if (index > 0) ordinal += 1;
      add(chunk.index + piece.index, chunk.index + piece.index + piece[0].length, ordinal, partKind);
    });
    if (chunkEnd < run.length) ordinal += 1;
  }
  return tokens;
}
