"""Numbers → bits, for term shards: few bits for small numbers. ``client/bits.js`` reads them.

Codes are strings of ``0`` and ``1``: they are joined and packed once for a whole shard.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache, lru_cache, partial

MAX_UNARY = 24
"""Ones in a row after which a number stands as it is, in ``RAW`` bits: nothing is much longer than expected."""

RAW = 21
"""Bits of any code point."""


class Codes(dict[int, str]):
    """Number → code, each worked out once: a look-up takes a third of the time that a call takes."""

    def __init__(self, code: Callable[[int], str]) -> None:
        super().__init__()
        self._code = code

    def __missing__(self, number: int) -> str:
        self[number] = code = self._code(number)
        return code


def gamma(value: int) -> str:
    """Return the Elias gamma code of a number from 1: as many zeros as it has digits after the first, then itself.

    >>> gamma(1), gamma(2), gamma(5)
    ('1', '010', '00101')
    """
    digits = f"{value:b}"
    return "0" * (len(digits) - 1) + digits


GAMMA = Codes(gamma)


def rice(value: int, low_bits: int) -> str:
    """Return the Rice code of a number from 0: its high bits as so many ones and a zero, its low bits as they are.

    >>> rice(9, 2), rice(2, 0), rice(0, 3)
    ('11001', '110', '0000')
    """
    high = value >> low_bits
    if high >= MAX_UNARY:
        return "1" * MAX_UNARY + fixed(value, RAW)
    return "1" * high + "0" + (fixed(value & ((1 << low_bits) - 1), low_bits) if low_bits else "")


@cache
def rice_codes(low_bits: int) -> Codes:
    """Return the Rice codes with so many low bits."""
    return Codes(partial(rice, low_bits=low_bits))


@cache
def _step_codes(low_bits: int) -> Codes:
    return Codes(lambda step: rice(step - 1, low_bits))


@lru_cache(maxsize=1 << 12)
def step_codes(total: int, count: int) -> Codes:
    """Return the codes of the steps, from 1, between *count* numbers below *total*."""
    return _step_codes(rice_parameter(total, count))


def fixed(value: int, bits: int) -> str:
    """Return a number in so many bits."""
    return f"{value:0{bits}b}"


def rice_parameter(total: int, count: int) -> int:
    """Return how many low bits suit the gaps between *count* numbers below *total*.

    About log2(ln 2 · average gap): Gallager and van Voorhis 1975, in whole numbers, which two languages work out alike.
    """
    return max(1, 11 * total // (16 * count)).bit_length() - 1


def pack(codes: Iterable[str]) -> bytes:
    """Return the codes one after another, the first bit highest; zeros fill the last byte.

    >>> pack(["1", "010"]).hex()
    'a0'
    """
    bits = "".join(codes)
    size = -(-len(bits) // 8)
    return int(bits.ljust(8 * size, "0") or "0", 2).to_bytes(size, "big")
