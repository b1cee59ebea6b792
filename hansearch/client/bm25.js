/** The postings of one term → where it was found, with what score: what Whoosh's BM25F does for `search.py`. */

/**
 * @typedef {import('./bundle.js').Entry} Entry
 * @typedef {import('./bundle.js').Documents} Documents
 * @typedef {import('./bundle.js').Manifest} Manifest
 * @typedef {import('./bundle.js').Posting} Posting
 *
 * @typedef {object} Found
 * @property {Map<number, number>} pages document number → score
 * @property {Map<number, number>} sections
 * @property {Map<number, number>} lines
 * @property {Record<string, Map<number, number>>} labels for each of LABELS, document number → frequency
 */

/** The fields that name what is under them, and their levels. */
export const LABELS = /** @type {Record<string, string>} */ ({ title: 'pages', heading: 'sections', question: 'lines', asked: 'pages' });

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
  const { k1 } = manifest.parameters;
  for (const level of Object.keys(scores)) {
    for (const [name, boost] of manifest.fields[level]) {
      const list = postings[`${level}.${name}`];
      const idf = Math.log(manifest.counts[level] / (list.length + 1)) + 1;
      for (const [number, frequency] of list) {
        const bm25 = idf * ((frequency * (k1 + 1)) / (frequency + k1));
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
