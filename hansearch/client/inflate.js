/**
 * Opens what zlib has compressed, for browsers without `DecompressionStream`: RFC 1950 (zlib), RFC 1951 (deflate).
 * Loaded only there.
 */

const LENGTH_BASES = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];
const LENGTH_BITS = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const DISTANCE_BASES = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577,
];
const DISTANCE_BITS = [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13];
/** The order in which a block gives the code lengths of code lengths. */
const CODE_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const LONGEST_CODE = 15;
const ADLER_PRIME = 65521;

/**
 * @typedef {{counts: number[], symbols: number[]}} Code how many codes have each length; symbols in order of code
 */

/**
 * @param {Uint8Array} compressed zlib format
 * @returns {Uint8Array}
 * @throws {Error} what is no such thing, or was damaged on its way
 */
export function inflateZlib(compressed) {
  const bits = new Bits(compressed);
  const method = bits.take(8);
  const flags = bits.take(8);
  if (method % 16 !== 8 || method >> 4 > 7 || flags & 32 || (method * 256 + flags) % 31 !== 0) throw new Error('not zlib');
  /** @type {number[]} */
  const out = [];
  for (let isLast = false; !isLast; ) {
    isLast = bits.take(1) === 1;
    const type = bits.take(2);
    if (type === 0) copyStored(bits, out);
    else if (type === 1) inflateBlock(bits, out, codeOf(fixedLengths()), codeOf(Array(30).fill(5)));
    else if (type === 2) inflateBlock(bits, out, ...readCodes(bits));
    else throw new Error('no such block');
  }
  bits.align();
  const expected = bits.take(8) * 2 ** 24 + bits.take(8) * 2 ** 16 + bits.take(8) * 2 ** 8 + bits.take(8);
  if (adler32(out) !== expected) throw new Error('checksum');
  return Uint8Array.from(out);
}

/** Reads bits, the lowest of a byte first. */
class Bits {
  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  /** @param {number} count */
  take(count) {
    let value = 0;
    for (let i = 0; i < count; i += 1, this.at += 1) {
      const byte = this.bytes[this.at >> 3];
      if (byte === undefined) throw new Error('cut short');
      value |= ((byte >> (this.at & 7)) & 1) << i;
    }
    return value;
  }

  align() {
    this.at = (this.at + 7) & ~7;
  }
}

/**
 * @param {Bits} bits
 * @param {number[]} out
 */
function copyStored(bits, out) {
  bits.align();
  const length = bits.take(16);
  if ((bits.take(16) ^ length) !== 0xffff) throw new Error('length');
  for (let i = 0; i < length; i += 1) out.push(bits.take(8));
}

/**
 * @param {Bits} bits
 * @param {number[]} out
 * @param {Code} literals
 * @param {Code} distances
 */
function inflateBlock(bits, out, literals, distances) {
  for (;;) {
    const symbol = decode(bits, literals);
    if (symbol === 256) return;
    if (symbol < 256) {
      out.push(symbol);
      continue;
    }
    const length = LENGTH_BASES[symbol - 257] + bits.take(LENGTH_BITS[symbol - 257]);
    const code = decode(bits, distances);
    const distance = DISTANCE_BASES[code] + bits.take(DISTANCE_BITS[code]);
    if (!(distance <= out.length)) throw new Error('distance');
    for (let i = 0; i < length; i += 1) out.push(out[out.length - distance]);
  }
}

/**
 * @param {Bits} bits
 * @param {Code} code
 */
function decode(bits, { counts, symbols }) {
  let value = 0;
  let first = 0;
  let index = 0;
  for (let length = 1; length <= LONGEST_CODE; length += 1) {
    value |= bits.take(1);
    const count = counts[length];
    if (value - count < first) return symbols[index + value - first];
    index += count;
    first = (first + count) << 1;
    value <<= 1;
  }
  throw new Error('no such code');
}

/**
 * @param {number[]} lengths of the code of each symbol; 0: it has none
 * @returns {Code}
 */
function codeOf(lengths) {
  const counts = Array(LONGEST_CODE + 1).fill(0);
  for (const length of lengths) counts[length] += 1;
  counts[0] = 0;
  const symbols = lengths.map((_, symbol) => symbol).filter((symbol) => lengths[symbol] > 0);
  return { counts, symbols: symbols.sort((a, b) => lengths[a] - lengths[b] || a - b) };
}

function fixedLengths() {
  return Array.from({ length: 288 }, (_, symbol) => (symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8));
}

/**
 * @param {Bits} bits
 * @returns {[Code, Code]}
 */
function readCodes(bits) {
  const literalCount = bits.take(5) + 257;
  const distanceCount = bits.take(5) + 1;
  const codeLengths = Array(19).fill(0);
  const given = bits.take(4) + 4;
  for (let i = 0; i < given; i += 1) codeLengths[CODE_ORDER[i]] = bits.take(3);
  const code = codeOf(codeLengths);
  /** @type {number[]} */
  const lengths = [];
  while (lengths.length < literalCount + distanceCount) {
    const symbol = decode(bits, code);
    if (symbol < 16) lengths.push(symbol);
    else if (symbol === 16) addLengths(lengths, lengths[lengths.length - 1], 3 + bits.take(2));
    else addLengths(lengths, 0, symbol === 17 ? 3 + bits.take(3) : 11 + bits.take(7));
  }
  return [codeOf(lengths.slice(0, literalCount)), codeOf(lengths.slice(literalCount))];
}

/**
 * @param {number[]} lengths
 * @param {number} length
 * @param {number} times
 */
function addLengths(lengths, length, times) {
  for (let i = 0; i < times; i += 1) lengths.push(length);
}

/** @param {number[]} bytes */
function adler32(bytes) {
  let a = 1;
  let b = 0;
  for (const byte of bytes) {
    a = (a + byte) % ADLER_PRIME;
    b = (b + a) % ADLER_PRIME;
  }
  return b * 65536 + a;
}
