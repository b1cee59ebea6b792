"""The specification in ``tests/cases/``, held by the browser's modules as the built site serves them."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from hansearch.analysis import VocabularySegmenter, recall_clauses, tokenize
from hansearch.browser_engine import serving
from hansearch.client_files import CLIENT
from hansearch.counting import PageTerms
from hansearch.export import export_bundle
from hansearch.fold import fold, fold_pairs
from hansearch.labels import label_key, start_terms
from hansearch.parameters import PARAMETERS
from hansearch.postings import STORED_FIELDS, merge
from hansearch.sections import build_page
from hansearch.snippet import mark, snippet
from tests.browser.modules import search_in_browser, write_bundle, write_site
from tests.case_files import (
    ANALYSIS,
    FOLD,
    KNOWN,
    LABEL_KEYS,
    LABEL_STARTS,
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
    write_label,
    write_parts,
    write_terms,
    write_tokens,
)

# JavaScript counts UTF-16 units, Python characters: `at` turns the one into the other.
MODULES = """async ({pairs, costs, unknownCost, texts, terms, length}) => {
    const load = (name) => import(new URL(name, location.href).href);
    const [{ makeFold }, { makeSegmenter, recallClauses, tokenize }, { labelKey, startTerms }, { mark, snippet }, { candidateTerms }] =
        await Promise.all(['fold.js', 'analysis.js', 'labels.js', 'snippet.js', 'understanding.js'].map(load));
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
            candidates: [...candidateTerms(folded.text, 16)],
            label: labelKey(folded.text),
            start: startTerms(folded.text).join(''),
            recall: recallClauses(folded.text),
            mark: mark(text, terms, fold),
            snippet: snippet(text, terms, fold, length),
        };
    });
}"""


UNDERSTAND = """async ({query, parameters}) => {
    const load = (name) => import(new URL(name, location.href).href);
    const [{ Bundle }, { pinnedPages }, { markedTerms }, { understand }] =
        await Promise.all(['bundle.js', 'pins.js', 'query.js', 'understanding.js'].map(load));
    window.lexicon ??= new Bundle(new URL('index/', location.href));
    const { manifest } = await window.lexicon.open();
    Object.assign(manifest.parameters, parameters);
    const { query: parsed, pins } = await understand(query, window.lexicon);
    const pinned = pinnedPages(parsed.text, pins, parsed.meant);
    return { parsed, pinned, marked: markedTerms(parsed, manifest.weak) };
}"""


PIECES = [
    *VOCABULARY, *"繁體閃退帳號薴的。！？；\n “”、，々〇豈𠮷", "App", "88VIP", "tidb_enable_x", "v7.1.0", "--log-file",
    "a", "1", "１２", "ＡＢ", "㎏", "½", "①", "🄐", "📦", "👨\u200d👩\u200d👧", "e\u0301", "J\u030c", "\uff76\uff9e", "\u200b",
    "\x1c", "\x1f", "\x85", "\ufeff",
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
    assert {*(token[0] for token in made["tokens"]), made["label"], made["start"]} <= set(made["candidates"])


@each(LABEL_KEYS)
def test_label_keys(case: Case, client: Page) -> None:
    (made,) = run(client, [case["text"]])
    assert write_label(made["label"]) == case["key"]


@each(LABEL_STARTS)
def test_label_starts(case: Case, client: Page) -> None:
    (made,) = run(client, [case["text"]])
    assert made["start"] == case["start"]


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


@pytest.fixture(scope="module")
def reader(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """A page with the modules as they are written, beside a bundle of the lexicon and the pins of the cases."""
    out = tmp_path_factory.mktemp("lexicon")
    shutil.copytree(CLIENT, out, dirs_exist_ok=True)
    lexicon, indexed = query_lexicon()
    lexicon = replace(lexicon, pins=read_pins(PIN_RULES, PINNED_PAGES, out))
    pages = [build_page(path, path, "", "") for path in PINNED_PAGES]
    documents = {"pages": [{}], "sections": [{}], "lines": []}
    has_all = {("pages", "title"): [dict.fromkeys(indexed, 1)]}
    terms = PageTerms([has_all.get(field, documents[field[0]]) for field in STORED_FIELDS], [], [])
    postings = merge([terms] * len(pages))
    write_bundle(out / "index", export_bundle(pages, postings, lexicon, PARAMETERS))
    page = browser.new_page()
    with serving(out) as url:
        page.goto(url + "search.js")
        yield page
    page.close()


def understand(reader: Page, case: Case) -> dict[str, Any]:
    """Return all that the modules make of a query."""
    parameters = {"max_query": query_parameters(case).max_query}
    return reader.evaluate(UNDERSTAND, {"query": case["query"], "parameters": parameters})


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
    seek = """async ({folded, syllables, readings, known}) => {
        const { soundingTerms } = await import(new URL('sound.js', location.href).href);
        const indexed = new Set(known);
        return [...soundingTerms(folded, new Set(syllables), (one) => readings[one], (term) => indexed.has(term))];
    }"""
    (made,) = run(client, [case["query"]])
    given = {"folded": made["folded"], "syllables": SYLLABLES, "readings": READINGS, "known": KNOWN}
    assert client.evaluate(seek, given) == case["sought"]


@each(QUERY)
def test_query(case: Case, reader: Page) -> None:
    understood = understand(reader, case)
    query = understood["parsed"]
    made = {
        "text": query["text"],
        "terms": write_terms((term["term"], term["weight"], term["kind"]) for term in query["terms"]),
        "start": query["start"],
        "label": write_label(query["label"]),
        "parts": [" ".join(part) for part in query["parts"]],
        "meant": query["meant"],
        "marked": understood["marked"],
        "phrases": query["operators"]["phrases"],
        "excluded": query["operators"]["excluded"],
        "suggestion": query["suggestion"],
    }
    said = made.keys() & case.keys()
    assert {key: made[key] for key in said} == {key: case[key] for key in said}


@each(PINS)
def test_pins(case: Case, reader: Page) -> None:
    pages = understand(reader, case).get("pinned")
    assert (None if pages is None else [PINNED_PAGES[page] for page in pages]) == case["pages"]


@pytest.fixture(scope="module")
def ranking_sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One server of a site for every case of ``ranking.yml``, each in a folder named by its number."""
    out = tmp_path_factory.mktemp("ranking")
    for number, case in enumerate(RANKING):
        pins = read_pins(case.get("pins", []), case["pages"], out)
        write_site(out / str(number), ranking_pages(case), ranking_synonyms(case), pins)
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
        assert made["label"] == label_key(folded.text), text
        assert made["start"] == "".join(start_terms(folded.text)), text
        assert [tuple(part) for part in made["mark"]] == mark(text, TERMS), text
        assert [tuple(part) for part in made["snippet"]] == snippet(text, TERMS, length), text
