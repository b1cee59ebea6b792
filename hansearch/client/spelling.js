/** What a query probably means where the index does not know it as typed, as `spelling.py`. */

import { isHan } from './fold.js';
import { isShortEnough, SEQUENCE, UNIT, unitSounds } from './sound.js';

/**
 * @typedef {{start: number, end: number, words: string[]}} Mend a stretch of a query, and what may stand there instead
 * @typedef {{typed: string, sound: string, start: number, end: number}} Heard
 * @typedef {(term: string) => boolean} IsIndexed
 * @typedef {{syllables: Set<string>, reading: (character: string) => string | undefined, isIndexed: IsIndexed}} Ear
 */

/** Words looked up for one that is still being typed. */
export const MAX_COMPLETIONS = 20;
/** What a word may go on to, whole: no bigram, no label. */
export const COMPLETED = /^[a-z0-9]+(?:[._-]{1,2}[a-z0-9]+)*$/;
const MAX_MISSPELT = 3;
const LONGEST_WORD = 4;
const LATIN = /[a-z0-9]+(?:[._-]{1,2}[a-z0-9]+)*[._-]*/g;
const LETTERS = /^[a-z]+$/;
const LEAST_MISSPELT = 4;
const LEAST_BEGUN = 3;
const LEAST_BEGUN_AFTER = 2;

/**
 * The words and identifiers of a query.
 * @param {string} folded
 * @returns {string[]}
 */
export function latinRuns(folded) {
  return folded.match(LATIN) || [];
}

/**
 * The last word of a query, if it is long enough and no word of the index; else ''.
 * @param {string} folded
 * @param {IsIndexed} isIndexed
 */
export function lastWordBegun(folded, isIndexed) {
  for (const match of folded.matchAll(LATIN)) {
    const typed = match[0];
    const least = match.index ? LEAST_BEGUN_AFTER : LEAST_BEGUN;
    const isLast = Number(match.index) + typed.length === folded.length;
    if (isLast && typed.length >= least && !isIndexed(typed)) return typed;
  }
  return '';
}

/**
 * The words of letters that the index lacks, with its words that are one edit away.
 * @param {string} folded
 * @param {string[]} latin
 * @param {IsIndexed} isIndexed
 * @returns {Mend[]}
 */
export function misspelt(folded, latin, isIndexed) {
  /** @type {Mend[]} */
  const mends = [];
  for (const match of folded.matchAll(LATIN)) {
    const typed = match[0];
    if (typed.length < LEAST_MISSPELT || !LETTERS.test(typed) || isIndexed(typed)) continue;
    const near = latin.filter((word) => LETTERS.test(word) && word.length >= LEAST_MISSPELT && isOneEdit(typed, word));
    const start = Number(match.index);
    if (near.length > 0) mends.push({ start, end: start + typed.length, words: near.slice(0, MAX_MISSPELT) });
  }
  return mends;
}

/**
 * Whether one letter more, fewer or other, or two neighbours swapped, makes the one word into the other.
 * @param {string} a
 * @param {string} b
 */
export function isOneEdit(a, b) {
  const shortest = Math.min(a.length, b.length);
  let start = 0;
  while (start < shortest && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < shortest - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  const left = a.slice(start, a.length - end);
  const right = b.slice(start, b.length - end);
  const isSwap = left.length === 2 && right.length === 2 && left[0] === right[1] && left[1] === right[0];
  return left !== right && (Math.max(left.length, right.length) === 1 || isSwap);
}

/**
 * The words that are meant by pinyin, and by characters which the index lacks side by side.
 * @param {string} folded
 * @param {Map<string, string>} sounding
 * @param {Ear} ear
 * @param {Map<number, boolean>} kept places of characters that are no slip, and whether a word runs on into them
 * @returns {{mends: Mend[], isWhole: boolean}} false where letters are left that are pinyin of no word
 */
export function soundingMends(folded, sounding, ear, kept) {
  /** @type {Mend[]} */
  const mends = [];
  let isWhole = true;
  for (const run of heardRuns(folded, ear)) {
    for (let at = 0; at < run.length; ) {
      const mend = mendAt(run, at, sounding, kept, ear.isIndexed);
      if (mend) mends.push(mend);
      else if (!isHan(run[at].typed)) isWhole = false;
      const from = at;
      at += 1;
      while (mend && at < run.length && run[at].start < mend.end) at += 1;
      if (at === from) break;
    }
  }
  return { mends, isWhole };
}

/**
 * The sounds of all words that could be meant.
 * @param {string} folded
 * @param {Ear} ear
 * @param {Map<number, boolean>} kept
 * @returns {string[]}
 */
export function soundsOfWords(folded, ear, kept) {
  return heardRuns(folded, ear).flatMap((run) =>
    run.flatMap((_, at) => {
      const longest = run.slice(at, at + LONGEST_WORD);
      const ends = longest.map((__, n) => n + 1).slice(1);
      return ends.map((end) => longest.slice(0, end)).filter((stretch) => mayBeSlip(stretch, ear.isIndexed, kept)).map(soundOf);
    }),
  );
}

/**
 * @param {Heard[]} stretch
 * @param {IsIndexed} isIndexed
 * @param {Map<number, boolean>} kept
 */
function mayBeSlip(stretch, isIndexed, kept) {
  const pairs = stretch.slice(1).map((heard, n) => stretch[n].typed + heard.typed);
  const isPlain = stretch.every(({ typed }) => isHan(typed));
  return !isPlain || (stretch.some(({ start }) => !kept.has(start)) && !pairs.every(isIndexed));
}

/** @param {Heard[]} stretch */
function soundOf(stretch) {
  return stretch.map(({ sound }) => sound).join("'");
}

/**
 * @param {Heard[]} run
 * @param {number} at
 * @param {Map<string, string>} sounding
 * @param {Map<number, boolean>} kept
 * @param {IsIndexed} isIndexed
 * @returns {Mend | null}
 */
function mendAt(run, at, sounding, kept, isIndexed) {
  for (let size = Math.min(LONGEST_WORD, run.length - at); size > 1; size -= 1) {
    const stretch = run.slice(at, at + size);
    const word = sounding.get(soundOf(stretch));
    if (word && isSlip(stretch, Array.from(word), kept, isIndexed)) {
      return { start: stretch[0].start, end: stretch[size - 1].end, words: [word] };
    }
  }
  return null;
}

/**
 * Whether a word may be meant: one character at least is right, and what differs is unknown there.
 * @param {Heard[]} stretch
 * @param {string[]} word
 * @param {Map<number, boolean>} kept
 * @param {IsIndexed} isIndexed
 */
function isSlip(stretch, word, kept, isIndexed) {
  const places = stretch.map((_, n) => n);
  const han = places.filter((n) => isHan(stretch[n].typed));
  const wrong = han.filter((n) => stretch[n].typed !== word[n]);
  if (han.length < stretch.length) return wrong.length === 0;
  // 卖家据绝 means 拒绝, although 家据 sounds like 家具.
  if (kept.get(stretch[0].start) || kept.get(stretch[stretch.length - 1].end)) return false;
  const unknown = places.slice(0, -1).filter((n) => !isIndexed(stretch[n].typed + stretch[n + 1].typed));
  const isTouched = wrong.every((n) => (unknown.includes(n - 1) || unknown.includes(n)) && !kept.has(stretch[n].start));
  return wrong.length > 0 && wrong.length < stretch.length && isTouched;
}

/**
 * The stretches of a query that can be read aloud, character by character.
 * @param {string} folded
 * @param {Ear} ear
 * @returns {Heard[][]}
 */
function heardRuns(folded, { syllables, reading, isIndexed }) {
  /** @type {Heard[][]} */
  const runs = [];
  for (const sequence of folded.matchAll(SEQUENCE)) {
    if (!isShortEnough(sequence[0])) continue;
    /** @type {Heard[]} */
    let run = [];
    for (const unit of sequence[0].matchAll(UNIT)) {
      const sounds = unitSounds(unit[0], syllables, reading, isIndexed);
      if (sounds === null) {
        runs.push(run);
        run = [];
        continue;
      }
      let at = Number(sequence.index) + Number(unit.index);
      for (const [typed, sound] of sounds) {
        run.push({ typed, sound, start: at, end: at + typed.length });
        at += typed.length;
      }
    }
    runs.push(run);
  }
  return runs;
}

/**
 * The query with the first word of each mend in its place.
 * @param {string} folded
 * @param {Mend[]} mends
 */
export function mended(folded, mends) {
  let text = folded;
  for (const { start, end, words } of [...mends].sort((a, b) => b.start - a.start)) {
    text = text.slice(0, start) + words[0] + text.slice(end);
  }
  return text;
}
