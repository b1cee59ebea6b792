"""The specification in ``tests/cases/``, held by the browser's modules as the built site serves them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from hansearch.analysis import VocabularySegmenter, recall_clauses, tokenize
from hansearch.fold import fold, fold_pairs
from hansearch.snippet import mark, snippet
from tests.case_files import (
    ANALYSIS,
    FOLD,
    MARK,
    RECALL,
    SNIPPET,
    UNKNOWN_COST,
    VOCABULARY,
    Case,
    alphabet,
    each,
    write_parts,
    write_tokens,
)
from tests.conftest import Site

# JavaScript counts UTF-16 units, Python characters: `at` turns the one into the other.
MODULES = """async ({pairs, costs, unknownCost, texts, terms, length}) => {
    const load = (name) => import(new URL(name, location.href).href);
    const [{ makeFold }, { candidateTerms, makeSegmenter, recallClauses, tokenize }, { mark, snippet }] =
        await Promise.all(['fold.js', 'analysis.js', 'snippet.js'].map(load));
    const fold = makeFold(pairs);
    const segmenter = makeSegmenter((word) => costs[word], unknownCost);
    const at = (text, unit) => Array.from(text.slice(0, unit)).length;
    return texts.map((text) => {
        const folded = fold(text);
        const starts = Array.from(folded.text.matchAll(/[^]/gu), (match) => match.index);
        return {
            folded: folded.text,
            offsets: [...starts, folded.text.length].map((unit) => at(text, folded.offsets[unit])),
            tokens: tokenize(folded.text, segmenter).map(({ term, position, start, end, kind }) =>
                [term, position, at(folded.text, start), at(folded.text, end), kind]),
            candidates: [...candidateTerms(folded.text)],
            recall: recallClauses(folded.text),
            mark: mark(text, terms, fold),
            snippet: snippet(text, terms, fold, length),
        };
    });
}"""


PIECES = [
    *VOCABULARY, *"繁體閃退帳號薴的。！？；\n “”、，々〇豈𠮷", "App", "88VIP", "tidb_enable_x", "v7.1.0", "--log-file",
    "a", "1", "１２", "ＡＢ", "㎏", "½", "①", "🄐", "📦", "👨\u200d👩\u200d👧", "e\u0301", "J\u030c", "\uff76\uff9e", "\u200b",
    "x" * 70, "ab1" * 20, "ab1" * 30, "-", "_", ".", "..", "__", "ß", "\u0130", "ς", "٣", "Ⅷ",
]  # fmt: skip
PAIRS = fold_pairs(alphabet() | set(fold("".join(PIECES)).text))


@pytest.fixture(scope="module")
def client(browser: Browser, fixture_site: Site) -> Iterator[Page]:
    """A page that has nothing but the way to the modules."""
    page = browser.new_page()
    page.goto(fixture_site.url + "assets/hansearch/search.js")
    yield page
    page.close()


def run(
    client: Page, texts: list[str], terms: list[str] | None = None, length: int = 90
) -> list[dict[str, Any]]:
    """Return all that the modules make of each text."""
    return client.evaluate(
        MODULES,
        {
            "pairs": "".join(traditional + simplified for traditional, simplified in PAIRS.items()),
            "costs": VOCABULARY,
            "unknownCost": UNKNOWN_COST,
            "texts": texts,
            "terms": terms or [],
            "length": length,
        },
    )


@each(FOLD)
def test_fold(case: Case, client: Page) -> None:
    (made,) = run(client, [case["text"]])
    assert made["folded"] == case["folded"]
    assert made["offsets"] == case.get("offsets", fold(case["text"]).offsets)


@each(ANALYSIS)
def test_analysis(case: Case, client: Page) -> None:
    (made,) = run(client, [case["text"]])
    assert write_tokens(made["tokens"]) == case["tokens"].split()


@each(ANALYSIS)
def test_candidates_hold_every_term_that_any_vocabulary_could_cut(case: Case, client: Page) -> None:
    (made,) = run(client, [case["text"]])
    terms = {token[0] for token in made["tokens"]} | {term for clause in made["recall"] for term in clause}
    assert terms <= set(made["candidates"])


@each(RECALL)
def test_recall(case: Case, client: Page) -> None:
    (made,) = run(client, [case["text"]])
    assert [" ".join(terms) for terms in made["recall"]] == case["clauses"]


@each(MARK)
def test_mark(case: Case, client: Page) -> None:
    (made,) = run(client, [case["text"]], case["terms"])
    assert write_parts(made["mark"]) == case["shown"]


@each(SNIPPET)
def test_snippet(case: Case, client: Page) -> None:
    (made,) = run(client, [case["text"]], case["terms"], case["length"])
    assert write_parts(made["snippet"]) == case["shown"]


TERMS = ["登录", "数据", "库", "app", "88", "a", "1", "kg", "é", "天88vip", "\u30ac"]


@pytest.mark.parametrize("length", [5, 20, 90])
def test_any_mixture_of_scripts_gives_the_same_in_both_languages(length: int, client: Page) -> None:
    random_ = random.Random(length)
    texts = ["".join(random_.choices(PIECES, k=random_.randint(0, 40))) for _ in range(300)]
    segmenter = VocabularySegmenter(VOCABULARY, UNKNOWN_COST)
    for text, made in zip(texts, run(client, texts, TERMS, length), strict=True):
        folded = fold(text)
        assert made["folded"] == folded.text, text
        assert made["offsets"] == folded.offsets, text
        assert [tuple(token) for token in made["tokens"]] == list(tokenize(folded.text, segmenter)), text
        assert [tuple(clause) for clause in made["recall"]] == list(recall_clauses(folded.text)), text
        assert {token[0] for token in made["tokens"]} <= set(made["candidates"]), text
        assert [tuple(part) for part in made["mark"]] == mark(text, TERMS), text
        assert [tuple(part) for part in made["snippet"]] == snippet(text, TERMS, length), text
