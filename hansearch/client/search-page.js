/** A box that is a whole page, `data-hansearch-page`: its address can be shared, back and forward work, results are filtered. */

/**
 * @typedef {import('./search.js').Row} Row
 * @typedef {Pick<typeof import('./rows.js'), 'button' | 'describe'> & Pick<typeof import('./texts.js'), 'TEXTS'>} Tools
 */

const PAGE_LIMIT = 20;
/** To filter a category well, more must be known than is shown. */
const FILTER_LIMIT = 100;
/** Milliseconds without typing after which a question was meant, and gets its place in the history. */
const SETTLED = 1000;

/**
 * Fill the input with what the address asks for, and keep the address.
 * @param {HTMLInputElement} input
 * @param {() => Promise<void> | undefined} ask
 * @param {Tools} tools of the box; with imports they would be loaded twice, because only search pages load this module
 */
export function makeSearchPage(input, ask, { button, describe, TEXTS }) {
  const { title } = document;
  let question = '';
  let limit = PAGE_LIMIT;
  let category = '';
  let scroll = 0;
  /** What the address asked for when it was read or written last. */
  let known = '';
  /** @type {number | undefined} */
  let timer;

  restore();
  window.addEventListener('popstate', () => {
    // A link within the page asks for nothing else.
    if (!input.isConnected || location.search === known) return;
    input.value = '';
    restore();
    ask();
  });

  /** A new question begins anew. */
  function reset() {
    clearTimeout(timer);
    limit = PAGE_LIMIT;
    category = '';
    scroll = 0;
  }

  /** Take question, category and place from the address and its entry in the history. */
  function restore() {
    reset();
    known = location.search;
    const parameters = new URLSearchParams(known);
    const kept = history.state?.hansearch;
    category = parameters.get('in') ?? '';
    limit = kept?.limit || (category ? FILTER_LIMIT : PAGE_LIMIT);
    scroll = kept?.scroll || 0;
    if (!input.value) input.value = parameters.get('q') ?? '';
    question = input.value.trim();
  }

  /**
   * A list for the question is shown.
   * @param {string} asked
   */
  function shown(asked) {
    question = asked;
    document.title = question ? `${question} · ${title}` : title;
    if (scroll > 0) window.scrollTo(0, scroll);
    scroll = 0;
    clearTimeout(timer);
    timer = setTimeout(settle, SETTLED);
  }

  /**
   * Write the list into the address: a new entry in the history for a new question.
   * @param {number} [place] where on the page the reader is when leaving it
   */
  function settle(place = 0) {
    clearTimeout(timer);
    const url = new URL(location.href);
    const before = url.searchParams.get('q') ?? '';
    for (const [name, value] of [['q', question], ['in', category]]) {
      if (value) url.searchParams.set(name, value);
      else url.searchParams.delete(name);
    }
    const state = { ...history.state, hansearch: { limit, scroll: place } };
    try {
      if (before === question) history.replaceState(state, '', url.href);
      else history.pushState(state, '', url.href);
    } catch {} // A page opened from a folder may not change its address.
    known = location.search;
  }

  function grow() {
    limit += PAGE_LIMIT;
  }

  /**
   * @param {Row[]} rows
   * @returns {Row[]} those of the chosen category
   */
  function choose(rows) {
    if (!rows.some((row) => row.category === category)) category = '';
    return rows.filter((row) => !category || row.category === category);
  }

  /**
   * A button for each category that the rows are of.
   * @param {Row[]} rows
   * @param {HTMLElement} bar where they stand
   */
  function renderFilter(rows, bar) {
    const names = Array.from(new Set(rows.map((row) => row.category || ''))).filter(Boolean);
    if (names.length < 2) return;
    describe(bar, { role: 'group', 'aria-label': TEXTS.filter });
    for (const name of ['', ...names]) {
      const chip = button('hansearch__chip', name || TEXTS.everything, async () => {
        category = name;
        limit = Math.max(limit, FILTER_LIMIT);
        await ask();
        /** @type {HTMLElement | null} */
        const pressed = bar.querySelector('[aria-pressed=true]');
        // Its list is new, and so is the chip: unless the reader has gone on.
        if (document.activeElement === document.body) pressed?.focus();
      });
      chip.setAttribute('aria-pressed', String(name === category));
      bar.append(chip);
    }
  }

  return { reset, shown, settle, grow, choose, renderFilter, question: () => question, limit: () => limit };
}
