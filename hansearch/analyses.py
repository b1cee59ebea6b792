"""Pages → their terms, of which most are known from the build before. Called by ``plugin.py``."""

from __future__ import annotations

import hashlib
import json
import time
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib.metadata import version
from pathlib import Path

from hansearch.analysis import DictionarySegmenter
from hansearch.cache import Cache
from hansearch.counting import PageTerms, TermCounter
from hansearch.index import documents
from hansearch.postings import STORED_FIELDS
from hansearch.sections import Page
from hansearch.workers import MOST, count_in_processes, processors

PAYS_FROM = 10_000_000
"""Characters to analyse from which other processes are worth the second that each takes to load a dictionary."""

_SECONDS = 3.0
"""Between two lines that say how far a build has come."""


class Analyses:
    """The terms of pages, in their order; afterwards also how many of them had to be analysed."""

    def __init__(
        self,
        pages: Sequence[Page],
        segmenter: DictionarySegmenter,
        folder: Path,
        say: Callable[[str], object] = print,
        processes: int | None = None,
    ) -> None:
        """*folder*: of the cache; *say*: gets a line now and then; *processes*: None, as many as pay."""
        self.analysed = 0
        self._pages, self._segmenter, self._folder, self._say = pages, segmenter, folder, say
        self._processes = processes

    def __iter__(self) -> Iterator[PageTerms]:
        started = said = time.monotonic()
        with Cache(self._folder) as cache:
            keys = list(self._keys())
            known = cache.known(keys)
            missing = [page for page, key in zip(self._pages, keys, strict=True) if key not in known]
            fresh = self._count(missing)
            for number, (page, key) in enumerate(zip(self._pages, keys, strict=True), 1):
                yield self._known(cache, key, page) if key in known else self._new(cache, key, next(fresh))
                if time.monotonic() - said > _SECONDS:
                    said = time.monotonic()
                    self._say(f"搜索：已分析 {number}/{len(self._pages)} 篇，用了 {said - started:.0f} 秒")

    def _new(self, cache: Cache, key: bytes, terms: PageTerms) -> PageTerms:
        self.analysed += 1
        cache.put(key, terms.to_bytes())
        return terms

    def _known(self, cache: Cache, key: bytes, page: Page) -> PageTerms:
        content = cache.get(key)
        try:
            if content is not None:
                return PageTerms.from_bytes(content)
        except ValueError:
            pass
        return self._new(cache, key, next(self._count([page])))

    def _count(self, pages: Sequence[Page]) -> Iterator[PageTerms]:
        """Yield the terms of pages, counted here or, where that pays, elsewhere."""
        processes = self._processes
        if processes is None:
            # One processor is left to put together what the others find.
            processes = min(MOST, processors() - 1) if sum(map(_size, pages)) >= PAYS_FROM else 1
        each = (documents([page]) for page in pages)
        if processes > 1:
            yield from map(
                PageTerms.from_bytes, count_in_processes(each, self._segmenter, STORED_FIELDS, processes)
            )
        else:
            yield from map(TermCounter(self._segmenter, STORED_FIELDS).count, each)

    def _keys(self) -> Iterator[bytes]:
        """Yield for each page what its terms depend on, hashed."""
        common = hashlib.sha256(json.dumps([*_versions(), *self._segmenter.recipe]).encode())
        for page in self._pages:
            key = common.copy()
            key.update(json.dumps(documents([page]), ensure_ascii=False).encode())
            yield key.digest()


def _size(page: Page) -> int:
    return sum(len(section.text) for section in page.sections)


def _versions() -> Iterable[str]:
    """Yield what the code and its dictionaries are: whoever edits ``analysis.py`` need not think of the cache."""
    yield from map(version, ("jieba", "opencc", "pypinyin"))
    yield unicodedata.unidata_version
    for module in sorted(Path(__file__).parent.glob("*.py")):
        yield hashlib.sha256(module.read_bytes()).hexdigest()
