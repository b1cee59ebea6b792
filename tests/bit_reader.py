"""A reader of the bundle's bits that knows only FORMAT.md: what tests hold the writer and the browser against."""

from __future__ import annotations

from collections.abc import Iterator

from hansearch.bits import MAX_UNARY, RAW, rice_parameter
from hansearch.term_shards import Shape


class Reader:
    """Reads bits one by one."""

    def __init__(self, content: bytes) -> None:
        self.bits = "".join(f"{byte:08b}" for byte in content)
        self.at = 0

    def fixed(self, size: int) -> int:
        taken = self.bits[self.at : self.at + size]
        assert len(taken) == size, "a number runs past the end"
        self.at += size
        return int(taken or "0", 2)

    def unary(self, bit: str, most: int = 64) -> int:
        """How many of *bit* follow; the other one behind them is not taken."""
        start = self.at
        while self.at - start < most and self.bits[self.at : self.at + 1] == bit:
            self.at += 1
        return self.at - start

    def gamma(self) -> int:
        return self.fixed(self.unary("0") + 1)

    def rice(self, low_bits: int) -> int:
        high = self.unary("1", MAX_UNARY)
        if high == MAX_UNARY:
            return self.fixed(RAW)
        assert self.fixed(1) == 0
        return (high << low_bits) + self.fixed(low_bits)

    def character(self) -> str:
        if self.fixed(1) == 0:
            return chr(self.fixed(7))
        return chr(0x4E00 + self.fixed(15) if self.fixed(1) == 0 else self.fixed(RAW))

    def string(self) -> str:
        return "".join(self.character() for _ in range(self.gamma() - 1))

    def terms(self) -> Iterator[str]:
        """Yield terms in order; what stands behind each is for the caller to read."""
        count, step_bits = self.gamma(), self.fixed(4)
        term = ""
        for _ in range(count):
            shared, following = self.gamma() - 1, self.gamma()
            known = term[:shared]
            if shared < len(term):
                known += chr(ord(term[shared]) + 1 + self.rice(step_bits))
                following -= 1
            term = known + "".join(self.character() for _ in range(following))
            yield term

    def finish(self) -> None:
        """Expect nothing but the zeros that fill the last byte."""
        assert len(self.bits) - self.at < 8, "bits are left over"
        assert "1" not in self.bits[self.at :]

    def value(self, kind: str, shape: Shape) -> object:
        """Read what an attribute of this kind says."""
        if kind == "number":
            return self.fixed(9)
        if kind == "string":
            return self.string()
        if kind == "strings":
            return [self.string() for _ in range(self.gamma())]
        if kind == "pairs":
            return [(self.gamma() - 1, self.gamma() - 1) for _ in range(self.gamma())]
        count = self.gamma()
        low_bits = rice_parameter(shape.pages, count)
        found: list[object] = []
        page = -1
        for _ in range(count):
            page += self.rice(low_bits) + 1
            if kind == "pages":
                found.append(page)
            elif kind == "postings":
                found.append((page, self.gamma()))
            else:
                found += self._below(page, shape, has_parts=kind == "sections")
        return found

    def _below(self, page: int, shape: Shape, *, has_parts: bool) -> list[object]:
        found: list[object] = []
        part, least, goes_on = 0, 0, True
        while goes_on:
            step = self.rice(shape.part_bits) if has_parts else 0
            part, least = part + step, 0 if step else least
            place = least + self.rice(shape.place_bits if has_parts else shape.line_bits)
            least = place + 1
            found.append(((page, part, place) if has_parts else (page, place), self.gamma()))
            goes_on = self.fixed(1) == 1
        return found
