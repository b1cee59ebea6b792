/** How surely the first page answers a query, as `confidence.py`. */

import { COUNTED, MENDED } from './query.js';
import { weighRarity } from './ranking.js';
import { pageOf } from './shards.js';

/**
 * @typedef {import('./bm25.js').Found} Found
 * @typedef {{named: number, declared: number, held: number, margin: number, coverage: number, letters: number, isPinned: boolean}} Confidence
 */

/** The margin of a page that is found alone. */
const ALONE = 100;

/**
 * How sure the first page is; null when there is none, or a rule says that the site has no answer.
 * @param {import('./query.js').Query} query
 * @param {Found[]} found
 * @param {import('./ranking.js').Ranked[]} ranked
 * @param {number[] | undefined} pinned
 * @param {import('./bundle.js').Manifest} manifest
 * @returns {Confidence | null}
 */
export function measureConfidence(query, found, ranked, pinned, manifest) {
  if (ranked.length === 0 || pinned?.length === 0) return null;
  const [{ page }] = ranked;
  // Of what was mended only what it was mended to counts, not the slip.
  const isMended = query.terms.some((term) => MENDED.includes(term.kind));
  let named = 0;
  let declared = 0;
  let held = 0;
  let total = 0;
  query.terms.forEach((term, at) => {
    const { holders } = found[at];
    if (!COUNTED.includes(term.kind) || (isMended && term.kind === 'literal' && holders.length === 0)) return;
    const value = weighRarity(term, found[at], manifest);
    total += value;
    if (holders.includes(page)) held += value;
    const isDeclaring = isDeclared(found[at], page);
    if (isDeclaring) declared += value;
    if (isDeclaring || isNamed(found[at], page)) named += value;
  });
  total = total || 1; // The others are 0, too.
  return {
    named: named / total,
    declared: declared / total,
    held: held / total,
    margin: ranked.length > 1 && ranked[1].score > 0 ? ranked[0].score / ranked[1].score : ALONE,
    coverage: ranked[0].coverage,
    letters: new Set(query.text.match(/[\p{L}\p{N}]/gu)).size,
    isPinned: Boolean(pinned),
  };
}

/**
 * Whether the first page surely answers the query: its labels hold it, and no other comes near.
 * @param {Confidence | null} confidence
 * @param {Record<string, any>} parameters
 */
export function answersSurely(confidence, parameters) {
  return (
    confidence !== null &&
    confidence.letters >= parameters.answer_letters &&
    confidence.margin >= parameters.answer_margin &&
    confidence.coverage >= parameters.answer_coverage &&
    confidence.named >= parameters.answer_share &&
    confidence.declared >= parameters.answer_declared
  );
}

/**
 * Whether the first page is about the query at all.
 * @param {Confidence | null} confidence
 * @param {Record<string, any>} parameters
 */
export function fitsAtAll(confidence, parameters) {
  return confidence !== null && (confidence.isPinned || confidence.held >= parameters.fit_share);
}

/**
 * @param {Found} found
 * @param {number} page
 * @returns {boolean} whether a term stands in a heading of the page, or in how people ask for it
 */
function isNamed({ labels }, page) {
  return labels.asked.includes(page) || labels.heading.some((at) => pageOf(at) === page);
}

/**
 * @param {Found} found
 * @param {number} page
 * @returns {boolean} whether a term stands in the page's title or a line
 */
function isDeclared({ labels, lines }, page) {
  return labels.title.includes(page) || labels.sound.includes(page) || lines.at.some((at) => pageOf(at) === page);
}
