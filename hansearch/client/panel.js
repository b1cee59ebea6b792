/** What stands below the input: a note, the results, what the site adds to them; and a voice for those who can't see it. */

import { button, node, renderOptions } from './rows.js';
import { TEXTS } from './texts.js';

/** Milliseconds of rest before a change is announced: not every key is worth a word. */
const BREATH = 500;

export class Panel {
  /** @param {string} id unique on the page */
  constructor(id) {
    this.note = node('div', 'hansearch__note');
    this.filter = node('div', 'hansearch__filter');
    this.list = node('div', 'hansearch__results');
    this.list.id = id;
    this.list.setAttribute('role', 'listbox');
    this.list.setAttribute('aria-label', TEXTS.results);
    this.extra = node('div', 'hansearch__extra');
    // A row is one target: keys never reach the link in an option. To axe a link is a control of its own wherever it
    // stands, save in a disabled fieldset; nothing that a browser would disable stands in this one.
    const rows = node('fieldset', 'hansearch__rows', this.list);
    rows.setAttribute('disabled', '');
    rows.setAttribute('role', 'none');
    this.element = node('div', 'hansearch__panel', this.note, this.filter, rows, this.extra);
    this.element.hidden = true;
    this.status = node('div', 'hansearch__status');
    this.status.setAttribute('role', 'status');
    this.clear();
  }

  clear() {
    this.tell('idle', '');
    this.fill([]);
  }

  /**
   * @param {string} state
   * @param {string} text
   * @param {string} [spoken] what is announced, where that is more than the text
   */
  tell(state, text, spoken = text) {
    this.element.setAttribute('data-state', state);
    this.note.textContent = text;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.status.textContent = spoken;
    }, BREATH);
  }

  /**
   * @param {string} label
   * @param {() => void} pressed
   */
  offer(label, pressed) {
    this.note.append(button('hansearch__offer', label, pressed));
  }

  /**
   * @param {string} suggestion
   * @param {() => void} pressed
   */
  suggest(suggestion, pressed) {
    this.note.prepend(node('div', 'hansearch__suggestion', TEXTS.suggestion, button('', suggestion, pressed)));
  }

  /** @param {import('./search.js').Row[]} rows */
  fill(rows) {
    this.list.textContent = '';
    this.filter.textContent = '';
    this.extra.textContent = '';
    this.list.append(renderOptions(rows, this.list.id));
    this.list.hidden = rows.length === 0;
  }

  /** @returns {HTMLElement[]} */
  options() {
    return Array.from(this.list.querySelectorAll('[role=option]'));
  }

  isEmpty() {
    return !this.note.hasChildNodes() && !this.list.hasChildNodes() && !this.extra.hasChildNodes();
  }

  /**
   * Add what the site has to say in a state: `<template data-hansearch-idle>`, `<template data-hansearch-none>`.
   * @param {string} state
   * @param {string} question
   * @returns {boolean} whether the site has something to say
   */
  addTemplate(state, question) {
    const template = document.querySelector(`template[data-hansearch-${state}]`);
    if (!(template instanceof HTMLTemplateElement)) return false;
    const content = document.importNode(template.content, true);
    for (const copy of Array.from(content.querySelectorAll('[data-hansearch-copy]'))) {
      copy.addEventListener('click', () => this.copy(copy, question));
    }
    this.extra.textContent = '';
    this.extra.append(content);
    return true;
  }

  /**
   * Copy the text that an element of the site's prepares; `{q}` in it is the question.
   * @param {Element} element
   * @param {string} question
   */
  async copy(element, question) {
    const text = (element.getAttribute('data-hansearch-copy') ?? '').split('{q}').join(question);
    try {
      await navigator.clipboard.writeText(text);
      element.textContent = TEXTS.copied;
      this.status.textContent = TEXTS.copied;
    } catch {
      // No clipboard here, as in some apps' browsers: the reader copies by hand.
      element.replaceWith(node('p', 'hansearch__copy', TEXTS.copy, node('q', '', text)));
    }
  }
}
