/** How surely the first page answers a query, as `confidence.py`. */

import { COUNTED, MENDED } from './query.js';
import { weighRarity } from './ranking.js';
import { pageOf } from './shards.js';

/**
 * @typedef {import('./bm25.js').Found} Found
 * @typedef {{named: number, held: number, margin: number, coverage: number, letters: number, isPinned: boolean}} Confidence
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
  let held = 0;
  let total = 0;
  query.terms.forEach((term, at) => {
    const { holders } = found[at];
    if (!COUNTED.includes(term.kind) || (isMended && term.kind === 'literal' && holders.length === 0)) return;
    const value = weighRarity(term, found[at], manifest);
    total += value;
    if (holders.includes(page)) held += value;
    if (isNamed(found[at], page)) named += value;
  });
  return {
    named: total > 0 ? named / total : 0,
    held: total > 0 ? held / total : 0,
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
    confidence.named >= parameters.answer_share
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
 * @returns {boolean} whether a term stands in the page's title, a heading or a line
 */
function isNamed({ labels, lines }, page) {
  const isBelow = (/** @type {number} */ at) => pageOf(at) === page;
  const isNamedWhole = [labels.title, labels.asked, labels.sound].some((pages) => pages.includes(page));
  return isNamedWhole || labels.heading.some(isBelow) || lines.at.some(isBelow);
}
