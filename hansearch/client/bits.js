/** Bits → numbers, as `bits.py` writes them: FORMAT.md, "Codes". */

import { BundleError } from './transport.js';

/** Ones in a row after which a number stands as it is, in RAW bits. */
const MAX_UNARY = 24;
const RAW = 21;
const HAN_START = 0x4e00;
const HAN_BITS = 15;

export class BitReader {
  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  /** @returns {number} the next 25 bits or more, at the top of 32 */
  peek() {
    const { bytes, at } = this;
    const byte = at >> 3;
    if (byte >= bytes.length) throw new BundleError('damaged', 'a number runs past the end');
    return ((bytes[byte] << 24) | (bytes[byte + 1] << 16) | (bytes[byte + 2] << 8) | bytes[byte + 3]) << (at & 7);
  }

  /** @param {number} bits 25 at most */
  fixed(bits) {
    if (bits === 0) return 0;
    const value = this.peek() >>> (32 - bits);
    this.at += bits;
    return value;
  }

  /** @returns {number} from 1 */
  gamma() {
    const zeros = Math.clz32(this.peek());
    if (zeros > MAX_UNARY) throw new BundleError('damaged', 'a number is too long');
    this.at += zeros;
    return this.fixed(zeros + 1);
  }

  /**
   * @param {number} lowBits
   * @returns {number} from 0
   */
  rice(lowBits) {
    const high = Math.min(Math.clz32(~this.peek()), MAX_UNARY);
    this.at += high;
    if (high === MAX_UNARY) return this.fixed(RAW);
    this.at += 1;
    return high * 2 ** lowBits + this.fixed(lowBits);
  }

  character() {
    if (this.fixed(1) === 0) return String.fromCharCode(this.fixed(7));
    return String.fromCodePoint(this.fixed(1) === 0 ? HAN_START + this.fixed(HAN_BITS) : this.fixed(RAW));
  }

  string() {
    let text = '';
    for (let left = this.gamma(); left > 1; left -= 1) text += this.character();
    return text;
  }
}

/**
 * How many low bits suit the gaps between so many numbers below a total.
 * @param {number} total
 * @param {number} count
 */
export function riceParameter(total, count) {
  return 31 - Math.clz32(Math.max(1, Math.floor((11 * total) / (16 * count))));
}
