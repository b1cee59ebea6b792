/** A box that is a whole page, `data-hansearch-page`: its address can be shared, back and forward work, results are filtered. */

import { button } from './rows.js';
import { TEXTS } from './texts.js';

/** @typedef {import('./search.js').Row} Row */

const PAGE_LIMIT = 20;
/** To filter a category well, more must be known than is shown. */
const FILTER_LIMIT = 100;
/** Milliseconds without typing after which a question was meant, and gets its place in the history. */
const SETTLED = 1000;

export class SearchPage {
  /**
   * @param {HTMLInputElement} input
   * @param {() => void} ask
   */
  constructor(input, ask) {
    this.input = input;
    this.ask = ask;
    this.title = document.title;
    this.question = '';
    this.limit = PAGE_LIMIT;
    this.category = '';
    this.scroll = 0;
    /** @type {number | undefined} */
    this.timer = undefined;
  }

  start() {
    this.restore();
    window.addEventListener('popstate', () => {
      if (!this.input.isConnected) return;
      this.input.value = '';
      this.restore();
      this.ask();
    });
  }

  /** A new question begins anew. */
  reset() {
    clearTimeout(this.timer);
    this.limit = PAGE_LIMIT;
    this.category = '';
    this.scroll = 0;
  }

  /** Take question, category and place from the address and its entry in the history. */
  restore() {
    this.reset();
    const parameters = new URLSearchParams(location.search);
    const kept = history.state?.hansearch;
    this.category = parameters.get('in') ?? '';
    this.limit = Number(kept?.limit) || (this.category ? FILTER_LIMIT : PAGE_LIMIT);
    this.scroll = Number(kept?.scroll) || 0;
    if (!this.input.value) this.input.value = parameters.get('q') ?? '';
    this.question = this.input.value.trim();
  }

  /**
   * A list for the question is shown.
   * @param {string} question
   */
  shown(question) {
    this.question = question;
    document.title = question ? `${question} · ${this.title}` : this.title;
    if (this.scroll > 0) window.scrollTo(0, this.scroll);
    this.scroll = 0;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.settle(), SETTLED);
  }

  /**
   * Write the list into the address: a new entry in the history for a new question.
   * @param {number} [scroll] where on the page the reader is when leaving it
   */
  settle(scroll = 0) {
    clearTimeout(this.timer);
    const url = new URL(location.href);
    const before = url.searchParams.get('q') ?? '';
    for (const [name, value] of [['q', this.question], ['in', this.category]]) {
      if (value) url.searchParams.set(name, value);
      else url.searchParams.delete(name);
    }
    const state = { ...history.state, hansearch: { limit: this.limit, scroll } };
    try {
      if (before === this.question) history.replaceState(state, '', url.href);
      else history.pushState(state, '', url.href);
    } catch {} // A page opened from a folder may not change its address.
  }

  grow() {
    this.limit += PAGE_LIMIT;
  }

  /**
   * @param {Row[]} rows
   * @returns {Row[]} those of the chosen category
   */
  choose(rows) {
    if (!rows.some((row) => row.category === this.category)) this.category = '';
    return rows.filter((row) => !this.category || row.category === this.category);
  }

  /**
   * A button for each category that the rows are of.
   * @param {Row[]} rows
   * @param {HTMLElement} bar where they stand
   */
  renderFilter(rows, bar) {
    const names = Array.from(new Set(rows.map((row) => row.category || ''))).filter(Boolean);
    if (names.length < 2) return;
    bar.setAttribute('role', 'group');
    bar.setAttribute('aria-label', TEXTS.filter);
    for (const name of ['', ...names]) {
      const chip = button('hansearch__chip', name || TEXTS.everything, () => this.pick(name));
      chip.setAttribute('aria-pressed', String(name === this.category));
      bar.append(chip);
    }
  }

  /** @param {string} category */
  pick(category) {
    this.category = category;
    this.limit = Math.max(this.limit, FILTER_LIMIT);
    this.ask();
  }
}
