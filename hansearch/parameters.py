"""Every tunable number of the ranking, once; those of a field stand in ``index.SCHEMA``. Both travel to the browser
in the bundle's manifest. What an index holds is decided in ``index.py``, too (``TELLING_SCALE``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Parameters:
    """The numbers, each with its reason."""

    kind_weights: Mapping[str, float] = field(default_factory=lambda: {"word": 1.0, "part": 0.5, "gram": 0.3})
    """A word says most; a part of it less; two characters that straddle words are there for recall."""
    single_weight: float = 0.8
    """A word of one character (退, 卡) is often a piece of something else."""
    weak_weight: float = 0.3
    """Question words and politeness say little, but how people ask for a page is full of them."""
    sound_weight: float = 0.8
    """Pinyin and homophones: surely meant where the letters are no word of the index, but less than a word. One
    homophone wrong in a short query of docs-cn, MRR@10: .919; before slips were weak .876, with .6 .844."""
    spelt_weight: float = 0.8
    """The words of pinyin, which text and ``asked_as`` are found by. 145 questions put into pinyin: hit@1 .77, hit@3
    .92; without .70 and .78."""
    typo_weight: float = 0.3
    """A word of letters that is one edit away from what was typed."""
    foreign_weight: float = 0.6
    """A word that stands for one in letters which the index lacks (refund): surely meant, as pinyin."""
    prefix_weight: float = 0.3
    """A word that the last one, still being typed, may become: one of many."""
    number_factor: float = 0.8
    """A number written otherwise (七天 for 7天), beside the weight of what was typed."""
    synonym_weight: float = 0.3
    """A synonym is always below the word that was typed."""
    section_weight: float = 1.0
    """The best section by itself, beside the whole page: the right place in a long page."""
    further_sections: int = 3
    """Sections of a page that a row offers beneath the best one, where they score nearly as much …"""
    further_share: float = 0.6
    """… namely this much of it."""
    line_weight: float = 4.0
    """The questions that the page declares, beside the page itself."""
    line_decay: float = 0.65
    """The best question counts whole, each next one this much of the one before. One that fits may be chance, several
    that fit half are not; a plain sum would favour pages with many."""
    line_depth: int = 10
    """Lines of a page that are added up; the next would count less than a fiftieth."""
    coverage_weight: float = 3.0
    """Score × (1 + this·share²), share = part of the query's idf that the page holds."""
    literal_factor: float = 1.2
    """A page that holds every word and bigram of the query: the phrase stands there, as a rule."""
    heading_literal_factor: float = 1.4
    """It stands in a heading, or in a question that the page declares."""
    title_literal_factor: float = 1.8
    """It stands in the title."""
    title_start_factor: float = 2.4
    """It stands in the title, whose first word is the query's."""
    label_prefix_factor: float = 3.0
    """The title, or a declared question, begins with the query, letter for letter: what somebody types from its
    start. Kind prefix of docs-cn, MRR@10: 1.000, without .974."""
    exact_factor: float = 12.0
    """The title, or a declared question, is the query itself: it comes first. With 8, 买到假货 came second to a title
    that begins so and of which a hundred ways of asking speak."""
    recall_score: float = 0.01
    """Pages that hold a fragment only inside a word stand behind all others, but stand: as many times this as they
    have fragments."""
    answer_share: float = 0.39
    """A direct answer is shown when the first page's title, headings and ways of asking hold this share of the
    query's idf, words that no page holds included …"""
    answer_coverage: float = 0.75
    """… and the page this share of what any page holds: one that lacks a main word is not its answer …"""
    answer_declared: float = 0.05
    """… something of it in its title or questions: a page that only lines of ``asked_as`` speak for is not about it.
    Of 489 right answers on five sets of queries it took 22, of 29 wrong ones 10 …"""
    answer_margin: float = 1.06
    """… and it scores this much above the second. One of the pairs that `hansearch calibrate bench/queries/dev.jsonl
    tests/relevance/dev_outofscope.jsonl` keeps: shown for 63% of the 138 development queries, an acceptable page in
    all of these, and on none of the 18 that the site does not answer; on 7 of 150 questions of a writer who
    looked for what no article answers."""
    answer_letters: int = 2
    """… and the query has this many different letters: a single digit is in many pages by chance."""
    fit_share: float = 0.26
    """Below this share of the query's weight × idf, anywhere on the first page, nothing fits, and the box says so.
    By the same command: said of 2.2% of the development queries, and of 61% of the others; of 700 queries of other
    writers 2.6%, of 120 strange ones 42%. The nearest pages stand below it all the same."""
    max_query: int = 120
    """Characters of a query that are read; nobody types more, and a paste must not freeze a phone."""


PARAMETERS = Parameters()
