/**
 * The search box: an input with a list of results below it, after the WAI-ARIA pattern of an editable combobox.
 * Owns one `[data-hansearch]` element, its listeners and its ARIA; `attach` is called when a reader touches it.
 */

import { makeOverlay } from './overlay.js';
import { makePanel } from './panel.js';
import { button, describe, leaveWords, node } from './rows.js';
import { find, open, startOver } from './search.js';
import { makeSelection } from './selection.js';
import { tellFailed, tellFound, tellNothingFits, tellWaiting } from './states.js';
import { speak, TEXTS } from './texts.js';

/** @typedef {import('./search.js').Row} Row */

/** Rows at once: what a phone shows; the reader waits for the text of each. */
const LIMIT = 6;
/** Milliseconds: a search that takes less shows no sign of loading. */
const LOADING_DELAY = 200;
/** Milliseconds after which the reader is told that it is the network. */
const SLOW_DELAY = 3000;
/** Milliseconds without typing before a search starts. */
const PAUSE = 60;
/** Characters: no more are searched (`max_query`), and some hosts refuse a longer address. */
const MOST_ASKED = 120;

let boxes = 0;

/**
 * Bring a box to life.
 * @param {HTMLElement} root an element with `data-hansearch` that holds an input
 * @param {typeof TEXTS} [texts] what it says; Chinese if nothing is given
 * @param {typeof import('./search-page.js').makeSearchPage} [makePage] for a box that is a whole page
 */
export function attach(root, texts, makePage) {
  if (texts) speak(texts);
  const input = /** @type {HTMLInputElement} */ (root.querySelector('input'));
  boxes += 1;
  makeBox(root, input, makePanel(`hansearch-${boxes}`), makePage);
}

/**
 * @param {HTMLElement} root
 * @param {HTMLInputElement} input
 * @param {import('./panel.js').Panel} panel
 * @param {typeof import('./search-page.js').makeSearchPage} [makePage]
 */
function makeBox(root, input, panel, makePage) {
  const overlay = makeOverlay(root, leave);
  const page = makePage?.(input, () => ask(true), { button, describe, TEXTS });
  const selection = makeSelection(input, panel);
  /** @type {Row[]} */
  let rows = [];
  /** The first of them surely answers what was asked. */
  let answers = false;
  let limit = LIMIT;
  let asked = '';
  /** @type {Promise<void> | undefined} */
  let pending;
  /** What was asked last; what was asked before is not wanted any more. */
  let wanted = { limit: 0 };
  /** @type {number | undefined} */
  let timer;
  let isComposing = false;
  /** The reader closed it: an answer that comes later opens nothing. */
  let isClosed = false;

  input.after(button('hansearch__close', TEXTS.close, leave));
  root.append(panel.element, panel.status);
  if (page) root.classList.add('hansearch--page');
  listen();
  open().catch(() => {}); // Ahead of the first key; the search that needs it reports a failure.
  if (document.activeElement === input) focused();
  // Enter may have been pressed before this was loaded.
  if (root.getAttribute('data-hansearch-awake')) enter();
  else if (input.value) ask();

  function listen() {
    input.addEventListener('compositionstart', () => {
      isComposing = true;
    });
    input.addEventListener('compositionend', () => {
      isComposing = false;
      typed();
    });
    input.addEventListener('input', () => isComposing || typed());
    input.addEventListener('focus', focused);
    input.addEventListener('click', focused);
    root.addEventListener('keydown', pressed);
    root.addEventListener('submit', (event) => {
      // Some keyboards of phones submit without a key that could be told.
      event.preventDefault();
      if (!isComposing) enter();
    });
    panel.element.addEventListener('click', chosen);
    root.addEventListener('focusout', ({ relatedTarget }) => wentTo(relatedTarget));
    document.addEventListener('pointerdown', ({ target }) => wentTo(target));
    // What failed counts as not asked.
    window.addEventListener('online', () => ask());
  }

  /** @param {EventTarget | null} target */
  function wentTo(target) {
    if (target instanceof Node && target.isConnected && !root.contains(target)) close();
  }

  function focused() {
    if (page) return;
    isClosed = false;
    overlay.open();
    if (!input.value) idle();
    show(!panel.isEmpty());
  }

  function typed() {
    isClosed = false;
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  }

  /** @param {boolean} [isAgain] the same question as before, or with another limit */
  function ask(isAgain = false) {
    const question = input.value.trim().slice(0, MOST_ASKED);
    if (question !== asked || isAgain) pending = answer(question, isAgain);
    return pending;
  }

  /**
   * @param {string} question
   * @param {boolean} isAgain
   */
  async function answer(question, isAgain) {
    if (!isAgain) {
      limit = LIMIT;
      // What the address asks for is asked with the category and the limit of the address.
      if (page?.question() !== question) page?.reset();
    }
    asked = question;
    wanted.limit = 0;
    const own = { limit: page ? page.limit() : limit };
    wanted = own;
    if (!question) {
      idle();
      return;
    }
    // A stale answer never overwrites a fresh one.
    const isCurrent = () => own === wanted;
    const timers = [
      setTimeout(() => isCurrent() && wait('loading'), LOADING_DELAY),
      setTimeout(() => isCurrent() && wait('slow'), SLOW_DELAY),
    ];
    try {
      const outcome = await find(question, own);
      if (isCurrent()) answered(outcome);
    } catch (error) {
      if (isCurrent()) failed(error);
    } finally {
      timers.forEach(clearTimeout);
    }
  }

  function idle() {
    panel.tell('idle', '');
    panel.fill([]);
    selection.select(-1);
    if (page) page.shown('');
    else if (!panel.addTemplate('idle', '') && overlay.isOpen()) panel.tell('idle', TEXTS.idle);
    show(!panel.isEmpty() && document.activeElement === input);
  }

  /** @param {'loading' | 'slow'} state */
  function wait(state) {
    tellWaiting(panel, state, () => {
      startOver();
      again();
    });
    show(!isClosed);
  }

  /** @param {import('./search.js').Outcome} outcome */
  function answered(outcome) {
    const { total, suggestion, fits } = outcome;
    ({ rows, answers } = outcome);
    const shown = page ? page.choose(rows) : rows;
    panel.fill(shown);
    selection.select(-1);
    if (fits) tellFound(panel, shown, shown.length < rows.length ? shown.length : total);
    else tellNothingFits(panel, shown, asked);
    if (fits && rows.length < total) offerMore(total);
    if (suggestion) {
      panel.suggest(suggestion, () => {
        input.value = suggestion;
        again();
      });
    }
    page?.renderFilter(rows, panel.filter);
    show(!isClosed);
    page?.shown(asked);
  }

  /** @param {number} total */
  function offerMore(total) {
    const { form } = input;
    if (form && !page) {
      const url = new URL(form.action);
      url.searchParams.set(input.name, asked);
      panel.extra.append(describe(node('a', 'hansearch__more', TEXTS.all(total)), { href: url.href }));
      return;
    }
    panel.extra.append(
      button('hansearch__more', TEXTS.more, async () => {
        const before = panel.options().length;
        if (page) page.grow();
        else limit += LIMIT;
        await ask(true);
        panel.options()[before]?.querySelector('a')?.focus({ preventScroll: true });
      }),
    );
  }

  /** @param {unknown} error */
  function failed(error) {
    console.warn('hansearch:', error);
    asked = '';
    tellFailed(panel, error, again);
    selection.select(-1);
    show(!isClosed);
  }

  function again() {
    input.focus();
    ask(true);
  }

  /** @param {KeyboardEvent} event */
  function pressed(event) {
    if (isComposing || event.keyCode === 229) return;
    if (event.key === 'Escape') escape(event);
    else if (event.target !== input || event.ctrlKey || event.metaKey || event.altKey) return;
    else if (event.key === 'Enter') {
      event.preventDefault();
      enter();
    } else if (selection.move(event.key)) {
      event.preventDefault();
      show(true);
    }
  }

  /**
   * The first Escape closes, the second clears; focus stays in the input.
   * @param {KeyboardEvent} event
   */
  function escape(event) {
    // A browser's own Escape clears a search input at once.
    event.preventDefault();
    input.focus();
    if (page || panel.element.hidden) {
      input.value = '';
      ask();
    }
    close();
  }

  /** Answer what is not answered yet, then open the selected row, or the first where that surely answers, or show all. */
  async function enter() {
    clearTimeout(timer);
    isClosed = false;
    // A touch screen's keyboard would hide the list.
    if (matchMedia('(pointer:coarse)').matches) input.blur();
    const { value } = input;
    await ask();
    if (isClosed || input.value !== value) return;
    const active = selection.active();
    const option = panel.options()[page || !answers ? active : Math.max(0, active)];
    if (option) option.querySelector('a')?.click();
    else if (page) page.settle();
    else show(!panel.isEmpty());
  }

  /**
   * Something below the box is pressed: that may lead away, so a question gets its place in the history first. The page
   * of a result gets the words to mark.
   * @param {MouseEvent} event
   */
  function chosen(event) {
    page?.settle(window.scrollY);
    /** @type {HTMLAnchorElement | null} */
    const link = /** @type {Element} */ (event.target).closest('.hansearch__link');
    if (!link) return;
    selection.select(panel.options().indexOf(/** @type {HTMLElement} */ (link.parentElement)));
    // Another tab or window has a storage of its own, and here the words would wait for another visit.
    if (!event.ctrlKey && !event.metaKey && !event.shiftKey) leaveWords(link, rows);
    // Who comes back finds the list, also where the browser keeps no page: see `hansearch.js`.
    if (!page) history.replaceState({ ...history.state, hansearch: asked }, '');
    // The list stays until the next page is there, unless this page is the next one.
    setTimeout(() => {
      if (event.defaultPrevented || link.pathname === location.pathname) close();
      // The section that the address names already: no browser tells `hansearch.js`, which marks the words there.
      if (link.href === location.href) dispatchEvent(new Event('hashchange'));
    });
  }

  /** @param {boolean} isOpen */
  function show(isOpen) {
    if (isOpen && !page) overlay.open();
    panel.element.hidden = !isOpen;
    root.classList.toggle('hansearch--open', isOpen);
    input.setAttribute('aria-expanded', String(isOpen && panel.options().length > 0));
  }

  function close() {
    if (page) return;
    isClosed = true;
    selection.select(-1);
    show(false);
    overlay.close();
  }

  /** The button that closes: a phone's keyboard goes, too. */
  function leave() {
    close();
    input.blur();
  }
}
