/** The postings of one term → where it was found, with what score: what Whoosh's BM25F does for `search.py`. */

import { pageOf } from './shards.js';

/**
 * @typedef {import('./shards.js').Entry} Entry
 * @typedef {import('./shards.js').List} List
 * @typedef {import('./bundle.js').Manifest} Manifest
 *
 * @typedef {object} Scores
 * @property {number[]} at pages, or places below them
 * @property {number[]} scores
 *
 * @typedef {object} Found
 * @property {Scores} pages
 * @property {Scores} sections
 * @property {Scores} lines
 * @property {number[]} holders the pages that hold the term anywhere, their lines included
 * @property {Record<string, number[]>} labels for each of LABELS, where the term stands
 */

/** The fields that name what is under them, and their levels. */
export const LABELS = /** @type {Record<string, string>} */ ({
  title: 'pages', heading: 'sections', question: 'lines', asked: 'pages', sound: 'pages',
});

/** @type {List} */
const NOWHERE = { at: [], frequencies: [] };

/** @type {Found} */
const NOTHING = {
  pages: { at: [], scores: [] },
  sections: { at: [], scores: [] },
  lines: { at: [], scores: [] },
  holders: [],
  labels: { title: [], heading: [], question: [], asked: [], sound: [] },
};

/**
 * Score the postings of one term, as Whoosh's BM25F does; once, for the index does not change.
 * @param {Entry | undefined} entry
 * @param {Manifest} manifest
 * @returns {Found}
 */
export function score(entry, manifest) {
  if (!entry) return NOTHING;
  entry.found = entry.found || scoreLists(entry.lists, manifest);
  return entry.found;
}

/**
 * @param {Record<string, List>} lists
 * @param {Manifest} manifest
 * @returns {Found}
 */
function scoreLists(lists, manifest) {
  /** @type {Record<string, List>} */
  const all = {
    ...lists,
    'pages.headings': sumByPage(lists['sections.heading']),
    'pages.body': lists['pages.body'] || sumByPage(lists['sections.body']),
  };
  const [pages, sections, lines] = ['pages', 'sections', 'lines'].map((level) => scoreLevel(all, level, manifest));
  return {
    pages,
    sections,
    lines,
    holders: [...new Set([...pages.at, ...lines.at.map(pageOf)])],
    labels: Object.fromEntries(Object.entries(LABELS).map(([name, level]) => [name, (all[`${level}.${name}`] || NOWHERE).at])),
  };
}

/**
 * @param {Record<string, List>} lists
 * @param {string} level
 * @param {Manifest} manifest
 * @returns {Scores}
 */
function scoreLevel(lists, level, { fields, counts }) {
  /** @type {Map<number, number>} */
  const scores = new Map();
  for (const [name, boost, k1] of fields[level]) {
    const { at, frequencies } = lists[`${level}.${name}`] || NOWHERE;
    const weight = boost * (Math.log(counts[level] / (at.length + 1)) + 1) * (k1 + 1);
    at.forEach((where, i) => {
      scores.set(where, (scores.get(where) || 0) + (weight * frequencies[i]) / (frequencies[i] + k1));
    });
  }
  return { at: [...scores.keys()], scores: [...scores.values()] };
}

/**
 * @param {List} [sections] in order
 * @returns {List} pages
 */
function sumByPage({ at, frequencies } = NOWHERE) {
  /** @type {List} */
  const sums = { at: [], frequencies: [] };
  at.forEach((section, i) => {
    const page = pageOf(section);
    const last = sums.at.length - 1;
    if (sums.at[last] === page) sums.frequencies[last] += frequencies[i];
    else {
      sums.at.push(page);
      sums.frequencies.push(frequencies[i]);
    }
  });
  return sums;
}
