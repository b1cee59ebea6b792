/** What a query asks for literally, `"quoted phrases"` and `-excluded` words, as `phrases.py`. */

import { literalParts, recallClauses } from './analysis.js';
import { HAN } from './fold.js';

/**
 * @typedef {object} Operators
 * @property {string} text what is searched: the query without its marks and without what it excludes
 * @property {string[]} phrases
 * @property {string[]} excluded
 * @property {string[]} literal what a page must hold, all of it, to be shown as a literal hit
 */

/** Pages whose text is read for one query with operators. */
export const MAX_CHECKED = 30;

const QUOTED = '["“”]([^"“”]+)["“”]|「([^「」]+)」|『([^『』]+)』';
const PHRASE = new RegExp(QUOTED, 'gu');
const EXCLUDED = new RegExp(`(^|\\s)[-−](?:${QUOTED}|((?!\\p{Nd})[\\p{L}\\p{N}][^\\s,!?;。、"“”「」『』]*))`, 'gu');
const HAN_PAIR = new RegExp(`^[${HAN}]{2}$`, 'u');
const HAS_LETTER = /[\p{L}\p{N}]/u;

/**
 * Take quotation marks and exclusions out of a folded query.
 * @param {string} folded
 * @returns {Operators}
 */
export function readOperators(folded) {
  const excluded = Array.from(folded.matchAll(EXCLUDED), (match) => squeezed(inside(match.slice(2))));
  const rest = folded.replace(EXCLUDED, ' ');
  const phrases = Array.from(rest.matchAll(PHRASE), (match) => squeezed(inside(match.slice(1))));
  if (!HAS_LETTER.test(rest)) return withLiteral(folded, [], []);
  const hasOperators = phrases.length > 0 || excluded.length > 0;
  const text = hasOperators ? squeezed(rest.replace(PHRASE, (_, ...groups) => ` ${inside(groups.slice(0, 3))} `)) : rest;
  return withLiteral(text, phrases.filter(isTelling), excluded.filter(isTelling));
}

/**
 * @param {string} text
 * @param {string[]} phrases
 * @param {string[]} excluded
 * @returns {Operators}
 */
function withLiteral(text, phrases, excluded) {
  return { text, phrases, excluded, literal: phrases.length > 0 ? phrases : [squeezed(text)].filter(isTelling) };
}

/**
 * What a page that holds a phrase surely has: clauses of the recall field, and pairs of Han characters.
 * @param {string} phrase
 * @returns {{clauses: string[][], pairs: string[]}}
 */
export function phraseClauses(phrase) {
  const pairs = literalParts(phrase).flat().filter((term) => HAN_PAIR.test(term));
  return { clauses: recallClauses(phrase), pairs };
}

/**
 * @param {string} text folded
 * @param {string[]} strings
 */
export function holdsAll(text, strings) {
  return strings.every((string) => text.includes(string));
}

/**
 * Whether nothing is demanded and nothing excluded.
 * @param {{phrases: string[], excluded: string[]}} operators
 */
export function isEmpty({ phrases, excluded }) {
  return phrases.length + excluded.length === 0;
}

/**
 * Whether a page of this folded text has what the query demands and nothing that it excludes.
 * @param {string} text
 * @param {{phrases: string[], excluded: string[]}} operators
 */
export function obeys(text, { phrases, excluded }) {
  return holdsAll(text, phrases) && !excluded.some((string) => text.includes(string));
}

/** @param {Array<string | undefined>} groups of which one matched */
function inside(groups) {
  return groups.find(Boolean) || '';
}

/** @param {string} text */
function squeezed(text) {
  return text.replace(/\s+/g, ' ').trim();
}

/** @param {string} text */
function isTelling(text) {
  return HAS_LETTER.test(text);
}
