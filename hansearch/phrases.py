"""What a query asks for literally: ``"quoted phrases"`` and ``-excluded`` words.

The operators are read from folded text, taken out of it, and held against the folded text of the pages that
are found. The browser's twin is ``client/phrases.js``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from hansearch.analysis import literal_parts, recall_clauses
from hansearch.fold import is_han

MAX_CHECKED = 30
"""Pages whose text is read for one query with operators: the browser has to fetch each of them."""

_QUOTED = '["“”]([^"“”]+)["“”]|「([^「」]+)」|『([^『』]+)』'
_PHRASE = re.compile(_QUOTED)
# At the start of a word, and before a letter: --log-file, 7-11 and -5 are what they are.
_EXCLUDED = re.compile(rf'(?:^|(?<=\s))[-−](?:{_QUOTED}|([^\W\d_][^\s,!?;。、"“”「」『』]*))')
_SPACE = re.compile(r"\s+")
_HAS_LETTER = re.compile(r"[^\W_]")


@dataclass(frozen=True)
class Operators:
    """A folded query, read."""

    text: str
    """What is searched: the query without its marks and without what it excludes."""
    phrases: tuple[str, ...] = ()
    """A page must hold each of these as it stands."""
    excluded: tuple[str, ...] = ()
    """… and none of these."""

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing is demanded and nothing excluded."""
        return not (self.phrases or self.excluded)

    @property
    def literal(self) -> tuple[str, ...]:
        """Return what a page must hold, all of it, to be shown as a literal hit."""
        if not self.phrases:
            return tuple(filter(_HAS_LETTER.search, [_squeezed(self.text)]))
        return self.phrases


def read_operators(folded: str) -> Operators:
    """Take quotation marks and exclusions out of a folded query.

    >>> read_operators('退款 "原路 退回" -运费险')
    Operators(text='退款 原路 退回', phrases=('原路 退回',), excluded=('运费险',))

    A query that only excludes asks for nothing: it is read as it stands.
    """
    excluded = [_squeezed(_inside(match)) for match in _EXCLUDED.finditer(folded)]
    rest = _EXCLUDED.sub(" ", folded)
    phrases = [_squeezed(_inside(match)) for match in _PHRASE.finditer(rest)]
    if not _HAS_LETTER.search(rest):
        return Operators(folded)
    if phrases or excluded:
        rest = _squeezed(_PHRASE.sub(lambda match: f" {_inside(match)} ", rest))
    return Operators(rest, _telling(phrases), _telling(excluded))


def phrase_clauses(phrase: str) -> tuple[list[tuple[str, ...]], list[str]]:
    """Return what a page that holds *phrase* surely has: clauses of the recall field, and pairs of Han characters."""
    pairs = [
        term for part in literal_parts(phrase) for term in part if len(term) == 2 and all(map(is_han, term))
    ]
    return list(recall_clauses(phrase)), pairs


def holds_all(text: str, strings: Iterable[str]) -> bool:
    """Tell whether folded *text* holds each of *strings* as it stands."""
    return all(string in text for string in strings)


def obeys(text: str, operators: Operators) -> bool:
    """Tell whether a page of this folded text has what the query demands and nothing that it excludes."""
    return holds_all(text, operators.phrases) and not any(string in text for string in operators.excluded)


def _inside(match: re.Match[str]) -> str:
    return "".join(filter(None, match.groups()))


def _squeezed(text: str) -> str:
    return _SPACE.sub(" ", text).strip()


def _telling(strings: Iterable[str]) -> tuple[str, ...]:
    return tuple(filter(_HAS_LETTER.search, strings))
