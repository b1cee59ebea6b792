/** Rows of a search → options of a listbox, one link each; a page's further sections are options below its own. */

import { ROOT } from './search.js';

/**
 * @typedef {import('./search.js').Row} Row
 * @typedef {Array<[string, boolean]>} Parts text, and whether it matches
 */

/** Of so many pages, so many further sections: more would push other pages out of sight. */
const PAGES_WITH_SECTIONS = 3;
const SECTIONS = 2;

/**
 * @param {string} tag
 * @param {string} className
 * @param {...(string | Node)} content text is added as text, never as markup
 * @returns {HTMLElement}
 */
export function node(tag, className, ...content) {
  const made = document.createElement(tag);
  made.className = className;
  made.append(...content);
  return made;
}

/**
 * @template {Element} T
 * @param {T} element
 * @param {Record<string, string>} attributes
 * @returns {T} the element, which has them now
 */
export function describe(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

/**
 * @param {string} className
 * @param {string} label
 * @param {() => void} pressed
 * @returns {HTMLElement}
 */
export function button(className, label, pressed) {
  const made = describe(node('button', `hansearch__button ${className}`, label), { type: 'button' });
  made.addEventListener('click', pressed);
  return made;
}

/**
 * @param {Row[]} rows
 * @returns {HTMLElement[]}
 */
export function renderOptions(rows) {
  return rows.map((row, place) => {
    const sections = place < PAGES_WITH_SECTIONS ? row.sections.slice(0, SECTIONS) : [];
    const own = [renderRow(row), ...sections.map(renderSection)];
    const group = { role: 'group', 'aria-label': row.title };
    return own.length > 1 ? describe(node('div', 'hansearch__group', ...own), group) : own[0];
  });
}

/** @param {Row} row */
function renderRow(row) {
  const parts = [renderParts('hansearch__title', row.title_parts)];
  if (row.answer) parts.push(node('span', 'hansearch__answer', row.answer));
  if (row.heading) parts.push(node('span', 'hansearch__heading', row.heading));
  parts.push(renderParts('hansearch__snippet', row.snippet));
  return renderOption('hansearch__row', row.url, parts);
}

/** @param {{url: string, heading: string}} section */
function renderSection({ url, heading }) {
  return renderOption('hansearch__row hansearch__row--section', url, [node('span', 'hansearch__heading', heading)]);
}

/**
 * @param {string} className
 * @param {string} url relative to the site's root
 * @param {HTMLElement[]} parts
 */
function renderOption(className, url, parts) {
  const link = describe(node('a', 'hansearch__link', ...parts), { href: new URL(url, ROOT).href, tabindex: '-1' });
  return describe(node('div', className, link), { role: 'option', 'aria-selected': 'false' });
}

/**
 * @param {string} className
 * @param {Parts} parts
 */
function renderParts(className, parts) {
  return node('span', className, ...parts.map(([text, matches]) => (matches ? node('mark', '', text) : text)));
}

/**
 * Leave the page that a link leads to the words that the rows show as matching: `marks.js` marks them there.
 * @param {HTMLAnchorElement} link
 * @param {Row[]} rows
 */
export function leaveWords(link, rows) {
  try {
    sessionStorage.setItem('hansearch', JSON.stringify([link.pathname, matchedWords(rows)]));
  } catch {} // Storage may be forbidden; the page is then opened without marks.
}

/**
 * @param {Row[]} rows
 * @returns {string[]} as the pages spell them
 */
function matchedWords(rows) {
  const parts = rows.flatMap((row) => [...row.title_parts, ...row.snippet]);
  const words = parts.filter(([, matches]) => matches).map(([text]) => text.trim());
  const distinct = Array.from(new Set(words)).filter(Boolean);
  // A character by itself stands everywhere; it is worth marking only where it is all that was asked.
  const long = distinct.filter((word) => word.length > 1);
  return long.length > 0 ? long : distinct;
}
