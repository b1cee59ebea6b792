/** What stands below the input: a note, the results, what the site adds to them; and a voice for those who can't see it. */

import { button, describe, node, renderOptions } from './rows.js';
import { TEXTS } from './texts.js';

/** @typedef {ReturnType<typeof makePanel>} Panel */

/** Milliseconds of rest before a change is announced: not every key is worth a word. */
const BREATH = 500;

/** @param {string} id unique on the page */
export function makePanel(id) {
  const note = node('div', 'hansearch__note');
  const filter = node('div', 'hansearch__filter');
  const list = describe(node('div', 'hansearch__results'), { id, role: 'listbox', 'aria-label': TEXTS.results, hidden: '' });
  const extra = node('div', 'hansearch__extra');
  // A row is one target: keys never reach the link in an option. To axe a link is a control of its own wherever it
  // stands, save in a disabled fieldset; nothing that a browser would disable stands in this one.
  const rows = describe(node('fieldset', 'hansearch__rows', list), { disabled: '', role: 'none' });
  const element = describe(node('div', 'hansearch__panel', note, filter, rows, extra), { hidden: '' });
  const status = describe(node('div', 'hansearch__status'), { role: 'status' });
  /** @type {number | undefined} */
  let timer;

  /**
   * @param {string} state
   * @param {string} text
   * @param {string} [spoken] what is announced, where that is more than the text
   */
  function tell(state, text, spoken = text) {
    element.setAttribute('data-state', state);
    note.textContent = text;
    clearTimeout(timer);
    timer = setTimeout(() => {
      status.textContent = spoken;
    }, BREATH);
  }

  /**
   * @param {string} label
   * @param {() => void} pressed
   */
  function offer(label, pressed) {
    note.append(button('hansearch__offer', label, pressed));
  }

  /**
   * @param {string} suggestion
   * @param {() => void} pressed
   */
  function suggest(suggestion, pressed) {
    note.prepend(node('div', 'hansearch__suggestion', TEXTS.suggestion, button('', suggestion, pressed)));
  }

  /** @param {import('./search.js').Row[]} found */
  function fill(found) {
    list.textContent = '';
    filter.textContent = '';
    extra.textContent = '';
    list.append(...renderOptions(found));
    list.hidden = found.length === 0;
  }

  /** @returns {HTMLElement[]} */
  function options() {
    return Array.from(list.querySelectorAll('[role=option]'));
  }

  function isEmpty() {
    return ![note, list, extra].some((part) => part.hasChildNodes());
  }

  /**
   * Add what the site has to say in a state: `<template data-hansearch-idle>`, `<template data-hansearch-none>`.
   * @param {string} state
   * @param {string} question
   * @returns {boolean} whether the site has something to say
   */
  function addTemplate(state, question) {
    /** @type {HTMLTemplateElement | null} */
    const template = document.querySelector(`template[data-hansearch-${state}]`);
    if (!template) return false;
    extra.textContent = '';
    extra.append(document.importNode(template.content, true));
    extra.querySelectorAll('[data-hansearch-copy]').forEach((source) => {
      source.addEventListener('click', () => copy(source, question));
    });
    return true;
  }

  /**
   * Copy the text that an element of the site's prepares; `{q}` in it is the question.
   * @param {Element} source
   * @param {string} question
   */
  async function copy(source, question) {
    const text = (source.getAttribute('data-hansearch-copy') ?? '').split('{q}').join(question);
    try {
      await navigator.clipboard.writeText(text);
      source.textContent = status.textContent = TEXTS.copied;
    } catch {
      // No clipboard here, as in some apps' browsers: the reader copies by hand.
      source.replaceWith(node('p', 'hansearch__copy', TEXTS.copy, node('q', '', text)));
    }
  }

  return { element, status, list, filter, extra, tell, offer, suggest, fill, options, isEmpty, addTemplate };
}
