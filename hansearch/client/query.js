/** A query as typed → weighted terms to look up, as `query.py`. */

import { literalParts, recallClauses, tokenize } from './analysis.js';
import { isHan, isInsideRun, isSingle } from './fold.js';
import { labelKey, startTerms } from './labels.js';
import { findNumbers } from './numerals.js';
import { readOperators } from './phrases.js';
import { mended, misspelt } from './spelling.js';

/**
 * @typedef {import('./bundle.js').Manifest} Manifest
 * @typedef {import('./analysis.js').Segmenter} Segmenter
 * @typedef {import('./analysis.js').Token} Token
 * @typedef {import('./phrases.js').Operators} Operators
 * @typedef {import('./spelling.js').Ear} Ear
 * @typedef {import('./spelling.js').Mend} Mend
 * @typedef {'literal' | 'sound' | 'spelt' | 'typo' | 'foreign' | 'prefix' | 'number' | 'synonym'} Kind
 * @typedef {{term: string, weight: number, kind: Kind}} QueryTerm
 *
 * @typedef {object} Query
 * @property {string} text
 * @property {QueryTerm[]} terms
 * @property {string[][]} recall
 * @property {string} start
 * @property {string} label
 * @property {string[][]} parts
 * @property {string[]} meant
 * @property {Operators} operators
 * @property {string} suggestion
 *
 * @typedef {object} Understanding what a query is read with
 * @property {Token[]} tokens of the folded query
 * @property {boolean[]} weak of each of its characters, whether it belongs to a weak word
 * @property {Map<number, boolean>} kept from `keptPlaces`
 * @property {Manifest} manifest
 * @property {Map<string, string[]>} expansions phrases that may be typed → the terms of their synonyms
 * @property {Segmenter} segmenter
 * @property {Ear} ear
 * @property {string[]} begun how the last word may go on
 * @property {string[]} sounds terms that sound like the query
 * @property {{mends: Mend[], isWhole: boolean}} heard from `soundingMends`
 * @property {string[]} latin words of letters that others may be mended with
 */

/**
 * What stands for something that the index lacks.
 * @type {Kind[]}
 */
export const MENDED = ['sound', 'typo', 'foreign'];

/**
 * What tells how much of the query a page holds: what was typed, or what was meant by it.
 * @type {Kind[]}
 */
export const COUNTED = ['literal', ...MENDED];

const IS_ASCII = /^[\x20-\x7e]+$/;

/** Kinds whose terms are words that a reader sees on the page, and may have meant. */
const MARKED = ['literal', 'typo', 'foreign', 'prefix', 'number'];

/**
 * Fold and shorten what was typed; read its operators; put the index's words for those of Taiwan and Hong Kong.
 * @param {string} text
 * @param {(text: string) => {text: string}} fold
 * @param {Manifest} manifest
 * @param {Map<string, string>} regional
 * @returns {{operators: Operators, folded: string}}
 */
export function readQuery(text, fold, { parameters }, regional) {
  const limit = parameters.max_query;
  const start = Array.from(text.slice(0, 4 * limit)).slice(0, 2 * limit).join('');
  const operators = readOperators(Array.from(fold(start).text).slice(0, limit).join('').trim());
  return { operators, folded: replacePhrases(operators.text, regional) };
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
  while (end > at && (isInsideRun(text, end) || !phrases.has(text.slice(at, end)))) end -= 1;
  return end;
}

/**
 * Weigh the terms of a query, add what it may also mean.
 * @param {{operators: Operators, folded: string}} read from `readQuery`
 * @param {Understanding} understanding
 * @returns {Query}
 */
export function parseQuery({ operators, folded }, { tokens, weak, kept, manifest, expansions, segmenter, ear, begun, sounds, heard, latin }) {
  const { parameters } = manifest;
  // Empty where other words explain the query.
  const mistyped = misspelt(folded, latin, ear.isIndexed);
  // Half a query in characters is no suggestion; what is looked up is the better for every word.
  const misheard = heard.isWhole ? heard.mends : [];
  const spelt = heard.mends.filter(({ start, end }) => !Array.from(folded.slice(start, end)).every(isHan));
  const slips = [...misheard, ...mistyped];
  /** @type {Map<string, QueryTerm>} */
  const terms = new Map();
  /** @type {(term: string, weight: number, kind: Kind) => void} */
  const add = (term, weight, kind) => {
    if (!terms.has(term)) terms.set(term, { term, weight, kind });
  };
  // What 符 of 客符 finds is not what is sought; of 官方办, heard as 官方版, 官方 is.
  const maySlip = (/** @type {number} */ at) => !kept.has(at) || !isHan(folded.slice(at));
  const isSlip = (/** @type {number} */ at) => maySlip(at) && misheard.some(({ start, end }) => start <= at && at < end);
  const slight = weak.map((isWeak, at) => isWeak || isSlip(at));
  for (const [term, weight] of literalWeights(tokens, slight, parameters)) add(term, weight, 'literal');
  for (const term of sounds) add(term, parameters.sound_weight, 'sound');
  for (const word of spelt.flatMap((mend) => mend.words)) {
    add(word, parameters.spelt_weight * (manifest.weak.includes(word) ? parameters.weak_weight : 1), 'spelt');
  }
  for (const mend of mistyped) for (const word of mend.words) add(word, parameters.typo_weight, 'typo');
  for (const word of begun) add(word, parameters.prefix_weight, 'prefix');
  for (const [term, weight] of numberWeights(folded, tokens, segmenter, parameters, ear.isIndexed)) {
    add(term, parameters.number_factor * weight, 'number');
  }
  for (const [phrase, alternatives] of synonymPhrases(folded, expansions)) {
    const isForeign = IS_ASCII.test(phrase) && !ear.isIndexed(phrase);
    for (const term of alternatives) {
      if (isForeign) add(term, parameters.foreign_weight, 'foreign');
      else add(term, parameters.synonym_weight, 'synonym');
    }
  }
  return {
    text: folded,
    terms: [...terms.values()],
    recall: recallClauses(folded),
    start: startTerms(folded).join(''),
    label: labelKey(folded),
    parts: literalParts(folded),
    meant: [...new Set([...misheard, ...spelt].flatMap((mend) => mend.words))],
    operators,
    suggestion: slips.length > 0 ? mended(folded, slips) : '',
  };
}

/**
 * @param {Token[]} tokens
 * @param {boolean[]} weak of each character, whether it belongs to a weak word, or is a slip
 * @param {Record<string, any>} parameters
 * @returns {Map<string, number>}
 */
function literalWeights(tokens, weak, parameters) {
  /** @type {Map<string, number>} */
  const weights = new Map();
  for (const token of tokens) {
    let weight = parameters.kind_weights[token.kind];
    if (token.kind === 'word' && isSingle(token.term)) weight = parameters.single_weight;
    const marks = weak.slice(token.start, token.end);
    // 还款 and 花呗 only contain a weak character; of a bigram that straddles a weak word nothing is left.
    const isWeak = token.kind === 'gram' ? marks.some(Boolean) : marks.length > 0 && marks.every(Boolean);
    if (isWeak) weight *= parameters.weak_weight;
    weights.set(token.term, Math.max(weight, weights.get(token.term) || 0));
  }
  return weights;
}

/**
 * The terms of numbers as pages write them otherwise.
 * @param {string} folded
 * @param {Token[]} tokens
 * @param {Segmenter} segmenter
 * @param {Record<string, any>} parameters
 * @param {import('./spelling.js').IsIndexed} isIndexed
 * @returns {Array<[string, number]>}
 */
function numberWeights(folded, tokens, segmenter, parameters, isIndexed) {
  const wordTokens = tokens.filter((token) => token.kind === 'word');
  return findNumbers(folded).flatMap((number) => {
    if (wordTokens.some((word) => reachesBeyond(word, number))) return [];
    return number.spellings
      .filter((spelling) => literalParts(spelling).every((terms) => terms.every(isIndexed)))
      .flatMap((spelling) => [...literalWeights(tokenize(spelling, segmenter), [], parameters)])
      .filter(([term]) => !isSingle(term));
  });
}

/**
 * Whether the number is but a part of a word: 七天 of 七天无理由, or 天 of 11天猫.
 * @param {Token} word
 * @param {{start: number, end: number}} number
 */
function reachesBeyond(word, number) {
  const overlaps = word.start < number.end && number.start < word.end;
  return overlaps && (word.start < number.start || number.end < word.end);
}

/**
 * The places of characters that are no slip: those of words of the index, and of weak words.
 * @param {Token[]} tokens
 * @param {boolean[]} weak
 * @returns {Map<number, boolean>} with each, whether a word of the index runs on into it from the character before
 */
export function keptPlaces(tokens, weak) {
  /** @type {Map<number, boolean>} */
  const kept = new Map();
  weak.forEach((isWeak, at) => isWeak && kept.set(at, false));
  for (const { term, start, end, kind } of tokens) {
    if (kind !== 'word' || isSingle(term)) continue;
    for (let at = start; at < end; at += 1) kept.set(at, kept.get(at) || at > start);
  }
  return kept;
}

/**
 * Find the longest synonym phrases from left to right; return each with the terms of its alternatives.
 * @param {string} folded
 * @param {Map<string, string[]>} expansions
 * @returns {Array<[string, string[]]>}
 */
export function synonymPhrases(folded, expansions) {
  const longest = longestOf(expansions);
  /** @type {Array<[string, string[]]>} */
  const phrases = [];
  for (let at = 0; at < folded.length; ) {
    const end = phraseEnd(folded, at, longest, expansions);
    const phrase = folded.slice(at, end);
    const terms = expansions.get(phrase);
    if (terms) phrases.push([phrase, terms]);
    at = Math.max(end, at + 1);
  }
  return phrases;
}

/**
 * The terms that a result row marks: what the reader typed or meant, weak words only where nothing else is.
 * Beside a whole word neither a character by itself (个 and 不 of a sentence stand all over every text) nor two
 * that only straddle words; nor is a character marked beside a word that was meant, of which it may be the slip.
 * @param {Query} query
 * @param {string[]} weak
 * @returns {string[]}
 */
export function markedTerms({ terms, meant }, weak) {
  const literal = terms.filter(({ kind }) => MARKED.includes(kind));
  const strongest = Math.max(0, ...literal.map(({ weight }) => weight));
  const strong = literal.filter(({ term, weight }) => weight > strongest / 5 && !weak.includes(term));
  const words = strong.filter(({ term, weight }) => weight > strongest / 2.5 && !isSingle(term)).map(({ term }) => term);
  const typed = (strong.length > 0 ? strong : literal).map(({ term }) => term);
  return [...typed.filter((term) => saysSomething(term, words, meant)), ...meant];
}

/**
 * Whether a typed term is worth marking beside the whole words of the query and those that were meant.
 * @param {string} term
 * @param {string[]} words
 * @param {string[]} meant
 */
function saysSomething(term, words, meant) {
  if (isSingle(term)) return words.length + meant.length === 0;
  const [first] = term;
  const rest = term.slice(first.length);
  return words.includes(term)
    || !(words.some((word) => word.endsWith(first)) && words.some((word) => word.startsWith(rest)));
}

/**
 * Tell of each character whether it belongs to a weak word.
 * @param {string} folded
 * @param {string[]} weak
 * @returns {boolean[]}
 */
export function weakCharacters(folded, weak) {
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
