"""What must hold of good content: one rule a function, its docstring the rule. ``helpcenter check`` runs all.

A new rule is one function in one of these modules, its name in one of the tuples below, and good and bad
cases in tests/cases/helpcenter/rules/.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from helpcenter.errors import Problem
from helpcenter.rules import (
    figures,
    files,
    freshness,
    front_matter,
    links,
    markup,
    questions,
    structure,
    typography,
    words,
)
from helpcenter.rules.freshness import Review, review_of
from helpcenter.rules.page import Page, read_page
from helpcenter.site import Site

__all__ = ["Review", "check_site", "review_of", "warnings"]

PageRule = Callable[[Page, Site, date], Iterator[Problem]]
SiteRule = Callable[[Site, date], Iterator[Problem]]
PagesRule = Callable[[Site, Mapping[str, Page]], Iterator[Problem]]

PAGE_RULES: tuple[PageRule, ...] = (
    front_matter.category_is_the_folder,
    front_matter.next_and_related_are_articles,
    front_matter.policy_has_a_dated_source,
    front_matter.dates_are_possible,
    front_matter.not_for_is_no_own_question,
    links.links_lead_somewhere,
    links.images_are_described,
    links.images_are_ours,
    figures.figures_come_from_data,
    figures.phones_come_from_data,
    figures.front_matter_has_no_figures,
    figures.forbidden_numbers_do_not_appear,
    figures.false_claims_are_denied,
    markup.no_template_text_is_left,
    markup.links_are_complete,
    markup.headings_have_a_space,
    markup.lists_are_lists,
    markup.boxes_are_boxes,
    markup.no_html,
    markup.bold_type_ends,
    markup.code_ends,
    markup.tables_are_tables,
    typography.punctuation_is_full_width,
    typography.no_space_within_chinese,
    typography.punctuation_is_not_repeated,
    typography.sentences_are_short,
    structure.first_heading_is_the_title,
    structure.headings_go_down_one_level,
    structure.headings_differ,
    structure.headings_are_not_reserved,
    structure.steps_are_numbered,
)
"""Rules for one article."""

PAGES_RULES: tuple[PagesRule, ...] = (
    links.anchors_exist,
    links.articles_can_be_reached,
    figures.false_claims_are_answered,
)
"""Rules for which all articles must have been read."""

SITE_RULES: tuple[SiteRule, ...] = (
    front_matter.redirects_are_free,
    questions.questions_are_declared_once,
    questions.ways_of_asking_are_said_once,
    questions.ways_of_asking_are_what_people_say,
    questions.ways_of_asking_belong_to_an_article,
    freshness.data_were_not_checked_in_the_future,
    freshness.reviews_are_soon_enough,
    freshness.high_risk_is_not_long_overdue,
    files.files_are_utf8,
    files.files_have_no_byte_order_mark,
    files.lines_end_with_lf,
    files.no_invisible_characters,
    files.no_conflict_is_left,
    files.files_stay_in_their_folder,
    files.files_are_small,
    files.docs_hold_articles_and_images,
    files.names_make_good_addresses,
    files.addresses_differ,
    words.word_lists_and_pins_can_be_read,
)
"""Rules for the content as a whole."""

WARNINGS: tuple[SiteRule, ...] = (
    freshness.reviews_are_not_overdue,
    freshness.verified_numbers_are_not_expired,
)
"""What should be mended, and does not fail the check."""


def check_site(site: Site, today: date) -> list[Problem]:
    """Return what is wrong with content that could be read, in order of file and line."""
    pages = {path: read_page(article, site.data) for path, article in site.articles.items()}
    found: set[Problem] = set()
    for page in pages.values():
        for rule in PAGE_RULES:
            found.update(rule(page, site, today))
    for pages_rule in PAGES_RULES:
        found.update(pages_rule(site, pages))
    for site_rule in SITE_RULES:
        found.update(site_rule(site, today))
    return sorted(found)


def warnings(site: Site, today: date) -> list[Problem]:
    """Return what should be mended soon, in order of file and line."""
    return sorted({problem for rule in WARNINGS for problem in rule(site, today)})
