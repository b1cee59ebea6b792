/** Numbers with a unit, in digits and in Chinese, as `numerals.py`: 7天, 七天 and 七日 are one thing to a reader. */

/** @typedef {{start: number, end: number, spellings: string[]}} NumberAt */

/** @type {Record<string, number>} */
const DIGITS = { 零: 0, 〇: 0, 一: 1, 二: 2, 两: 2, 三: 3, 四: 4, 五: 5, 六: 6, 七: 7, 八: 8, 九: 9 };
/** @type {Record<string, number>} */
const POWERS = { 千: 1000, 百: 100, 十: 10 };
const UNITS = '天 日 个工作日 工作日 小时 个小时 分钟 秒 周 星期 个月 年 元'.split(' ');
const DAYS = ['天', '日'];
const HAN_NUMBER = [...Object.keys(DIGITS), ...Object.keys(POWERS)].join('');
const NUMBER = new RegExp(`([0-9]+|[${HAN_NUMBER}]+)\\s?(${[...UNITS].sort((a, b) => b.length - a.length).join('|')})`, 'gu');
const NOT_AFTER = `0123456789.${HAN_NUMBER}几多数第月双期`;

/**
 * The numbers of a folded query.
 * @param {string} folded
 * @returns {NumberAt[]}
 */
export function findNumbers(folded) {
  /** @type {NumberAt[]} */
  const numbers = [];
  for (const match of folded.matchAll(NUMBER)) {
    const [whole, number, unit] = match;
    const value = readNumeral(number);
    const start = Number(match.index);
    if (!value || (start > 0 && NOT_AFTER.includes(folded.charAt(start - 1)))) continue;
    const units = DAYS.includes(unit) ? DAYS : [unit];
    const ways = units.flatMap((name) => [`${value}${name}`, `${writeNumeral(value, name)}${name}`]);
    const end = start + whole.length;
    numbers.push({ start, end, spellings: ways.filter((way) => way !== whole) });
  }
  return numbers;
}

/**
 * The value of digits or of a Chinese numeral below ten thousand; null if it is none.
 * @param {string} text
 * @returns {number | null}
 */
export function readNumeral(text) {
  if (/^[0-9]/.test(text)) return text.length <= 4 && text[0] !== '0' ? Number(text) : null;
  let total = 0;
  let digit = 0;
  let power = 10000;
  for (const character of text) {
    if (character in DIGITS) {
      if (digit) return null;
      digit = DIGITS[character];
      continue;
    }
    if (POWERS[character] >= power || (!digit && (total || character !== '十'))) return null;
    power = POWERS[character];
    total += (digit || 1) * power;
    digit = 0;
  }
  const isShort = digit && total && power > 10 && !/[零〇]/.test(text);
  return isShort ? null : total + digit;
}

/**
 * A value as one says it before a unit.
 * @param {number} value
 * @param {string} unit
 * @returns {string}
 */
export function writeNumeral(value, unit) {
  if (value === 2 && unit !== '日') return '两';
  const digits = '零一二三四五六七八九';
  let written = '';
  let rest = value;
  for (const [character, power] of Object.entries(POWERS)) {
    const digit = Math.floor(rest / power);
    rest %= power;
    if (digit) written += digits[digit] + character;
    else if (written && rest && !written.endsWith('零')) written += '零';
  }
  written = (written + (rest ? digits[rest] : '')).replace(/零+$/, '');
  return value >= 10 && value < 20 ? written.replace(/^一/, '') : written;
}
