/** A query as typed → weighted terms to look up, as `query.py`. */

import { literalParts, recallClauses, startTerms, tokenize } from './analysis.js';

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

/** Synonyms tried for one phrase. */
const MAX_ALTERNATIVES = 6;

/**
 * Fold and shorten what was typed; put the index's words for those of Taiwan and Hong Kong.
 * @param {string} text
 * @param {(text: string) => {text: string}} fold
 * @param {Manifest} manifest
 */
export function foldQuery(text, fold, { parameters, regional }) {
  const limit = parameters.max_query;
  const start = Array.from(text.slice(0, 4 * limit)).slice(0, 2 * limit).join('');
  return replacePhrases(Array.from(fold(start).text).slice(0, limit).join('').trim(), regional);
}

/**
 * Replace phrases from left to right, the longest first.
 * @param {string} text
 * @param {Record<string, string>} replacements
 */
export function replacePhrases(text, replacements) {
  const known = new Map(Object.entries(replacements));
  const longest = Math.max(0, ...Array.from(known.keys(), (phrase) => phrase.length));
  let replaced = '';
  for (let at = 0; at < text.length; ) {
    let end = Math.min(text.length, at + longest);
    while (end > at && !known.has(text.slice(at, end))) end -= 1;
    replaced += known.get(text.slice(at, end)) ?? text.charAt(at);
    at = Math.max(end, at + 1);
  }
  return replaced;
}

/**
 * @param {string} folded from `foldQuery`
 * @param {Manifest} manifest
 * @param {Map<string, string[]>} expansions from `expandSynonyms`
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
 * For each phrase that may be typed, the terms of its synonyms.
 * @param {string[][]} groups entries `phrase` or `phrase=term term`
 * @param {string[][]} oneWay
 * @returns {Map<string, string[]>}
 */
export function expandSynonyms(groups, oneWay) {
  /** @type {Map<string, string[][]>} */
  const alternatives = new Map();
  /** @type {(entry: string, others: string[]) => void} */
  const add = (entry, others) => {
    const phrase = entry.split('=')[0];
    alternatives.set(phrase, [...(alternatives.get(phrase) ?? []), ...others.map(entryTerms)]);
  };
  for (const group of groups) for (const entry of group) add(entry, group.filter((other) => other !== entry));
  for (const [source, ...targets] of oneWay) add(source, targets);
  return new Map(
    Array.from(alternatives, ([phrase, others]) => [
      phrase,
      others.filter((terms) => terms.length > 0).slice(0, MAX_ALTERNATIVES).flat(),
    ]),
  );
}

/**
 * Find the longest synonym phrases from left to right; return the terms of their alternatives.
 * @param {string} folded
 * @param {Map<string, string[]>} expansions
 * @returns {Set<string>}
 */
export function synonymTerms(folded, expansions) {
  const longest = Math.max(0, ...Array.from(expansions.keys(), (phrase) => phrase.length));
  /** @type {Set<string>} */
  const terms = new Set();
  let at = 0;
  while (at < folded.length) {
    let next = at + 1;
    for (let end = Math.min(folded.length, at + longest); end > at; end -= 1) {
      const found = expansions.get(folded.slice(at, end));
      if (found === undefined) continue;
      for (const term of found) terms.add(term);
      next = end;
      break;
    }
    at = next;
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
 * @param {string} entry
 * @returns {string[]}
 */
function entryTerms(entry) {
  const equals = entry.indexOf('=');
  return equals < 0 ? [entry] : entry.slice(equals + 1).split(' ').filter(Boolean);
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
