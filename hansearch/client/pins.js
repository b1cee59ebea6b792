/** Words that must bring certain pages first, as `pins.py`. */

import { isInsideRun } from './fold.js';

const PIN_STEP = 1.1;

/**
 * @typedef {object} Pin
 * @property {number[]} first pages, the first one first; none where the site has no answer
 * @property {string[][]} when the query holds one phrase of every group
 * @property {string[]} unless and none of these
 */

/**
 * The pages that a folded query must bring first, in order; undefined where no rule fits.
 * @param {string} folded
 * @param {Pin[]} pins
 * @param {string[]} [meant] words that it means by what only sounds like them; a query holds these as well
 * @returns {number[] | undefined}
 */
export function pinnedPages(folded, pins, meant = []) {
  const holds = (/** @type {string[]} */ group) => group.some((phrase) => meant.includes(phrase) || standsIn(folded, phrase));
  return pins.find(({ when, unless }) => when.every(holds) && !holds(unless))?.first;
}

/**
 * @param {string} folded
 * @param {string} phrase
 */
function standsIn(folded, phrase) {
  for (let at = folded.indexOf(phrase); at >= 0; at = folded.indexOf(phrase, at + 1)) {
    if (!isInsideRun(folded, at)) return true;
  }
  return false;
}

/**
 * What the pinned pages score, above all others, in order.
 * @param {Float64Array} scores by page
 * @param {number[]} pinned
 * @returns {Array<[number, number]>}
 */
export function pinnedScores(scores, pinned) {
  const floor = scores.reduce((highest, score) => Math.max(highest, score), 0) || 1;
  return pinned.map((page, place) => [page, floor * PIN_STEP ** (pinned.length - place)]);
}
