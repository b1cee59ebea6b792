/** A title or question as a whole → terms by which a query finds it, as `labels.py`. */

import { ALNUM, CHUNK, RUN } from './analysis.js';
import { HAN, isHan } from './fold.js';

/** Behind the first unit of a label's key. */
const LABEL_MARK = '\x02';
const MAX_LABEL = 40;
const LABEL_UNIT = new RegExp(`[${HAN}]|${ALNUM}+`, 'gu');

/**
 * The term that marks how a text begins, or none.
 * @param {string} folded
 * @returns {string[]}
 */
export function startTerms(folded) {
  for (const match of folded.matchAll(RUN)) {
    const first = isHan(match[0]) ? Array.from(match[0]).slice(0, 2).join('') : (match[0].match(CHUNK) ?? [''])[0];
    return [`${first}^`];
  }
  return [];
}

/**
 * The term that stands for a whole title or question: its letters and digits, the first unit set off.
 * @param {string} folded
 */
export function labelKey(folded) {
  const units = folded.match(LABEL_UNIT) || [];
  return units.length > 0 ? Array.from(units[0] + LABEL_MARK + units.slice(1).join('')).slice(0, MAX_LABEL).join('') : '';
}
