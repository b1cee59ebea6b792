/**
 * On the page that a result led to: marks the words that were searched, with a bar that leads to the next one.
 * Loaded only then, by `hansearch.js`; the words travel in `sessionStorage`, so that no address is polluted.
 */

/** Where pages have their content; the first that exists is meant. */
const CONTENTS = ['article', '[role=main]', 'main'];
/** Text in these is no text of the page's, or not to be touched. */
const UNTOUCHED = 'nav, script, style, template, textarea, select, button, svg, noscript, [data-hansearch], .hansearch-marks, .headerlink';
/** More than anybody goes through. */
const MOST = 200;

const isChinese = /^zh(\b|_)/i.test(document.documentElement.lang || 'zh');

/**
 * Mark words in the page's content.
 * @param {string[]} words
 */
export function markWords(words) {
  removeMarks();
  const content = CONTENTS.map((selector) => document.querySelector(selector)).find(Boolean);
  if (!content || words.length === 0) return;
  const pattern = new RegExp(words.sort((a, b) => b.length - a.length).map(escaped).join('|'), 'gi');
  const marks = textNodes(content).flatMap((text) => markText(text, pattern)).slice(0, MOST);
  if (marks.length > 0) showBar(marks);
}

/** @param {string} word */
function escaped(word) {
  return word.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

/** @param {Element} content */
function textNodes(content) {
  const walker = document.createTreeWalker(content, NodeFilter.SHOW_TEXT);
  const nodes = [];
  while (walker.nextNode()) {
    const text = /** @type {Text} */ (walker.currentNode);
    if (text.parentElement && !text.parentElement.closest(UNTOUCHED)) nodes.push(text);
  }
  return nodes;
}

/**
 * @param {Text} text
 * @param {RegExp} pattern
 * @returns {HTMLElement[]}
 */
function markText(text, pattern) {
  const marks = [];
  // From the end, so that what is cut off never moves what is still to be found.
  for (const match of Array.from(text.data.matchAll(pattern)).reverse()) {
    const found = text.splitText(/** @type {number} */ (match.index));
    found.splitText(match[0].length);
    const mark = document.createElement('mark');
    mark.className = 'hansearch-mark';
    found.replaceWith(mark);
    mark.append(found);
    marks.unshift(mark);
  }
  return marks;
}

/** @param {HTMLElement[]} marks */
function showBar(marks) {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const isAfter = (/** @type {Node} */ mark) =>
    !target || target.compareDocumentPosition(mark) & Node.DOCUMENT_POSITION_FOLLOWING;
  let at = Math.max(0, marks.findIndex(isAfter));
  const place = document.createElement('span');
  place.setAttribute('aria-live', 'polite');
  const go = (/** @type {number} */ index) => {
    marks[at].classList.remove('hansearch-mark--now');
    at = index % marks.length;
    marks[at].classList.add('hansearch-mark--now');
    place.textContent = `${at + 1}/${marks.length}`;
  };
  const bar = document.createElement('div');
  bar.className = 'hansearch-marks';
  bar.setAttribute('role', 'region');
  bar.setAttribute('aria-label', isChinese ? '本页找到的词' : 'Words found on this page');
  const next = barButton(isChinese ? '下一处 ›' : 'Next ›', () => {
    go(at + 1);
    reveal(marks[at]);
  });
  const close = barButton('✕', () => {
    // Where the reader was goes on being where the keyboard is.
    const here = /** @type {HTMLElement | null} */ (marks[at].closest(':not(mark):not(a):not(summary)'));
    removeMarks();
    if (!here) return;
    here.tabIndex = -1;
    here.focus({ preventScroll: true });
  });
  close.setAttribute('aria-label', isChinese ? '不再标出' : 'Remove the marks');
  bar.append(next, place, close);
  go(at);
  document.body.append(bar);
}

/**
 * @param {string} label
 * @param {() => void} pressed
 */
function barButton(label, pressed) {
  const made = document.createElement('button');
  made.type = 'button';
  made.textContent = label;
  made.addEventListener('click', pressed);
  return made;
}

/** @param {HTMLElement} mark */
function reveal(mark) {
  for (let details = mark.closest('details'); details; details = details.parentElement?.closest('details') ?? null) {
    details.open = true;
  }
  mark.scrollIntoView({ block: 'center' });
}

function removeMarks() {
  document.querySelectorAll('.hansearch-marks').forEach((bar) => bar.remove());
  document.querySelectorAll('mark.hansearch-mark').forEach((mark) => {
    const parent = mark.parentNode;
    mark.replaceWith(...Array.from(mark.childNodes));
    parent?.normalize();
  });
}
