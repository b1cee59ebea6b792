"""Why pages stand in the order they do for a query, in an editor's words. For ``why`` and the contract.

It asks the ranker for places and scores, and looks into the pages' own words for the reasons.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from hansearch.fold import fold
from hansearch.query import COUNTED, Kind, QueryTerm
from hansearch.search import Index
from hansearch.sections import Page

_SHOWN_TERMS = 12

KINDS: Mapping[Kind, str] = {
    "sound": "读音",
    "spelt": "拼音",
    "typo": "相近的拼写",
    "foreign": "外文的意思",
    "prefix": "没打完的词",
    "number": "数字的另一种写法",
    "synonym": "同义词",
}
"""How terms that nobody typed came about, in an editor's words."""

_MEANT: tuple[Kind, ...] = (*COUNTED, "spelt")
"""What was typed, or meant by it. What was spelt in pinyin is counted by its sound, which no text has."""


@dataclass(frozen=True)
class Standing:
    """A page's place for a query."""

    path: str
    place: int
    """From 1."""
    score: float
    coverage: float
    """Share of the query that the page holds, as the ranker weighs it."""


@dataclass(frozen=True)
class Account:
    """One page beside the page that it is compared with, for one query."""

    query: str
    terms: tuple[QueryTerm, ...]
    order: tuple[Standing, ...]
    """Every page found, best first."""
    page: Page
    rival: Page
    """Who stands first; whoever is second when *page* itself is first."""
    pinned: tuple[str, ...] = ()
    """The pages that words of the query bring first, whatever else matches."""

    @cached_property
    def standing(self) -> Standing | None:
        """Return the page's place; None when it was not found at all."""
        return next((s for s in self.order if s.path == self.page.path), None)

    @cached_property
    def rival_standing(self) -> Standing:
        """Return the rival's place."""
        return next(s for s in self.order if s.path == self.rival.path)

    @cached_property
    def lacking(self) -> list[str]:
        """Return the words that were typed or meant, that the rival holds and the page does not, heaviest first."""
        own, other = _places(self.page), _places(self.rival)
        heaviest = max((term.weight for term in self.terms), default=0.0)
        words = [term for term in self.terms if term.kind in _MEANT and term.weight >= heaviest / 2]
        lacking = [t for t in words if _held(t.term, other) and not _held(t.term, own)]
        return [term.term for term in sorted(lacking, key=lambda t: (-t.weight, -len(t.term)))]


def rank_paths(index: Index, query: str) -> list[Standing]:
    """Return every page found, best first."""
    return [
        Standing(index.pages[row.page].path, place, row.score, row.parts.coverage if row.parts else 0.0)
        for place, row in enumerate(index.rank(query), 1)
    ]


def explain(index: Index, query: str, path: str | None = None) -> Account | None:
    """Compare the page at *path* (else the first) with whom it contends; None when nothing is found.

    Raises:
        KeyError: no page has that path.
    """
    pages = {page.path: page for page in index.pages}
    page = pages[path] if path else None
    order = rank_paths(index, query)
    if not order:
        return None
    page = page or pages[order[0].path]
    rival = next((pages[s.path] for s in order if s.path != page.path), page)
    parsed = index.parse(query)
    return Account(query, parsed.terms, tuple(order), page, rival, index.pinned(parsed) or ())


def render_terms(terms: Sequence[QueryTerm]) -> str:
    """Return what a query was cut into, as one line; what was not typed stands apart."""
    cut: dict[Kind, list[str]] = {}
    for term in terms:
        cut.setdefault(term.kind, []).append(term.term)
    parts = ["、".join(cut.pop("literal", []))]
    parts += [f"（另按{KINDS[kind]}找 {'、'.join(words)}）" for kind, words in cut.items()]
    return "".join(parts)


def advise(account: Account) -> list[str]:
    """Return what an editor can do so that the page overtakes its rival."""
    page, rival = account.page, account.rival
    if rival.path in account.pinned:
        return [
            f"这句话里有 data/safety_pins.yml 的词，{rival.path} 因此排在最前，改别处都没有用："
            "该让它在前，就把这个问句移给它；不该，就在那条规则的 unless 里加一个词"
        ]
    asked = f"data/asked_as/{page.path.removesuffix('.md')}.txt"
    advice = []
    if account.lacking:
        words = "、".join(f"“{word}”" for word in account.lacking[:5])
        advice.append(f"这篇里没有{words}，{rival.path} 有：在 {asked} 里加几句带这些词的说法")
    line = best_line(account.terms, rival)
    if _same(account.query, rival.questions):
        advice.append(f"{rival.path} 把这句话写成了自己的问句：该归这篇，就从那一篇移过来")
    elif not _same(account.query, (*page.questions, page.title)):
        advice.append("读者真会这样问，就把这句话原样写进 questions")
    elif line:
        advice.append(f"{rival.path} 靠的是“{line}”：这句话该归这篇，就从那一篇移过来")
    if account.standing and account.standing.coverage > account.rival_standing.coverage:
        advice.append("这篇的词更全，只是分散：在标题、小标题或者正文第一段里把这件事说成一句话")
    return advice


def best_line(terms: Sequence[QueryTerm], page: Page) -> str | None:
    """Return the declared or hidden line of *page* that holds most of the query; of equal ones the shortest."""

    def weight(line: str) -> float:
        text = fold(line).text
        return sum(term.weight for term in terms if term.kind != "synonym" and term.term in text)

    lines = sorted((*page.questions, *page.asked_as), key=lambda line: (-weight(line), len(line)))
    return lines[0] if lines and weight(lines[0]) > 0 else None


def render_account(account: Account, index: Index) -> str:
    """Return the whole account for a terminal."""
    standing = account.standing
    lines = [f"问：“{account.query}”", f"切成：{render_terms(account.terms)}", "", "现在的顺序："]
    shown = [*account.order[:3], *([standing] if standing and standing.place > 3 else [])]
    titles = {page.path: page.title for page in index.pages}
    for s in shown:
        mark = "→" if s.path == account.page.path else " "
        lines.append(f"{mark} {s.place:3}. {s.score:8.2f} 分  {s.path}  {titles[s.path]}")
    if standing is None:
        lines.append(f"→ {account.page.path} 一个词也没有对上，不在结果里。")
    if account.rival.path == account.page.path:
        return "\n".join([*lines, "", "只找到这一篇，没有别的文章和它争。"])
    lines += ["", *_comparison(account, index), "", "怎么办："]
    if standing and standing.place == 1:
        lead = standing.score - account.rival_standing.score
        lines.append(f"- 不用改：它已经排第 1，比第 2 多 {lead:.2f} 分（{lead / standing.score:.0%}）。")
        return "\n".join(lines)
    return "\n".join([*lines, *(f"- {advice}。" for advice in advise(account))])


def _comparison(account: Account, index: Index) -> Iterator[str]:
    """Yield, for the page and its rival, where they hold which term, and their best passages."""
    sections = {hit.path: hit.heading or hit.title for hit in index.search(account.query, None)}
    for page, standing in ((account.page, account.standing), (account.rival, account.rival_standing)):
        yield f"{page.path}："
        yield f"  盖住这句话的 {standing.coverage if standing else 0:.0%}"
        if page.path in sections:
            yield f"  最像的小节：{sections[page.path]}"
        if line := best_line(account.terms, page):
            yield f"  最像的问法：{line}"
        places = _places(page)
        for term in sorted(account.terms, key=lambda t: -t.weight)[:_SHOWN_TERMS]:
            held = [name for name, text in places.items() if term.term in text]
            kind = f"（{KINDS[term.kind]}）" if term.kind in KINDS else ""
            yield f"  {term.term}{kind} ×{term.weight:.2f}：{'、'.join(held) or '没有'}"


def _places(page: Page) -> dict[str, str]:
    """Return what the page says in each of the places that search weighs apart, folded."""
    texts = {
        "标题": page.title,
        "小标题": "\n".join(section.heading for section in page.sections if section.anchor),
        "正文": "\n".join(section.text for section in page.sections),
        "问法": "\n".join(page.questions),
        "藏着的问法": "\n".join(page.asked_as),
    }
    return {name: fold(text).text for name, text in texts.items()}


def _same(query: str, lines: Sequence[str]) -> bool:
    """Tell whether one of the lines is the query itself."""
    return fold(query).text.strip() in {fold(line).text.strip() for line in lines}


def _held(term: str, places: Mapping[str, str]) -> bool:
    return any(term in text for text in places.values())
