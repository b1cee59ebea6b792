"""A folder of Markdown → another with as many pages as you like, made of its paragraphs: how costs grow.

``python -m bench.resample FROM TO PAGES``. Each page takes the shape of one page of the folder (how many headings,
of which level, how much text below each) and fills it with headings and blocks from anywhere in the folder.
The same folder and number give the same pages.
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.corpus import SEED

_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_BLOCK = re.compile(r"^ *(```|~~~)[\s\S]*?^ *\1 *$|(?:^[^\n]*[^\s][^\n]*\n?)+", re.MULTILINE)
_HEADING = re.compile(r"(#{1,6}) +\S.*")
_LINK = re.compile(r"\]\([^)\s]*\)")
_PER_FOLDER = 500


def blocks(text: str) -> list[str]:
    """Split Markdown into headings, paragraphs, lists, tables and fenced code, links leading nowhere.

    >>> blocks("# 甲\\n\\n乙[丙](d.md)\\n")
    ['# 甲', '乙[丙](#)']
    """
    text = _LINK.sub("](#)", _FRONT_MATTER.sub("", text))
    return [block for match in _BLOCK.finditer(text) for block in _split_heading(match.group().rstrip())]


def _split_heading(block: str) -> list[str]:
    """Part a heading from text that follows it without an empty line."""
    first, _, rest = block.partition("\n")
    return [part for part in (first, rest) if part] if _HEADING.match(first) else [block]


def resample(pages: Sequence[str], count: int) -> Iterator[str]:
    """Yield *count* pages made of *pages*."""
    shapes = [blocks(page) for page in pages]
    pools: dict[str, list[str]] = {}
    for shape in shapes:
        for block in shape:
            pools.setdefault(_kind(block), []).append(block)
    choice = random.Random(f"{SEED} {count}").choice
    for _ in range(count):
        yield "\n\n".join(choice(pools[_kind(block)]) for block in choice(shapes)) + "\n"


def _kind(block: str) -> str:
    heading = _HEADING.fullmatch(block)
    return heading[1] if heading else "text"


def write_corpus(source: Path, target: Path, count: int) -> None:
    """Write a folder of *count* pages made of those of *source*."""
    pages = [path.read_text(encoding="utf-8") for path in sorted(source.rglob("*.md"))]
    for number, page in enumerate(resample(pages, count)):
        folder = target / f"{number // _PER_FOLDER:03}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{number:05}.md").write_text(page, encoding="utf-8")


def main() -> None:
    """Read one folder, write the other."""
    parser = argparse.ArgumentParser(prog="bench.resample", description="Make a corpus of any size.")
    parser.add_argument("source", type=Path, help="a folder of Markdown")
    parser.add_argument("target", type=Path, help="a new folder")
    parser.add_argument("count", type=int, help="how many pages")
    options = parser.parse_args()
    write_corpus(options.source, options.target, options.count)


if __name__ == "__main__":
    main()
