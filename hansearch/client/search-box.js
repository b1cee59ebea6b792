/**
 * The search box: an input with a list of results below it, after the WAI-ARIA pattern of an editable combobox.
 * Owns one `[data-hansearch]` element, its listeners and its ARIA; `attach` is called when a reader touches it.
 */

import { Overlay } from './overlay.js';
import { Panel } from './panel.js';
import { button, leaveWords, node } from './rows.js';
import { SearchPage } from './search-page.js';
import { find, open } from './search.js';
import { Selection } from './selection.js';
import { tellFailed, tellFound, tellNothingFits, tellWaiting } from './states.js';
import { TEXTS } from './texts.js';

/** @typedef {import('./search.js').Row} Row */

/** Rows at once: what a phone shows; the reader waits for the text of each. */
const LIMIT = 6;
/** Milliseconds: a search that takes less shows no sign of loading. */
const LOADING_DELAY = 200;
/** Milliseconds after which the reader is told that it is the network. */
const SLOW_DELAY = 3000;
/** Milliseconds without typing before a search starts. */
const PAUSE = 60;

let boxes = 0;

/**
 * Bring a box to life.
 * @param {HTMLElement} root an element with `data-hansearch` that holds an input
 */
export function attach(root) {
  const input = root.querySelector('input');
  if (!input) throw new Error('hansearch: [data-hansearch] holds no input');
  root.querySelectorAll('.hansearch__panel').forEach((failure) => failure.remove());
  new SearchBox(root, input).start();
}

class SearchBox {
  /**
   * @param {HTMLElement} root
   * @param {HTMLInputElement} input
   */
  constructor(root, input) {
    boxes += 1;
    this.root = root;
    this.input = input;
    this.panel = new Panel(`hansearch-${boxes}`);
    this.overlay = new Overlay(root, () => this.leave());
    this.page = root.hasAttribute('data-hansearch-page') ? new SearchPage(input, () => this.ask(true)) : null;
    /** @type {Row[]} */
    this.rows = [];
    this.limit = LIMIT;
    this.asked = '';
    this.turn = 0;
    this.selection = new Selection(input, this.panel);
    this.fits = true;
    this.hasFailed = false;
    this.isComposing = false;
    /** The reader closed it: an answer that comes later opens nothing. */
    this.isClosed = false;
  }

  start() {
    this.input.after(button('hansearch__close', TEXTS.close, () => this.leave()));
    this.root.append(this.panel.element, this.panel.status);
    if (this.page) this.root.classList.add('hansearch--page');
    this.listen();
    open().catch(() => {}); // Ahead of the first key; the search that needs it reports a failure.
    this.page?.start();
    if (document.activeElement === this.input) this.focused();
    // Enter may have been pressed before this was loaded.
    if (this.root.getAttribute('data-hansearch-awake')) this.enter();
    else if (this.input.value) this.ask();
  }

  listen() {
    const { input, root } = this;
    input.addEventListener('compositionstart', () => {
      this.isComposing = true;
    });
    input.addEventListener('compositionend', () => {
      this.isComposing = false;
      this.typed();
    });
    input.addEventListener('input', (event) => {
      if (!(event instanceof InputEvent && event.isComposing) && !this.isComposing) this.typed();
    });
    input.addEventListener('focus', () => this.focused());
    input.addEventListener('click', () => this.focused());
    root.addEventListener('keydown', (event) => this.pressed(event));
    input.form?.addEventListener('submit', (event) => {
      // Some keyboards of phones submit without a key that could be told.
      event.preventDefault();
      if (!this.isComposing) this.enter();
    });
    this.panel.list.addEventListener('click', (event) => this.chosen(event));
    root.addEventListener('focusout', ({ relatedTarget }) => {
      if (relatedTarget instanceof Node && !root.contains(relatedTarget)) this.close();
    });
    document.addEventListener('pointerdown', ({ target }) => {
      if (target instanceof Node && target.isConnected && !root.contains(target)) this.close();
    });
    window.addEventListener('online', () => this.hasFailed && this.ask(true));
  }

  focused() {
    if (this.page) return;
    this.isClosed = false;
    this.overlay.open();
    if (!this.input.value) this.idle();
    this.show(!this.panel.isEmpty());
  }

  typed() {
    this.isClosed = false;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), PAUSE);
  }

  /** @param {boolean} [isAgain] the same question as before, or with another limit */
  ask(isAgain = false) {
    const question = this.input.value.trim();
    if (question !== this.asked || isAgain) this.pending = this.answer(question, isAgain);
    return this.pending;
  }

  /**
   * @param {string} question
   * @param {boolean} isAgain
   */
  async answer(question, isAgain) {
    if (!isAgain) {
      this.limit = LIMIT;
      // What the address asks for is asked with the category and the limit of the address.
      if (this.page?.question !== question) this.page?.reset();
    }
    this.asked = question;
    this.hasFailed = false;
    this.turn += 1;
    const { turn } = this;
    if (!question) {
      this.idle();
      return;
    }
    const timers = [
      setTimeout(() => this.isCurrent(turn) && this.wait('loading'), LOADING_DELAY),
      setTimeout(() => this.isCurrent(turn) && this.wait('slow'), SLOW_DELAY),
    ];
    try {
      const outcome = await find(question, { limit: this.page?.limit ?? this.limit });
      if (this.isCurrent(turn)) this.answered(outcome);
    } catch (error) {
      if (this.isCurrent(turn)) this.failed(error);
    } finally {
      timers.forEach(clearTimeout);
    }
  }

  /**
   * A stale answer never overwrites a fresh one.
   * @param {number} turn
   */
  isCurrent(turn) {
    return turn === this.turn;
  }

  idle() {
    this.rows = [];
    this.panel.clear();
    this.selection.select(-1);
    if (this.page) this.page.shown('');
    else if (!this.panel.addTemplate('idle', '') && this.overlay.isOpen()) this.panel.tell('idle', TEXTS.idle);
    this.show(!this.panel.isEmpty() && document.activeElement === this.input);
  }

  /** @param {'loading' | 'slow'} state */
  wait(state) {
    tellWaiting(this.panel, state, () => this.again());
    this.show(!this.isClosed);
  }

  /** @param {import('./search.js').Outcome} outcome */
  answered(outcome) {
    const { panel } = this;
    const { rows, total, suggestion, fits } = outcome;
    this.rows = rows;
    this.fits = fits && rows.length > 0;
    panel.fill(this.page ? this.page.choose(rows) : rows);
    this.selection.select(-1);
    if (this.fits) tellFound(panel, outcome);
    else tellNothingFits(panel, outcome, this.asked);
    if (this.fits && rows.length < total) this.offerMore(total);
    if (suggestion) {
      panel.suggest(suggestion, () => {
        this.input.value = suggestion;
        this.again();
      });
    }
    this.page?.renderFilter(rows, panel.filter);
    this.show(!this.isClosed);
    this.page?.shown(this.asked);
  }

  /** @param {number} total */
  offerMore(total) {
    const { form } = this.input;
    if (form && !this.page) {
      const link = node('a', 'hansearch__more', TEXTS.all(total));
      const url = new URL(form.action);
      url.searchParams.set(this.input.name || 'q', this.asked);
      link.setAttribute('href', url.href);
      this.panel.extra.append(link);
      return;
    }
    this.panel.extra.append(
      button('hansearch__more', TEXTS.more, async () => {
        const before = this.panel.options().length;
        if (this.page) this.page.grow();
        else this.limit += LIMIT;
        await this.ask(true);
        this.panel.options()[before]?.querySelector('a')?.focus({ preventScroll: true });
      }),
    );
  }

  /** @param {unknown} error */
  failed(error) {
    console.warn('hansearch:', error);
    this.asked = '';
    this.hasFailed = true;
    this.rows = [];
    tellFailed(this.panel, error, () => this.again());
    this.selection.select(-1);
    this.show(!this.isClosed);
  }

  again() {
    this.input.focus();
    this.ask(true);
  }

  /** @param {KeyboardEvent} event */
  pressed(event) {
    if (this.isComposing || event.isComposing || event.keyCode === 229) return;
    if (event.key === 'Escape') this.escape(event);
    else if (event.target !== this.input || event.ctrlKey || event.metaKey || event.altKey) return;
    else if (event.key === 'Enter') {
      event.preventDefault();
      this.enter();
    } else if (this.selection.move(event.key)) {
      event.preventDefault();
      this.show(true);
    }
  }

  /**
   * The first Escape closes, the second clears; focus stays in the input.
   * @param {KeyboardEvent} event
   */
  escape(event) {
    // A browser's own Escape clears a search input at once.
    event.preventDefault();
    this.input.focus();
    if (!this.page && !this.panel.element.hidden) {
      this.close();
    } else {
      this.input.value = '';
      this.ask();
      this.close();
    }
  }

  /** Open the selected row, or the first that answers; what was typed and is not answered yet, answer first. */
  async enter() {
    clearTimeout(this.timer);
    const { value } = this.input;
    await this.ask();
    if (this.input.value !== value) return;
    const { active } = this.selection;
    const option = this.panel.options()[this.page || !this.fits ? active : Math.max(0, active)];
    if (option) option.querySelector('a')?.click();
    else if (this.page) this.page.settle();
  }

  /**
   * A result is opened: leave its page the words to mark.
   * @param {MouseEvent} event
   */
  chosen(event) {
    const option = event.target instanceof Element && event.target.closest('[role=option]');
    const link = option && option.querySelector('a');
    if (!link) return;
    this.selection.select(this.panel.options().indexOf(/** @type {HTMLElement} */ (option)));
    leaveWords(link, this.rows);
    this.page?.settle(window.scrollY);
    // The list stays until the next page is there, unless this page is the next one.
    setTimeout(() => {
      if (event.defaultPrevented || link.pathname === location.pathname) this.close();
    });
  }

  /** @param {boolean} isOpen */
  show(isOpen) {
    if (isOpen && !this.page) this.overlay.open();
    this.panel.element.hidden = !isOpen;
    this.root.classList.toggle('hansearch--open', isOpen);
    this.input.setAttribute('aria-expanded', String(isOpen && this.panel.options().length > 0));
  }

  close() {
    if (this.page) return;
    this.isClosed = true;
    this.show(false);
    this.overlay.close();
  }

  /** The button that closes: a phone's keyboard goes, too. */
  leave() {
    this.close();
    this.input.blur();
  }
}
