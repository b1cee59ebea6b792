"""A query → ranked pages, from the Whoosh index. The reference that the browser must agree with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from urllib.parse import quote

from hansearch.confidence import Confidence, answers_surely, fits_at_all, measure_confidence
from hansearch.errors import PageNotFoundError
from hansearch.fold import fold
from hansearch.lists import Lists
from hansearch.parameters import PARAMETERS, Parameters
from hansearch.phrases import MAX_CHECKED, Operators, holds_all, obeys, phrase_clauses
from hansearch.pins import pinned_pages
from hansearch.query import Query, marked_terms, parse_query
from hansearch.ranking import Corpus, Ranked, add_recalled, rank
from hansearch.sections import Page, Section, page_parts
from hansearch.snippet import Part, mark, snippet
from hansearch.stored import load_index, opening

_UNESCAPED = "!~*'()"
"""What JavaScript's ``encodeURIComponent`` leaves alone, besides letters, digits and ``-_.``."""


@dataclass(frozen=True)
class Hit:
    """One row of an answer; the browser's rows have the same keys."""

    url: str
    """Relative to the site's root, with the section's anchor, if it is not the page's top."""
    title: str
    category: str
    """Title of the part of the menu that the page lies in; may be empty."""
    section: str
    """The best section's id; empty when the page is meant as a whole."""
    heading: str
    """That section's heading; empty when it only repeats the title."""
    score: float
    snippet: list[Part]
    title_parts: list[Part]
    literal: bool
    """What the row shows, title and section, holds the query, or each of its quoted phrases, as typed."""
    path: str
    sections: list[dict[str, str]]
    """Further sections of the page that match nearly as well: url, heading, section of each."""
    answer: str | None = None
    """The page's own answer, on the first row only, when that surely answers the query."""

    def to_dict(self) -> dict[str, object]:
        """Return the row as JSON shows it: ``answer`` is there only when there is one."""
        row = asdict(self)
        if self.answer is None:
            del row["answer"]
        return row


@dataclass(frozen=True)
class Outcome:
    """What a search found."""

    rows: list[Hit]
    total: int
    """Pages found in all; those that hold only fragments of the query are looked for where others are fewer than the
    rows that were asked for. Of a query with operators those of the first ``MAX_CHECKED`` that obey them."""
    suggestion: str = ""
    """The query as it was probably meant (您是不是要找), where its words are not in the index as they stand."""
    fits: bool = True
    """False: nothing really answers this; the rows are only the nearest there are."""
    answers: bool = False
    """The first row surely answers this, whether its page says an answer or not."""


class Index:
    """An open index. Use it in a ``with`` block."""

    def __init__(self, directory: Path, parameters: Parameters = PARAMETERS) -> None:
        """Open the index in *directory*.

        Raises:
            IndexNotFoundError: there is none that can be read.
        """
        self.parameters = parameters
        with opening(directory):
            self.pages, self.lexicon = load_index(directory)
            self._lists = Lists(directory)
        self._sections = [(page, section) for page in self.pages for section in page.sections]
        self._numbers = {page.path: number for number, page in enumerate(self.pages)}
        # The part that each section lies in: its page, and its place among the page's parts.
        self._parts = [
            (page, part)
            for page, sizes in enumerate(page_parts(self.pages))
            for part, size in enumerate(sizes)
            for _ in range(size)
        ]
        self._corpus = Corpus(
            page_count=len(self.pages),
            section_pages=[n for n, page in enumerate(self.pages) for _ in page.sections],
            line_pages=[n for n, page in enumerate(self.pages) for _ in page.questions],
        )

    def __enter__(self) -> Index:
        return self

    def __exit__(self, *_: object) -> None:
        self._lists.close()

    def parse(self, text: str) -> Query:
        """Return what is looked up for *text*."""
        return parse_query(text, self.lexicon, self.parameters, self._lists.is_indexed, self._lists.following)

    def rank(self, text: str, limit: int | None = None) -> list[Ranked]:
        """Return the pages for *text*, best first; every page that holds anything of it if *limit* is None.

        Of a query with operators only those that obey among the first ``MAX_CHECKED``, whatever *limit* is.
        """
        return self._rank(self.parse(text), limit)[0]

    def _rank(self, query: Query, limit: int | None) -> tuple[list[Ranked], Confidence | None]:
        """Return the pages in order, and how surely the first answers the query.

        Of a query with operators only the first pages, as many as a browser can look through.
        """
        found = [self._lists.find(term.term) for term in query.terms]
        paths = self.pinned(query)
        pinned = [self._numbers[path] for path in paths or ()]
        ranked = rank(query, found, self._lists.labelled(query), pinned, self._corpus, self.parameters)
        if limit is None or len(ranked) < limit:
            ranked = add_recalled(ranked, map(self._lists.recall, query.recall), self.parameters)
        if query.operators.is_empty:
            return ranked, measure_confidence(query, found, ranked, paths, self._corpus)
        obeying = self._obedient(ranked, query.operators)
        # What somebody quotes may be the words of a screen, which no page has: the nearest pages, then.
        return obeying or self._obedient(ranked, replace(query.operators, phrases=())), None

    def pinned(self, query: Query) -> tuple[str, ...] | None:
        """Return the pages that words of *query* bring first, in order; None where no rule fits."""
        return pinned_pages(query.text, self.lexicon.pins, query.meant)

    def _fits(self, query: Query, ranked: Sequence[Ranked], confidence: Confidence | None) -> bool:
        """Tell whether anything found is about the query: of one with operators, whatever obeys them."""
        if query.operators.is_empty:
            return fits_at_all(confidence, self.parameters)
        return bool(ranked) and obeys(self._text(ranked[0].page), query.operators)

    def search(self, text: str, limit: int | None = 10) -> list[Hit]:
        """Return the best *limit* rows for *text*; None for all."""
        return self.find(text, limit).rows

    def find(self, text: str, limit: int | None = 10) -> Outcome:
        """Return what there is for *text*, with the best *limit* rows; None for all."""
        query = self.parse(text)
        terms = marked_terms(query, self.lexicon.weak)
        ranked, confidence = self._rank(query, limit)
        hits = [self._hit(row, terms, query.operators.literal) for row in ranked[:limit]]
        answers = bool(hits) and answers_surely(confidence, self.parameters)
        if answers and self.pages[ranked[0].page].answer:
            hits[0] = replace(hits[0], answer=self.pages[ranked[0].page].answer)
        fits = self._fits(query, ranked, confidence)
        return Outcome(hits, total=len(ranked), suggestion=query.suggestion, fits=fits, answers=answers)

    def confidence(self, text: str) -> Confidence | None:
        """Return how surely the first page for *text* answers it; None when there is none."""
        return self._rank(self.parse(text), limit=2)[1]

    def explain(self, text: str, path: str | None = None) -> dict[str, object]:
        """Return why the pages for *text* stand in their order, down to *path*, or the first three.

        Raises:
            PageNotFoundError: the index has no page of this path.
        """
        if path is not None and path not in self._numbers:
            raise PageNotFoundError(
                f"{path}: 索引里没有这一页。写它在 docs/ 下的路径，例如 {next(iter(self._numbers), 'index.md')}。"
            )
        query = self.parse(text)
        pinned = self.pinned(query)
        ranked, confidence = self._rank(query, limit=None)
        places = [self.pages[row.page].path for row in ranked]
        last = 3 if path is None else places.index(path) + 1 if path in places else len(places)
        return {
            "query": query.text,
            "terms": [
                {**asdict(term), "pages": len(self._lists.find(term.term).pages)} for term in query.terms
            ],
            "pinned": None if pinned is None else list(pinned),
            "suggestion": query.suggestion,
            "confidence": confidence and asdict(confidence),
            "answers": answers_surely(confidence, self.parameters),
            "fits": self._fits(query, ranked, confidence),
            "pages": [
                {
                    "place": place,
                    "path": self.pages[row.page].path,
                    "score": row.score,
                    "section": None if row.section is None else self._sections[row.section][1].heading,
                    "parts": asdict(row.parts) if row.parts else None,
                }
                for place, row in enumerate(ranked[:last], 1)
            ],
        }

    def paths(self, text: str, limit: int) -> list[str]:
        """Return the source paths of the best *limit* pages."""
        return [self.pages[ranked.page].path for ranked in self.rank(text, limit)[:limit]]

    def _hit(self, ranked: Ranked, terms: list[str], literal: Sequence[str]) -> Hit:
        page = self.pages[ranked.page]
        section = self._sections[ranked.section][1] if ranked.section is not None else page.sections[0]
        is_first = ranked.section is None or self._parts[ranked.section][1] == 0
        shown = fold("\n".join((page.title, section.heading, section.text))).text
        return Hit(
            url=_address(page, section),
            title=page.title,
            category=page.category,
            section=section.fragment,
            heading=section.heading if section.heading != page.title else "",
            score=ranked.score,
            snippet=snippet(section.text or (page.answer if is_first else ""), terms),
            title_parts=mark(page.title, terms),
            literal=bool(literal) and holds_all(shown, literal),
            path=page.path,
            sections=[
                {"url": _address(page, further), "heading": further.heading, "section": further.fragment}
                for _, further in (self._sections[number] for number in self._beside(ranked))
                if further.heading != page.title
            ],
        )

    def _beside(self, ranked: Ranked) -> list[int]:
        """Return those further sections whose text the browser has loaded with the best one, by their headings."""
        if ranked.section is None:
            return []
        shown = {self._sections[ranked.section][1].anchor}
        beside = []
        for number in ranked.further:
            anchor = self._sections[number][1].anchor
            if self._parts[number] == self._parts[ranked.section] and anchor not in shown:
                shown.add(anchor)
                beside.append(number)
        return beside

    def _obedient(self, ranked: list[Ranked], operators: Operators) -> list[Ranked]:
        """Return the pages that have what is demanded and nothing that is excluded; only the first are looked through."""
        if operators.is_empty:
            return ranked
        holders = self._holders(operators.phrases)
        checked = [row for row in ranked if row.page in holders][:MAX_CHECKED]
        return [row for row in checked if obeys(self._text(row.page), operators)]

    def _holders(self, strings: Iterable[str]) -> set[int]:
        """Return the pages that may hold each of *strings*: no other does."""
        holders = set(range(len(self.pages)))
        for string in strings:
            clauses, pairs = phrase_clauses(string)
            for clause in clauses:
                holders.intersection_update(self._lists.recall(clause))
            for pair in pairs:
                holders.intersection_update(self._lists.find(pair).pages)
        return holders

    def _text(self, number: int) -> str:
        page = self.pages[number]
        sections = (text for section in page.sections for text in (section.heading, section.text))
        return fold("\n".join((page.title, *sections))).text


def _address(page: Page, section: Section) -> str:
    return page.url + (f"#{quote(section.fragment, safe=_UNESCAPED)}" if section.fragment else "")
