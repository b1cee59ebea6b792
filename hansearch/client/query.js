/** A query as typed → weighted terms to look up, as `query.py`. */

import { literalParts, recallClauses, startTerms, tokenize } from './analysis.js';
import { isInsideRun } from './fold.js';

/**
 * @typedef {import('./bundle.js').Manifest} Manifest
 * @typedef {import('./analysis.js').Segmenter} Segmenter
 * @typedef {{term: string, weight: number, kind: 'literal' | 'sound' | 'synonym'}} QueryTerm
 * @typedef {object} Query
 * @property {string} text
 * @property {QueryTerm[]} terms
 * @property {string[][]} recall
 * @property {string} start
 * @property {string[][]} parts
 * @property {number} tokenCount
 */

/**
 * Fold and shorten what was typed.
 * @param {string} text
 * @param {(text: string) => {text: string}} fold
 * @param {Manifest} manifest
 */
export function foldQuery(text, fold, { parameters }) {
  const limit = parameters.max_query;
  const start = Array.from(text.slice(0, 4 * limit)).slice(0, 2 * limit).join('');
  return Array.from(fold(start).text).slice(0, limit).join('').trim();
}

/**
 * Replace phrases from left to right, the longest first.
 * @param {string} text
 * @param {Map<string, string>} replacements
 */
export function replacePhrases(text, replacements) {
  const longest = longestOf(replacements);
  let replaced = '';
  for (let at = 0; at < text.length; ) {
    const end = phraseEnd(text, at, longest, replacements);
    replaced += end > at ? replacements.get(text.slice(at, end)) : text.charAt(at);
    at = Math.max(end, at + 1);
  }
  return replaced;
}

/**
 * The characters that a phrase may begin with.
 * @param {string} folded
 * @returns {Set<string>}
 */
export function phraseStarts(folded) {
  const letters = Array.from(folded.matchAll(/[\p{L}\p{N}]/gu));
  return new Set(letters.filter(({ index }) => !isInsideRun(folded, index)).map(([letter]) => letter));
}

/** @param {Map<string, unknown>} phrases */
function longestOf(phrases) {
  return Math.max(0, ...Array.from(phrases.keys(), (phrase) => phrase.length));
}

/**
 * Where the longest phrase that begins at `at` ends; `at` itself if none begins there.
 * @param {string} text
 * @param {number} at
 * @param {number} longest
 * @param {Map<string, unknown>} phrases
 */
function phraseEnd(text, at, longest, phrases) {
  if (isInsideRun(text, at)) return at;
  let end = Math.min(text.length, at + longest);
  while (end > at && !phrases.has(text.slice(at, end))) end -= 1;
  return end;
}

/**
 * @param {string} folded from `foldQuery`
 * @param {Manifest} manifest
 * @param {Map<string, string[]>} expansions phrases that may be typed → the terms of their synonyms
 * @param {Segmenter} segmenter
 * @param {Iterable<string>} sounding from `soundingTerms`
 * @returns {Query}
 */
export function parseQuery(folded, manifest, expansions, segmenter, sounding) {
  const { parameters } = manifest;
  const weak = weakCharacters(folded, manifest.weak);
  /** @type {Map<string, number>} */
  const weights = new Map();
  const tokens = tokenize(folded, segmenter);
  for (const token of tokens) {
    let weight = parameters.kind_weights[token.kind];
    if (token.kind === 'word' && Array.from(token.term).length === 1) weight = parameters.single_weight;
    const marks = weak.slice(token.start, token.end);
    // 还款 and 花呗 only contain a weak character; of a bigram that straddles a weak word nothing is left.
    if (token.kind === 'gram' ? marks.some(Boolean) : marks.every(Boolean)) weight *= parameters.weak_weight;
    weights.set(token.term, Math.max(weight, weights.get(token.term) ?? 0));
  }
  /** @type {QueryTerm[]} */
  const terms = Array.from(weights, ([term, weight]) => ({ term, weight, kind: 'literal' }));
  for (const term of sounding) terms.push({ term, weight: parameters.sound_weight, kind: 'sound' });
  for (const term of synonymTerms(folded, expansions)) {
    if (!weights.has(term)) terms.push({ term, weight: parameters.synonym_weight, kind: 'synonym' });
  }
  return {
    text: folded,
    terms,
    recall: recallClauses(folded),
    start: startTerms(folded).join(''),
    parts: literalParts(folded),
    tokenCount: tokens.length,
  };
}

/**
 * Find the longest synonym phrases from left to right; return the terms of their alternatives.
 * @param {string} folded
 * @param {Map<string, string[]>} expansions
 * @returns {Set<string>}
 */
export function synonymTerms(folded, expansions) {
  const longest = longestOf(expansions);
  /** @type {Set<string>} */
  const terms = new Set();
  for (let at = 0; at < folded.length; ) {
    const end = phraseEnd(folded, at, longest, expansions);
    for (const term of expansions.get(folded.slice(at, end)) || []) terms.add(term);
    at = Math.max(end, at + 1);
  }
  return terms;
}

/**
 * The terms that a result row marks: what the reader typed, weak words only where nothing else is.
 * @param {Query} query
 * @param {string[]} weak
 * @returns {string[]}
 */
export function markedTerms(query, weak) {
  const literal = query.terms.filter((term) => term.kind === 'literal');
  const strongest = Math.max(0, ...literal.map((term) => term.weight));
  const strong = literal.filter((term) => term.weight > strongest / 5 && !weak.includes(term.term));
  return (strong.length > 0 ? strong : literal).map((term) => term.term);
}

/**
 * Tell of each character whether it belongs to a weak word.
 * @param {string} folded
 * @param {string[]} weak
 * @returns {boolean[]}
 */
function weakCharacters(folded, weak) {
  const longestFirst = [...weak].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  /** @type {boolean[]} */
  const marks = Array(folded.length).fill(false);
  for (let at = 0; at < folded.length; ) {
    const word = longestFirst.find((candidate) => folded.startsWith(candidate, at) && !isInsideWord(folded, at, candidate));
    if (word) marks.fill(true, at, at + word.length);
    at += word ? word.length : 1;
  }
  return marks;
}

/**
 * @param {string} folded
 * @param {number} at
 * @param {string} word
 */
function isInsideWord(folded, at, word) {
  if (!/^[a-z]/.test(word)) return false;
  return /[a-z0-9]/.test(folded.charAt(at - 1)) || /[a-z0-9]/.test(folded.charAt(at + word.length));
}
