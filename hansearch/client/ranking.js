/** What the terms of a query found → pages in order, as `ranking.py`, which explains each step. */

import { pinnedScores } from './pins.js';
import { COUNTED } from './query.js';
import { pageOf } from './shards.js';
import { breathe } from './slices.js';

/** Pages that are scored before the browser may do something else. */
const PAGES_AT_ONCE = 1000;

/** Labels that a query may stand in as typed. */
const LITERAL_LABELS = ['heading', 'question', 'title'];

/**
 * @typedef {import('./bm25.js').Found} Found
 * @typedef {import('./bm25.js').Scores} Scores
 * @typedef {import('./bundle.js').Manifest} Manifest
 * @typedef {import('./query.js').Query} Query
 *
 * @typedef {object} Labelled pages whose labels have to do with the query as a whole
 * @property {Set<number>} starting the title's first word is the query's
 * @property {Set<number>} beginning a label begins with the query, letter for letter
 * @property {Set<number>} exact a label is the query
 *
 * @typedef {object} Ranked
 * @property {number} page
 * @property {number} score
 * @property {number} coverage
 * @property {Array<[number, number]>} sections those that hold a term, and their scores
 */

/**
 * Every page that holds a term of the query, best first.
 * @param {Query} query
 * @param {Found[]} found what each of `query.terms` found
 * @param {Labelled} labelled
 * @param {number[]} pinned pages that stand before all others, in order, each to be read from its top
 * @param {Manifest} manifest
 * @returns {Promise<Ranked[]>}
 */
export async function rank(query, found, labelled, pinned, manifest) {
  const { parameters, shape } = manifest;
  const weights = query.terms.map((term) => term.weight);
  const scores = new Float64Array(shape.pages);
  found.forEach(({ pages }, at) => addWeighted(scores, pages, weights[at]));
  const sections = await byPage(found.map((f) => f.sections), weights);
  const lines = await byPage(found.map((f) => f.lines), weights);
  const coverage = pageCoverage(query, found, manifest);
  const { factors, whole } = await literalFactors(query, found, labelled, manifest);

  const isHolder = new Uint8Array(shape.pages);
  for (const { holders } of found) for (const page of holders) isHolder[page] = 1;
  for (let page = 0; page < isHolder.length; page += 1) {
    if (page % PAGES_AT_ONCE === 0) await breathe();
    if (!isHolder[page]) continue;
    // 恢 alone is rare, but who types 备份恢 finds 备份恢复: what stands there as typed is all there.
    if (whole.has(page)) coverage[page] = 1;
    const section = (sections.get(page) || []).reduce((best, [, value]) => Math.max(best, value), 0);
    const line = decayedSum((lines.get(page) || []).map(([, value]) => value), parameters);
    const sum = scores[page] + parameters.section_weight * section + parameters.line_weight * line;
    scores[page] = sum * (1 + parameters.coverage_weight * coverage[page] ** 2) * (factors.get(page) || 1);
  }
  for (const [page, score] of pinnedScores(scores, pinned)) {
    scores[page] = score;
    isHolder[page] = 1;
  }
  const order = scores.map(rounded);
  await breathe();
  return Array.from(isHolder.keys())
    .filter((page) => isHolder[page])
    .sort((a, b) => order[b] - order[a] || a - b)
    .map((page) => ({
      page,
      score: scores[page],
      coverage: coverage[page],
      // Who is in danger reads the answer at the top, not the passage that has most of the words.
      sections: (!pinned.includes(page) && sections.get(page)) || [],
    }));
}

/**
 * Behind the pages found those that hold only fragments of the query.
 * @param {Ranked[]} ranked
 * @param {number[][]} recalled the pages of each clause of `query.recall`
 * @param {Manifest} manifest
 * @returns {Ranked[]}
 */
export function addRecalled(ranked, recalled, { parameters }) {
  /** @type {Map<number, number>} */
  const counts = new Map();
  for (const page of recalled.flat()) counts.set(page, (counts.get(page) || 0) + 1);
  for (const { page } of ranked) counts.delete(page);
  const others = Array.from(counts).sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  return [...ranked, ...others.map(([page, count]) => ({ page, score: parameters.recall_score * count, coverage: 0, sections: [] }))];
}

/**
 * The best section of a page and the next ones that come near it; of equal ones the first.
 * @param {Ranked} ranked
 * @param {Manifest} manifest
 * @returns {number[]}
 */
export function bestSections({ sections }, { parameters }) {
  const ordered = [...sections].sort((a, b) => rounded(b[1]) - rounded(a[1]) || a[0] - b[0]);
  const near = ordered.filter(([, value]) => rounded(value) >= rounded(parameters.further_share * ordered[0][1]));
  return near.slice(0, 1 + parameters.further_sections).map(([section]) => section);
}

/**
 * The term's weight × idf over pages.
 * @param {import('./query.js').QueryTerm} term
 * @param {Found} found
 * @param {Manifest} manifest
 */
export function weighRarity(term, { holders }, { counts }) {
  return term.weight * (Math.log(counts.pages / (holders.length + 1)) + 1);
}

/**
 * So that the last bit of a logarithm orders nothing.
 * @param {number} value
 */
function rounded(value) {
  return Math.round(value * 1e9) / 1e9;
}

/**
 * @param {Float64Array} total
 * @param {Scores} found
 * @param {number} weight
 */
function addWeighted(total, { at, scores }, weight) {
  for (let i = 0; i < at.length; i += 1) total[at[i]] += weight * scores[i];
}

/**
 * Add up what terms found below pages.
 * @param {Scores[]} found
 * @param {number[]} weights
 * @returns {Promise<Map<number, Array<[number, number]>>>} page → its places and their scores
 */
async function byPage(found, weights) {
  /** @type {Map<number, number>} */
  const totals = new Map();
  for (const [term, { at, scores }] of found.entries()) {
    await breathe();
    at.forEach((place, i) => totals.set(place, (totals.get(place) || 0) + weights[term] * scores[i]));
  }
  await breathe();
  /** @type {Map<number, Array<[number, number]>>} */
  const pages = new Map();
  for (const item of totals) {
    const page = pageOf(item[0]);
    const own = pages.get(page);
    if (own) own.push(item);
    else pages.set(page, [item]);
  }
  return pages;
}

/**
 * The sum of the best, each worth `line_decay` of the one before.
 * @param {number[]} values
 * @param {Record<string, any>} parameters
 */
function decayedSum(values, { line_decay: decay, line_depth: depth }) {
  const highest = values.sort((a, b) => b - a).slice(0, depth);
  return highest.reduce((sum, value, place) => sum + decay ** place * value, 0);
}

/**
 * @param {Query} query
 * @param {Found[]} found
 * @param {Manifest} manifest
 * @returns {Float64Array} by page
 */
function pageCoverage(query, found, manifest) {
  const covered = new Float64Array(manifest.shape.pages);
  let total = 0;
  query.terms.forEach((term, i) => {
    const { holders } = found[i];
    if (!COUNTED.includes(term.kind) || holders.length === 0) return;
    const value = weighRarity(term, found[i], manifest);
    total += value;
    for (const page of holders) covered[page] += value;
  });
  return total > 0 ? covered.map((value) => value / total) : covered;
}

/**
 * For each page the mean, over the parts of the query, of what it earns by where the part stands as typed.
 * @param {Query} query
 * @param {Found[]} found
 * @param {Labelled} labelled
 * @param {Manifest} manifest
 * @returns {Promise<{factors: Map<number, number>, whole: Set<number>}>} and the pages that have every part as typed
 */
async function literalFactors(query, found, { starting, beginning, exact }, { parameters }) {
  const byTerm = new Map(query.terms.map((term, at) => [term.term, found[at]]));
  /** @type {Map<number, number>} */
  const factors = new Map();
  /** @type {Map<number, number>} */
  const holding = new Map();
  for (const part of query.parts) {
    await breathe();
    const here = part.flatMap((term) => byTerm.get(term) || []).filter(({ holders }) => holders.length > 0);
    if (here.length < part.length) continue;
    for (const [page, factor] of partFactors(here, starting, parameters)) {
      holding.set(page, (holding.get(page) || 0) + 1);
      factors.set(page, (factors.get(page) || 1) + (factor - 1) / query.parts.length);
    }
  }
  for (const page of beginning) raise(factors, page, parameters.label_prefix_factor);
  for (const page of exact) raise(factors, page, parameters.exact_factor);
  const whole = new Set(Array.from(holding.keys()).filter((page) => holding.get(page) === query.parts.length));
  return { factors, whole };
}

/**
 * @param {Found[]} here what each term of a part found
 * @param {Set<number>} starting
 * @param {Record<string, any>} parameters
 * @returns {Map<number, number>}
 */
function partFactors(here, starting, parameters) {
  /** @type {Map<number, number>} */
  const factors = new Map();
  for (const page of inAll(here.map((f) => f.pages.at))) factors.set(page, parameters.literal_factor);
  for (const label of LITERAL_LABELS) {
    if (here.length === 1 && label === 'question') continue;
    for (const where of inAll(here.map((f) => f.labels[label]))) {
      const page = label === 'title' ? where : pageOf(where);
      let factor = parameters.heading_literal_factor;
      if (label === 'title') factor = starting.has(page) ? parameters.title_start_factor : parameters.title_literal_factor;
      raise(factors, page, factor);
    }
  }
  return factors;
}

/**
 * @param {Map<number, number>} factors
 * @param {number} page
 * @param {number} factor
 */
function raise(factors, page, factor) {
  factors.set(page, Math.max(factor, factors.get(page) || 1));
}

/**
 * @param {number[][]} lists without repetitions
 * @returns {number[]} the numbers that all have
 */
export function inAll([first = [], ...others]) {
  return others.reduce((left, other) => {
    const set = new Set(other);
    return left.filter((one) => set.has(one));
  }, first);
}
