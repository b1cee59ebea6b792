/** What became of a question → what the panel says of it, and what it offers. */

import { node } from './rows.js';
import { BundleError } from './search.js';
import { TEXTS } from './texts.js';

/**
 * @typedef {import('./panel.js').Panel} Panel
 * @typedef {import('./search.js').Row} Row
 */

/**
 * @param {Panel} panel
 * @param {'loading' | 'slow'} state
 * @param {() => void} again
 */
export function tellWaiting(panel, state, again) {
  panel.tell(state, TEXTS[state]);
  if (state === 'loading') return;
  panel.offer(TEXTS.retry, again);
  // What the site offers before anything is asked leads on when nothing comes.
  if (panel.options().length === 0) panel.addTemplate('idle', '');
}

/**
 * @param {Panel} panel
 * @param {Row[]} rows that are shown
 * @param {number} total
 */
export function tellFound(panel, rows, total) {
  const isSure = Boolean(rows[0].answer);
  const count = TEXTS.count(total, rows.length);
  panel.tell(isSure ? 'answer' : 'results', count, (isSure ? TEXTS.answered : '') + count + TEXTS.keys);
}

/**
 * @param {Panel} panel
 * @param {Row[]} rows that are shown
 * @param {string} question
 */
export function tellNothingFits(panel, rows, question) {
  const hasNearest = rows.length > 0;
  panel.tell('none', hasNearest ? TEXTS.nearest : TEXTS.none + TEXTS.hint);
  if (!panel.addTemplate('none', question) && hasNearest) panel.extra.append(node('p', '', TEXTS.hint));
}

/**
 * @param {Panel} panel
 * @param {unknown} error
 * @param {() => void} again
 */
export function tellFailed(panel, error, again) {
  panel.fill([]);
  if (error instanceof BundleError && error.reason === 'version') {
    panel.tell('outdated', TEXTS.outdated);
    panel.offer(TEXTS.reload, () => location.reload());
    return;
  }
  const state = navigator.onLine ? 'failed' : 'offline';
  panel.tell(state, TEXTS[state]);
  panel.offer(TEXTS.retry, again);
  panel.addTemplate('idle', '');
}
