/** What the terms of a query found → pages in order, as `ranking.py`, which explains each step. */

/**
 * @typedef {import('./bundle.js').Entry} Entry
 * @typedef {import('./bundle.js').Documents} Documents
 * @typedef {import('./bundle.js').Manifest} Manifest
 * @typedef {import('./query.js').Query} Query
 * @typedef {[number, number]} Posting document number, frequency
 *
 * @typedef {object} Found
 * @property {Map<number, number>} pages document number → score
 * @property {Map<number, number>} sections
 * @property {Map<number, number>} lines
 * @property {Record<string, Map<number, number>>} labels for each of LABELS, document number → frequency
 *
 * @typedef {{page: number, score: number, section: number | null}} Ranked
 */

/** The short fields that name what is under them, and their levels. */
const LABELS = { title: 'pages', heading: 'sections', question: 'lines' };

/**
 * Score the postings of one term, as Whoosh's BM25F does.
 * @param {Entry | undefined} entry
 * @param {Manifest} manifest
 * @param {Documents} documents
 * @returns {Found}
 */
export function score(entry, manifest, documents) {
  /** @type {Record<string, Map<number, number>>} */
  const scores = { pages: new Map(), sections: new Map(), lines: new Map() };
  const postings = fieldPostings(entry, manifest, documents);
  const { k1, b } = manifest.parameters;
  for (const level of Object.keys(scores)) {
    for (const [name, boost, averageLength] of manifest.fields[level]) {
      const list = postings[`${level}.${name}`];
      const lengths = documents.lengths[`${level}.${name}`];
      const idf = Math.log(manifest.counts[level] / (list.length + 1)) + 1;
      for (const [number, frequency] of list) {
        const norm = frequency + k1 * (1 - b + (b * lengths[number]) / averageLength);
        const bm25 = idf * ((frequency * (k1 + 1)) / norm);
        scores[level].set(number, (scores[level].get(number) ?? 0) + boost * bm25);
      }
    }
  }
  return {
    pages: scores.pages,
    sections: scores.sections,
    lines: scores.lines,
    labels: Object.fromEntries(Object.entries(LABELS).map(([name, level]) => [name, new Map(postings[`${level}.${name}`])])),
  };
}

/**
 * The postings of every field; those that the bundle does not store are sums of their sections'.
 * @param {Entry | undefined} entry
 * @param {Manifest} manifest
 * @param {Documents} documents
 * @returns {Record<string, Posting[]>}
 */
function fieldPostings(entry, manifest, documents) {
  /** @type {Record<string, Posting[]>} */
  const postings = {};
  manifest.lists.forEach((name, at) => {
    postings[name] = entry?.postings[at] ?? [];
  });
  postings['pages.headings'] = sumByPage(postings['sections.heading'], documents.sectionPages);
  postings['pages.body'] = sumByPage(postings['sections.body'], documents.sectionPages);
  return postings;
}

/**
 * @param {Posting[]} postings of sections, in order
 * @param {number[]} sectionPages
 * @returns {Posting[]} of pages
 */
function sumByPage(postings, sectionPages) {
  /** @type {Posting[]} */
  const sums = [];
  for (const [section, frequency] of postings) {
    const page = sectionPages[section];
    const last = sums[sums.length - 1];
    if (last && last[0] === page) last[1] += frequency;
    else sums.push([page, frequency]);
  }
  return sums;
}

/**
 * Every page that holds anything of the query, best first.
 * @param {Query} query
 * @param {Found[]} found what each of `query.terms` found
 * @param {number[][]} recalled the pages of each clause of `query.recall`
 * @param {Manifest} manifest
 * @param {Documents} documents
 * @returns {Ranked[]}
 */
export function rank(query, found, recalled, manifest, documents) {
  const { parameters } = manifest;
  const weights = query.terms.map((term) => term.weight);
  const pages = weightedSum(weights, found.map((f) => f.pages));
  const sections = weightedSum(weights, found.map((f) => f.sections));
  const lines = weightedSum(weights, found.map((f) => f.lines));
  const bestSection = best(sections, documents.sectionPages);
  const lineScores = decayedSum(lines, documents.linePages, parameters.line_decay, parameters.line_depth);
  const coverage = pageCoverage(query, found, manifest, documents);
  const factors = literalFactors(query, found, manifest, documents);

  /** @type {Map<number, number>} */
  const scores = new Map();
  for (const page of new Set([...pages.keys(), ...lineScores.keys()])) {
    let total = pages.get(page) ?? 0;
    const section = bestSection.get(page);
    if (section !== undefined) total += parameters.section_weight * (sections.get(section) ?? 0);
    total += parameters.line_weight * (lineScores.get(page) ?? 0);
    total *= 1 + parameters.coverage_weight * (coverage.get(page) ?? 0) ** 2;
    scores.set(page, total * (factors.get(page) ?? 1));
  }
  for (const clausePages of recalled) {
    for (const page of clausePages) scores.set(page, (scores.get(page) ?? 0) + parameters.recall_score);
  }
  return Array.from(scores, ([page, total]) => ({ page, score: total, section: bestSection.get(page) ?? null })).sort(
    (a, b) => rounded(b.score) - rounded(a.score) || a.page - b.page,
  );
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
 * For each page its highest-scoring document; of equal ones the first.
 * @param {Map<number, number>} scores
 * @param {number[]} pages
 * @returns {Map<number, number>}
 */
function best(scores, pages) {
  /** @type {Map<number, number>} */
  const winners = new Map();
  for (const number of [...scores.keys()].sort((a, b) => a - b)) {
    const winner = winners.get(pages[number]);
    if (winner === undefined || rounded(scores.get(number) ?? 0) > rounded(scores.get(winner) ?? 0)) {
      winners.set(pages[number], number);
    }
  }
  return winners;
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
    const holders = new Set(found[at].pages.keys());
    for (const line of found[at].lines.keys()) holders.add(documents.linePages[line]);
    const counts = term.kind !== 'synonym' && holders.size > 0;
    const value = counts ? term.weight * (Math.log(manifest.counts.pages / (holders.size + 1)) + 1) : 0;
    total += value;
    for (const page of holders) covered.set(page, (covered.get(page) ?? 0) + value);
  });
  for (const [page, value] of covered) covered.set(page, total > 0 ? value / total : 0);
  return covered;
}

/**
 * For each page in which the query stands as typed, the highest factor that it earns by where it stands.
 * @param {Query} query
 * @param {Found[]} found
 * @param {Manifest} manifest
 * @param {Documents} documents
 * @returns {Map<number, number>}
 */
function literalFactors(query, found, manifest, documents) {
  const { parameters } = manifest;
  const literal = found.filter((_, at) => query.terms[at].kind === 'literal');
  const longest = query.tokenCount * parameters.exact_slack;
  /** @type {Map<number, number>} */
  const factors = new Map();
  /** @type {(factor: number, page: number) => void} */
  const raiseTo = (factor, page) => factors.set(page, Math.max(factor, factors.get(page) ?? 1));

  if (literal.length > 1) {
    const sections = intersection(literal.map((f) => f.sections));
    for (const section of sections) raiseTo(parameters.literal_factor, documents.sectionPages[section]);
  }
  /** @type {Record<string, number[] | null>} */
  const owners = { pages: null, sections: documents.sectionPages, lines: documents.linePages };
  for (const [label, level] of Object.entries(LABELS)) {
    const frequencies = literal.map((f) => f.labels[label]);
    const lengths = documents.lengths[`${level}.${label}`];
    const [literalFactor, exactFactor] = labelFactors(label, parameters);
    const total = weightedSum(frequencies.map(() => 1), frequencies);
    for (const number of frequencies.length > 0 ? intersection(frequencies) : []) {
      const page = owners[level]?.[number] ?? number;
      if (literal.length > 1 || label === 'title') raiseTo(literalFactor, page);
      if (total.get(number) === query.tokenCount && lengths[number] <= longest) raiseTo(exactFactor, page);
    }
  }
  return factors;
}

/**
 * @param {string} label
 * @param {Record<string, any>} parameters
 * @returns {[number, number]} for a label that holds the query, and for one that is the query
 */
function labelFactors(label, parameters) {
  if (label === 'title') return [parameters.title_literal_factor, parameters.exact_factor];
  const exact = label === 'heading' ? parameters.heading_exact_factor : parameters.exact_factor;
  return [parameters.heading_literal_factor, exact];
}

/**
 * @param {Array<Map<number, number>>} maps
 * @returns {number[]} the keys that all have
 */
function intersection([first, ...others]) {
  return [...first.keys()].filter((key) => others.every((other) => other.has(key)));
}
