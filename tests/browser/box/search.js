/**
 * In place of the search engine, for tests of the box: what is asked says what comes back.
 * `attach` stands here too, because the built site has one file of all modules.
 */

export { attach } from './search-box.js';

export const ROOT = new URL('./', import.meta.url);

export class BundleError extends Error {
  constructor(reason, message) {
    super(message);
    this.reason = reason;
  }
}

window.asked = [];

const CATEGORIES = ['退货退款', '联系客服'];
const row = (_, number) => ({
  url: `article.html?${number}#how`,
  title: `第 ${number + 1} 篇：退款`,
  title_parts: [[`第 ${number + 1} 篇：`, false], ['退款', true]],
  heading: '怎么办',
  section: 'how',
  snippet: [['先看', false], ['退款', true], ['详情。', false]],
  category: CATEGORIES[number % 2],
  sections: number === 0 ? [{ url: 'article.html#else', heading: '如果不行', section: 'else' }] : [],
});
const ROWS = Array.from({ length: 45 }, row);
const HTML = '<img src=x onerror=alert(1)><script>alert(2)</script>';
const hostile = {
  ...ROWS[0],
  title: HTML,
  title_parts: [[HTML, true]],
  heading: HTML,
  snippet: [[HTML, false]],
  answer: HTML,
  category: HTML,
  sections: [{ url: 'article.html', heading: HTML, section: '' }],
};

const found = (rows, more = {}) =>
  ({ rows, total: rows.length, suggestion: '', fits: true, answers: 'answer' in (rows[0] ?? {}), ...more });
const answers = {
  退款: (limit) => found(ROWS.slice(0, limit), { total: ROWS.length }),
  到账: () => found([{ ...ROWS[0], answer: '先看钱款去向。' }, ROWS[1]]),
  退宽: () => found(ROWS.slice(0, 2), { suggestion: '退款' }),
  红烧肉: () => found(ROWS.slice(0, 3), { fits: false }),
  没有: () => found([], { fits: false }),
  一篇: () => found(ROWS.slice(1, 2)),
  网页: () => found([hostile, ROWS[1]], { suggestion: HTML }),
  断: () => Promise.reject(window.isBack ? null : new BundleError('network', 'test')),
  旧: () => Promise.reject(new BundleError('version', 'test')),
  慢: () => held(ROWS[0]),
  慢到账: () => held({ ...ROWS[0], answer: '先看钱款去向。' }),
};

const held = (row) => new Promise((resolve) => {
  window.release = () => resolve(found([row]));
});

export async function open() {}

export function startOver() {}

export async function find(text, { limit }) {
  window.asked.push([text, limit]);
  if (text === '断' && window.isBack) return answers.退款(limit);
  return (answers[text] ?? answers.没有)(limit);
}

export async function search(text, options) {
  return (await find(text, options)).rows;
}
