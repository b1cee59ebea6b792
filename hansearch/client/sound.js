/** A folded query → terms that sound like it, as `sound.py`, which explains the terms. */

import { HAN, isHan } from './fold.js';

export const SEQUENCE = new RegExp(`(?:[${HAN}]|[a-z]+ ?)+`, 'gu');
export const UNIT = new RegExp(`[${HAN}]|[a-z]+`, 'gu');
const LONGEST_SYLLABLE = 6;
const MAX_HAN = 12;

/**
 * The syllable under which all that are easily confused with it meet.
 * @param {string} syllable
 */
export function mergeSounds(syllable) {
  return syllable.replace(/^([zcs])h/, '$1').replace(/([ie]n)g$/, '$1');
}

/**
 * Split typed letters into the fewest syllables; null where they are no pinyin.
 * @param {string} letters
 * @param {Set<string>} known
 * @returns {string[] | null}
 */
export function splitSyllables(letters, known) {
  /** @type {Array<string[] | null>} */
  const best = Array(letters.length).fill(null);
  best.push([]);
  for (let start = letters.length - 1; start >= 0; start -= 1) {
    for (let end = Math.min(start + LONGEST_SYLLABLE, letters.length); end > start; end -= 1) {
      const rest = best[end];
      if (rest === null || !known.has(letters.slice(start, end))) continue;
      const chosen = best[start];
      if (chosen === null || rest.length + 1 < chosen.length) best[start] = [letters.slice(start, end), ...rest];
    }
  }
  return best[0];
}

/**
 * The sound terms to look up: none for what the index has as it is typed.
 * @param {string} folded
 * @param {Set<string>} syllables
 * @param {(character: string) => string | undefined} reading
 * @param {(term: string) => boolean} isIndexed
 * @param {Map<number, boolean>} [kept] places of characters that are no slip, because they belong to a word
 * @returns {Set<string>}
 */
export function soundingTerms(folded, syllables, reading, isIndexed, kept = new Map()) {
  /** @type {Set<string>} */
  const terms = new Set();
  for (const { 0: sequence, index: start } of folded.matchAll(SEQUENCE)) {
    /** @type {[string, string, boolean] | undefined} */
    let before;
    const isShort = isShortEnough(sequence);
    for (const { 0: unit, index } of sequence.matchAll(UNIT)) {
      const sounds = unitSounds(unit, syllables, reading, isIndexed);
      if (sounds === null) {
        for (const term of initials(unit, isIndexed)) terms.add(term);
        before = undefined;
        continue;
      }
      const isKept = kept.has(Number(start) + Number(index));
      for (const [typed, sound] of sounds) {
        if (before && isSought(before[0], typed, isShort && !(before[2] && isKept), isIndexed)) terms.add(`${before[1]}'${sound}`);
        before = [typed, sound, isKept];
      }
    }
  }
  return terms;
}

/**
 * Whether a stretch is short enough to look for slips in it.
 * @param {string} sequence
 */
export function isShortEnough(sequence) {
  return Array.from(sequence).filter(isHan).length <= MAX_HAN;
}

/**
 * What was typed and its merged syllable, for a Han character or letters; null if it has no sound.
 * @param {string} unit
 * @param {Set<string>} syllables
 * @param {(character: string) => string | undefined} reading
 * @param {(term: string) => boolean} isIndexed
 * @returns {Array<[string, string]> | null}
 */
export function unitSounds(unit, syllables, reading, isIndexed) {
  if (isHan(unit)) {
    const sound = reading(unit);
    return sound === undefined ? null : [[unit, sound]];
  }
  const found = isIndexed(unit) ? null : splitSyllables(unit, syllables);
  return found && found.map((syllable) => [syllable, mergeSounds(syllable)]);
}

/**
 * @param {string} first
 * @param {string} second
 * @param {boolean} mayBeSlip
 * @param {(term: string) => boolean} isIndexed
 */
function isSought(first, second, mayBeSlip, isIndexed) {
  if (isHan(first) && isHan(second)) return mayBeSlip && !isIndexed(first + second);
  return true;
}

/**
 * @param {string} unit
 * @param {(term: string) => boolean} isIndexed
 * @returns {string[]}
 */
function initials(unit, isIndexed) {
  if (isHan(unit) || isIndexed(unit)) return [];
  return Array.from({ length: Math.max(0, unit.length - 2) }, (_, at) => `'${unit.slice(at, at + 3)}`);
}
