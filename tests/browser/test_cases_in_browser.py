"""The specification in ``tests/cases/``, held by the browser's modules as the built site serves them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from hansearch.analysis import DictionarySegmenter, VocabularySegmenter, recall_clauses, tokenize
from hansearch.browser_engine import serving
from hansearch.client_files import CLIENT, client_files
from hansearch.export import export_bundle
from hansearch.fold import fold, fold_pairs
from hansearch.lexicon import build_lexicon
from hansearch.parameters import PARAMETERS
from hansearch.plugin import ASSETS
from hansearch.postings import invert
from hansearch.snippet import mark, snippet
from hansearch.words import collect_words, write_words
from tests.browser.modules import search_in_browser
from tests.case_files import (
    ANALYSIS,
    FOLD,
    KNOWN,
    LETTERS,
    MARK,
    PIN_RULES,
    PINNED_PAGES,
    PINS,
    QUERY,
    RANKING,
    READINGS,
    RECALL,
    SNIPPET,
    SOUGHT_SOUND,
    SYLLABLES,
    UNKNOWN_COST,
    VOCABULARY,
    Case,
    alphabet,
    each,
    query_lexicon,
    query_parameters,
    ranking_pages,
    ranking_synonyms,
    read_pins,
    write_parts,
    write_terms,
    write_tokens,
)

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


UNDERSTAND = """async ({pairs, manifest, costs, readings, indexed, pins, query}) => {
    const load = (name) => import(new URL(name, location.href).href);
    const [{ makeFold }, { makeSegmenter }, { parseQuery, readQuery }, { soundingTerms }, { pinnedPages }, { readWords }] =
        await Promise.all(['fold.js', 'analysis.js', 'query.js', 'sound.js', 'pins.js', 'spelling.js'].map(load));
    const read = readQuery(query, makeFold(pairs), manifest, new Map(Object.entries(manifest.regional)));
    const known = new Set(indexed);
    const ear = { syllables: new Set(manifest.syllables), reading: (c) => readings[c], isIndexed: (term) => known.has(term) };
    const segmenter = makeSegmenter((word) => costs[word], manifest.unknown_cost);
    const expansions = new Map(Object.entries(manifest.expansions));
    const words = readWords(...manifest.words);
    return {
        sounding: [...soundingTerms(read.folded, ear.syllables, ear.reading, ear.isIndexed)],
        parsed: parseQuery(read, { manifest, expansions, segmenter, ear, words }),
        pinned: pinnedPages(read.folded, pins),
    };
}"""


PIECES = [
    *VOCABULARY, *"繁體閃退帳號薴的。！？；\n “”、，々〇豈𠮷", "App", "88VIP", "tidb_enable_x", "v7.1.0", "--log-file",
    "a", "1", "１２", "ＡＢ", "㎏", "½", "①", "🄐", "📦", "👨\u200d👩\u200d👧", "e\u0301", "J\u030c", "\uff76\uff9e", "\u200b",
    "x" * 70, "ab1" * 20, "ab1" * 30, "-", "_", ".", "..", "__", "ß", "\u0130", "ς", "٣", "Ⅷ",
]  # fmt: skip
PAIRS = fold_pairs(alphabet() | set(fold("".join(PIECES)).text))


@pytest.fixture(scope="module")
def client(browser: Browser) -> Iterator[Page]:
    """A page that has nothing but the way to the modules, as they are written."""
    page = browser.new_page()
    with serving(CLIENT) as url:
        page.goto(url + "search.js")
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


def understand(
    client: Page, case: Case, indexed: list[str], pins: list[dict[str, Any]] | None = None
) -> dict[str, Any]:
    """Return all that the modules make of a query."""
    lexicon = query_lexicon()[0]
    manifest = {
        "parameters": asdict(query_parameters(case)),
        **{name: getattr(lexicon, name) for name in ("regional", "weak", "expansions", "syllables")},
        "unknown_cost": lexicon.unknown_cost,
        "words": write_words(lexicon.words),
    }
    return client.evaluate(
        UNDERSTAND,
        {
            "pairs": "".join(traditional + simplified for traditional, simplified in PAIRS.items()),
            "manifest": manifest,
            "costs": lexicon.costs,
            "readings": READINGS,
            "indexed": indexed,
            "pins": pins or [],
            "query": case["query"],
        },
    )


@each(LETTERS)
def test_letters_as_syllables(case: Case, client: Page) -> None:
    split = """async ({letters, syllables}) => {
        const { splitSyllables } = await import(new URL('sound.js', location.href).href);
        return splitSyllables(letters, new Set(syllables));
    }"""
    made = client.evaluate(split, {"letters": case["letters"], "syllables": SYLLABLES})
    assert made == case["syllables"]


@each(SOUGHT_SOUND)
def test_sound_of_what_is_sought(case: Case, client: Page) -> None:
    assert understand(client, case, KNOWN)["sounding"] == case["sought"]


@each(QUERY)
def test_query(case: Case, client: Page) -> None:
    query = understand(client, case, sorted(query_lexicon()[1]))["parsed"]
    made = {
        "text": query["text"],
        "terms": write_terms((term["term"], term["weight"], term["kind"]) for term in query["terms"]),
        "start": query["start"],
        "parts": [" ".join(part) for part in query["parts"]],
        "tokens": query["tokenCount"],
        "phrases": query["operators"]["phrases"],
        "excluded": query["operators"]["excluded"],
        "suggestion": query["suggestion"],
    }
    said = made.keys() & case.keys()
    assert {key: made[key] for key in said} == {key: case[key] for key in said}


@each(PINS)
def test_pins(case: Case, client: Page, tmp_path: Path) -> None:
    pins = [
        {**asdict(pin), "first": [PINNED_PAGES.index(page) for page in pin.first]}
        for pin in read_pins(PIN_RULES, PINNED_PAGES, tmp_path)
    ]
    pinned = understand(client, case, [], pins)["pinned"]
    assert [PINNED_PAGES[page] for page in pinned] == case["pages"]


@pytest.fixture(scope="module")
def ranking_sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One server of a site for every case of ``ranking.yml``, each in a folder named by its number."""
    out = tmp_path_factory.mktemp("ranking")
    segmenter = DictionarySegmenter()
    for number, case in enumerate(RANKING):
        assets = out / str(number) / ASSETS
        assets.mkdir(parents=True)
        for name, content in client_files().items():
            (assets / name).write_text(content, encoding="utf-8")
        (assets / "index").mkdir()
        pages = ranking_pages(case)
        postings = invert(pages, segmenter)
        pins = read_pins(case.get("pins", []), case["pages"], out)
        words = collect_words(pages, segmenter)
        lexicon = build_lexicon(postings.terms, segmenter, ranking_synonyms(case), pins, words)
        for name, content in export_bundle(pages, postings, lexicon, PARAMETERS).items():
            (assets / "index" / name).write_bytes(content)
    with serving(out) as url:
        yield url


@each(RANKING)
def test_ranking(case: Case, browser: Browser, ranking_sites: str) -> None:
    page = browser.new_page()
    (rows,) = search_in_browser(page, f"{ranking_sites}{RANKING.index(case)}/", [case["query"]])
    assert [row["url"].partition("/")[0] + ".md" for row in rows] == case["order"]
    page.close()


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
