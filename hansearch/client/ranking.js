/** What the terms of a query found → pages in order, as `ranking.py`, which explains each step. */

import { LABELS } from './bm25.js';
import { raisePinned } from './pins.js';
import { COUNTED } from './query.js';

/** Labels that a query may stand in as typed. */
const LITERAL_LABELS = ['heading', 'question', 'title'];
/** Labels that a query may be, word for word. */
const EXACT_LABELS = ['title', 'question'];

/**
 * @typedef {import('./bm25.js').Found} Found
 * @typedef {import('./bundle.js').Documents} Documents
 * @typedef {import('./bundle.js').Manifest} Manifest
 * @typedef {import('./query.js').Query} Query
 * @typedef {{page: number, score: number, section: number | null, further: number[], coverage: number}} Ranked
 */

/**
 * Every page that holds anything of the query, best first.
 * @param {Query} query
 * @param {Found[]} found what each of `query.terms` found
 * @param {number[][]} recalled the pages of each clause of `query.recall`
 * @param {number[]} starting the pages that have `query.start`
 * @param {number[]} pinned pages that stand before all others, in order
 * @param {Manifest} manifest
 * @param {Documents} documents
 * @returns {Ranked[]}
 */
export function rank(query, found, recalled, starting, pinned, manifest, documents) {
  const { parameters } = manifest;
  const weights = query.terms.map((term) => term.weight);
  const pages = weightedSum(weights, found.map((f) => f.pages));
  const sections = weightedSum(weights, found.map((f) => f.sections));
  const lines = weightedSum(weights, found.map((f) => f.lines));
  const ownSections = bestSections(sections, documents.sectionPages, parameters);
  const lineScores = decayedSum(lines, documents.linePages, parameters.line_decay, parameters.line_depth);
  const coverage = pageCoverage(query, found, manifest, documents);
  const byTerm = new Map(query.terms.flatMap((term, at) => (isEmpty(found[at]) ? [] : [[term.term, found[at]]])));
  const { factors, whole } = literalFactors(query, byTerm, new Set(starting), manifest, documents);

  // 恢 alone is rare, but who types 备份恢 finds 备份恢复: what stands there as typed is all there.
  const covered = (/** @type {number} */ page) => (whole.has(page) ? 1 : (coverage.get(page) ?? 0));
  /** @type {Map<number, number>} */
  const scores = new Map();
  for (const page of new Set([...pages.keys(), ...lineScores.keys()])) {
    let total = pages.get(page) ?? 0;
    const [section] = ownSections.get(page) ?? [];
    if (section !== undefined) total += parameters.section_weight * (sections.get(section) ?? 0);
    total += parameters.line_weight * (lineScores.get(page) ?? 0);
    total *= 1 + parameters.coverage_weight * covered(page) ** 2;
    scores.set(page, total * (factors.get(page) ?? 1));
  }
  for (const clausePages of recalled) {
    for (const page of clausePages) scores.set(page, (scores.get(page) ?? 0) + parameters.recall_score);
  }
  return Array.from(raisePinned(scores, pinned), ([page, total]) => {
    const [section = null, ...further] = ownSections.get(page) ?? [];
    return { page, score: total, section, further, coverage: covered(page) };
  }).sort((a, b) => rounded(b.score) - rounded(a.score) || a.page - b.page);
}

/** @param {Found} found */
export function isEmpty(found) {
  return found.pages.size === 0 && found.lines.size === 0;
}

/**
 * The pages that hold a term anywhere, their lines included.
 * @param {Found} found
 * @param {Documents} documents
 * @returns {Set<number>}
 */
export function findHolders({ pages, lines }, { linePages }) {
  const holders = new Set(pages.keys());
  for (const line of lines.keys()) holders.add(linePages[line]);
  return holders;
}

/**
 * The term's weight × idf over pages.
 * @param {import('./query.js').QueryTerm} term
 * @param {Set<number>} holders
 * @param {Manifest} manifest
 */
export function weighRarity(term, holders, manifest) {
  return term.weight * (Math.log(manifest.counts.pages / (holders.size + 1)) + 1);
}

/**
 * So that the last bit of a logarithm orders nothing.
 * @param {number} value
 */
function rounded(value) {
  return Math.round(value * 1e9) / 1e9;
}

/**
 * @param {number[]} weights
 * @param {Array<Map<number, number>>} scores
 * @returns {Map<number, number>}
 */
function weightedSum(weights, scores) {
  /** @type {Map<number, number>} */
  const total = new Map();
  scores.forEach((termScores, at) => {
    for (const [number, value] of termScores) total.set(number, (total.get(number) ?? 0) + weights[at] * value);
  });
  return total;
}

/**
 * For each page its best section and the next ones that come near it; of equal ones the first.
 * @param {Map<number, number>} scores
 * @param {number[]} pages
 * @param {Record<string, any>} parameters
 * @returns {Map<number, number[]>}
 */
function bestSections(scores, pages, parameters) {
  const ordered = Array.from(scores).sort((a, b) => rounded(b[1]) - rounded(a[1]) || a[0] - b[0]);
  /** @type {Map<number, number[]>} */
  const sections = new Map();
  for (const [section, value] of ordered) {
    const own = sections.get(pages[section]) || [];
    sections.set(pages[section], own);
    const isNear = own.length === 0 || rounded(value) >= rounded(parameters.further_share * (scores.get(own[0]) || 0));
    if (isNear && own.length <= parameters.further_sections) own.push(section);
  }
  return sections;
}

/**
 * For each page the sum of its best documents, each worth `decay` of the one before.
 * @param {Map<number, number>} scores
 * @param {number[]} pages
 * @param {number} decay
 * @param {number} depth
 * @returns {Map<number, number>}
 */
function decayedSum(scores, pages, decay, depth) {
  /** @type {Map<number, number[]>} */
  const byPage = new Map();
  for (const [number, value] of scores) byPage.set(pages[number], [...(byPage.get(pages[number]) ?? []), value]);
  return new Map(
    Array.from(byPage, ([page, own]) => {
      const highest = own.sort((a, b) => b - a).slice(0, depth);
      return [page, highest.reduce((sum, value, place) => sum + decay ** place * value, 0)];
    }),
  );
}

/**
 * @param {Query} query
 * @param {Found[]} found
 * @param {Manifest} manifest
 * @param {Documents} documents
 * @returns {Map<number, number>}
 */
function pageCoverage(query, found, manifest, documents) {
  /** @type {Map<number, number>} */
  const covered = new Map();
  let total = 0;
  query.terms.forEach((term, at) => {
    const holders = findHolders(found[at], documents);
    const value = COUNTED.includes(term.kind) && holders.size > 0 ? weighRarity(term, holders, manifest) : 0;
    total += value;
    for (const page of holders) covered.set(page, (covered.get(page) ?? 0) + value);
  });
  for (const [page, value] of covered) covered.set(page, total > 0 ? value / total : 0);
  return covered;
}

/**
 * For each page the mean, over the parts of the query, of what it earns by where the part stands as typed.
 * @param {Query} query
 * @param {Map<string, Found>} found
 * @param {Set<number>} starting
 * @param {Manifest} manifest
 * @param {Documents} documents
 * @returns {{factors: Map<number, number>, whole: Set<number>}} and the pages that have every part as typed
 */
function literalFactors(query, found, starting, manifest, documents) {
  /** @type {Map<number, number>} */
  const factors = new Map();
  /** @type {Map<number, number>} */
  const holding = new Map();
  for (const part of query.parts) {
    const here = part.flatMap((term) => found.get(term) ?? []);
    if (here.length < part.length) continue;
    for (const [page, factor] of partFactors(here, starting, manifest, documents)) {
      holding.set(page, (holding.get(page) ?? 0) + 1);
      factors.set(page, (factors.get(page) ?? 1) + (factor - 1) / query.parts.length);
    }
  }
  for (const [page, factor] of exactFactors(query, found, manifest, documents)) raise(factors, page, factor);
  const whole = new Set(Array.from(holding.keys()).filter((page) => holding.get(page) === query.parts.length));
  return { factors, whole };
}

/**
 * @param {Found[]} here what each term of a part found
 * @param {Set<number>} starting
 * @param {Manifest} manifest
 * @param {Documents} documents
 * @returns {Map<number, number>}
 */
function partFactors(here, starting, { parameters }, documents) {
  /** @type {Map<number, number>} */
  const factors = new Map();
  for (const page of intersection(here.map((f) => f.pages))) factors.set(page, parameters.literal_factor);
  for (const label of LITERAL_LABELS) {
    for (const number of intersection(here.map((f) => f.labels[label]))) {
      const page = owner(label, number, documents);
      let factor = parameters.heading_literal_factor;
      if (label === 'title') factor = starting.has(page) ? parameters.title_prefix_factor : parameters.title_literal_factor;
      if (here.length > 1 || label !== 'question') raise(factors, page, factor);
    }
  }
  return factors;
}

/**
 * Pages with a label whose tokens are the query's, one for one.
 * @param {Query} query
 * @param {Map<string, Found>} found
 * @param {Manifest} manifest
 * @param {Documents} documents
 * @returns {Map<number, number>}
 */
function exactFactors(query, found, { parameters }, documents) {
  const literal = query.terms.flatMap((term) => (term.kind === 'literal' && found.get(term.term)) || []);
  const longest = query.tokenCount * parameters.exact_slack;
  /** @type {Map<number, number>} */
  const factors = new Map();
  for (const label of EXACT_LABELS) {
    const lengths = documents.lengths[`${LABELS[label]}.${label}`];
    const frequencies = literal.map((f) => f.labels[label]);
    for (const [number, count] of weightedSum(frequencies.map(() => 1), frequencies)) {
      if (count === query.tokenCount && lengths[number] <= longest) factors.set(owner(label, number, documents), parameters.exact_factor);
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
  factors.set(page, Math.max(factor, factors.get(page) ?? 1));
}

/**
 * The page of a document of a label's level.
 * @param {string} label
 * @param {number} number
 * @param {Documents} documents
 * @returns {number}
 */
function owner(label, number, documents) {
  if (label === 'title') return number;
  return (label === 'heading' ? documents.sectionPages : documents.linePages)[number];
}

/**
 * @param {Array<Map<number, number>>} maps
 * @returns {number[]} the keys that all have
 */
function intersection([first, ...others]) {
  return [...first.keys()].filter((key) => others.every((other) => other.has(key)));
}
