/**
 * The search box: an input with a list of results below it, after the WAI-ARIA combobox pattern.
 * Owns one `[data-hansearch]` element, its listeners and its ARIA; `attach` is called when a reader touches it.
 */

import { BundleError, open, ROOT, search } from './search.js';

/** @typedef {import('./search.js').Row} Row */

const LIMIT = 8;
/** Milliseconds: a search that takes less shows no sign of loading. */
const LOADING_DELAY = 200;
/** Milliseconds without typing before a search starts. */
const PAUSE = 60;

const WORDS = {
  loading: '正在搜索……',
  none: '没有找到。换一个说法试试，或者只写关键的几个字。',
  failed: '搜索没有加载出来，可能是网络断了。',
  retry: '再试一次',
  outdated: '网站更新过了，请刷新这一页再搜。',
  reload: '刷新',
  results: (/** @type {number} */ count) => `最相关的 ${count} 篇`,
};

let boxes = 0;

/**
 * Bring a box to life.
 * @param {Element} root an element with `data-hansearch` that holds an input
 */
export function attach(root) {
  const input = root.querySelector('input');
  if (!input) throw new Error('hansearch: [data-hansearch] holds no input');
  new SearchBox(root, input).start();
}

class SearchBox {
  /**
   * @param {Element} root
   * @param {HTMLInputElement} input
   */
  constructor(root, input) {
    boxes += 1;
    this.root = root;
    this.input = input;
    this.panel = element('div', 'hansearch__panel');
    this.list = element('ul', 'hansearch__results');
    this.status = element('div', 'hansearch__status');
    this.id = `hansearch-${boxes}`;
    this.asked = '';
    this.turn = 0;
    this.active = -1;
    this.isComposing = false;
    /** @type {number | undefined} */
    this.timer = undefined;
  }

  start() {
    this.list.id = this.id;
    this.list.setAttribute('role', 'listbox');
    this.list.setAttribute('aria-label', '搜索结果');
    this.status.setAttribute('role', 'status');
    this.panel.hidden = true;
    this.panel.append(this.status, this.list);
    this.root.append(this.panel);
    this.input.setAttribute('role', 'combobox');
    this.input.setAttribute('aria-autocomplete', 'list');
    this.input.setAttribute('aria-controls', this.id);
    this.input.setAttribute('aria-expanded', 'false');
    this.input.autocomplete = 'off';

    this.input.addEventListener('compositionstart', () => {
      this.isComposing = true;
    });
    this.input.addEventListener('compositionend', () => {
      this.isComposing = false;
      this.typed();
    });
    this.input.addEventListener('input', (event) => {
      if (!(event instanceof InputEvent && event.isComposing) && !this.isComposing) this.typed();
    });
    this.input.addEventListener('keydown', (event) => this.pressed(event));
    this.input.addEventListener('focus', () => this.show(this.list.childElementCount > 0));
    this.input.form?.addEventListener('submit', (event) => event.preventDefault());
    document.addEventListener('pointerdown', (event) => {
      if (event.target instanceof Node && !this.root.contains(event.target)) this.show(false);
    });

    open().catch(() => {}); // Ahead of the first key; the search that needs it reports a failure.
    const question = new URLSearchParams(location.search).get('q');
    if (question && !this.input.value && this.root.hasAttribute('data-hansearch-page')) this.input.value = question;
    if (this.input.value) this.typed();
  }

  typed() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), PAUSE);
  }

  async ask() {
    const question = this.input.value.trim();
    if (question === this.asked) return;
    this.asked = question;
    this.turn += 1;
    const { turn } = this;
    if (!question) {
      this.fill([]);
      this.say('');
      this.show(false);
      return;
    }
    const loading = setTimeout(() => this.isCurrent(turn) && this.say(WORDS.loading), LOADING_DELAY);
    try {
      const rows = await search(question, { limit: LIMIT });
      if (!this.isCurrent(turn)) return;
      this.fill(rows);
      this.say(rows.length > 0 ? WORDS.results(rows.length) : WORDS.none);
    } catch (error) {
      if (!this.isCurrent(turn)) return;
      console.warn('hansearch:', error);
      this.asked = '';
      this.fill([]);
      this.fail(error instanceof BundleError && error.reason === 'version');
    } finally {
      clearTimeout(loading);
    }
  }

  /**
   * A stale answer never overwrites a fresh one.
   * @param {number} turn
   */
  isCurrent(turn) {
    return turn === this.turn;
  }

  /** @param {KeyboardEvent} event */
  pressed(event) {
    if (this.isComposing || event.isComposing || event.keyCode === 229) return;
    const last = this.list.childElementCount - 1;
    if (event.key === 'Escape') {
      if (this.panel.hidden) this.input.value = '';
      this.show(false);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      this.enter();
    } else if (last >= 0 && event.key === 'ArrowDown') {
      event.preventDefault();
      this.select(this.active < last ? this.active + 1 : 0);
    } else if (last >= 0 && event.key === 'ArrowUp') {
      event.preventDefault();
      this.select(this.active > 0 ? this.active - 1 : last);
    }
  }

  /** Open the selected row, or the first; if what was typed is not answered yet, answer it first. */
  async enter() {
    if (this.input.value.trim() !== this.asked) {
      clearTimeout(this.timer);
      await this.ask();
    }
    const row = this.list.children[Math.max(0, this.active)];
    row?.querySelector('a')?.click();
  }

  /** @param {number} index */
  select(index) {
    this.list.children[this.active]?.setAttribute('aria-selected', 'false');
    this.active = index;
    const row = this.list.children[index];
    if (!row) {
      this.input.removeAttribute('aria-activedescendant');
      return;
    }
    row.setAttribute('aria-selected', 'true');
    row.scrollIntoView({ block: 'nearest' });
    this.input.setAttribute('aria-activedescendant', row.id);
  }

  /** @param {boolean} isOpen */
  show(isOpen) {
    this.panel.hidden = !isOpen;
    this.input.setAttribute('aria-expanded', String(isOpen && this.list.childElementCount > 0));
  }

  /** @param {Row[]} rows */
  fill(rows) {
    this.list.replaceChildren(...rows.map((row, index) => renderRow(row, `${this.id}-${index}`)));
    this.select(-1);
  }

  /** @param {string} message */
  say(message) {
    this.status.textContent = message;
    this.show(message !== '');
  }

  /** @param {boolean} isOutdated this page's script is older than the index: only loading it anew helps */
  fail(isOutdated) {
    this.say(isOutdated ? WORDS.outdated : WORDS.failed);
    const again = element('button', 'hansearch__retry');
    again.setAttribute('type', 'button');
    again.textContent = isOutdated ? WORDS.reload : WORDS.retry;
    again.addEventListener('click', () => {
      if (isOutdated) location.reload();
      this.input.focus();
      this.ask();
    });
    this.status.append(' ', again);
  }
}

/**
 * @param {Row} row
 * @param {string} id
 * @returns {HTMLElement}
 */
function renderRow(row, id) {
  const option = element('li', 'hansearch__row');
  option.id = id;
  option.setAttribute('role', 'option');
  option.setAttribute('aria-selected', 'false');
  const link = document.createElement('a');
  link.className = 'hansearch__link';
  link.href = new URL(row.url, ROOT).href;
  link.tabIndex = -1;
  link.append(renderParts('span', 'hansearch__title', row.title_parts));
  if (row.answer) {
    const answer = element('span', 'hansearch__answer');
    answer.textContent = row.answer;
    link.append(answer);
  }
  if (row.heading) {
    const heading = element('span', 'hansearch__heading');
    heading.textContent = row.heading;
    link.append(heading);
  }
  link.append(renderParts('span', 'hansearch__snippet', row.snippet));
  option.append(link);
  return option;
}

/**
 * @param {string} tag
 * @param {string} className
 * @param {Array<[string, boolean]>} parts
 */
function renderParts(tag, className, parts) {
  const node = element(tag, className);
  for (const [text, matches] of parts) {
    if (matches) {
      const marked = document.createElement('mark');
      marked.textContent = text;
      node.append(marked);
    } else {
      node.append(text);
    }
  }
  return node;
}

/**
 * @param {string} tag
 * @param {string} className
 */
function element(tag, className) {
  const node = document.createElement(tag);
  node.className = className;
  return node;
}
