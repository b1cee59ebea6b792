"""Which articles a page leads on to."""

from __future__ import annotations

import re
from pathlib import Path

from helpcenter.related import LEAST, next_after, related_to
from helpcenter.site import load_site
from tests.cases.helpcenter.content import HUMAN, Content, good_content
from tests.conftest import ROOT


def add(content: Content, path: str, **front_matter: str) -> None:
    """An article like the one in HUMAN, with other front matter."""
    text = content.bytes(HUMAN).decode().replace("category: contact", f"category: {path.split('/')[0]}")
    for name, value in front_matter.items():
        text = re.sub(rf"^{name}: .*$", f"{name}: {value}", text, flags=re.MULTILINE)
    content.write(f"docs/{path}", text)


def related(content: Content, path: str = "contact/human.md") -> list[str]:
    site = content.load()
    return [article.path for article in related_to(site.articles[path], site)]


def test_those_that_the_writer_named_stand_first_in_the_writers_order(tmp_path: Path) -> None:
    content = good_content(tmp_path)
    for name in ("a", "b", "c", "d"):
        add(content, f"contact/{name}.md")
    content.replace(
        HUMAN, "aliases:", "related: [contact/d.md, contact/a.md, contact/c.md, contact/b.md]\naliases:"
    )
    assert related(content) == ["contact/d.md", "contact/a.md", "contact/c.md", "contact/b.md"]


def test_who_named_few_gets_the_nearest_who_names_it_then_who_draws_on_the_same_then_the_same_category(
    tmp_path: Path,
) -> None:
    content = good_content(tmp_path)
    add(content, "contact/same-category.md", sources="[law]", next="[refund/status.md]")
    add(content, "contact/same-source.md", sources="[rules]", next="[refund/status.md]")
    add(content, "refund/names-it.md", sources="[law]", next="[contact/human.md]")
    add(content, "refund/far.md", sources="[law]", next="[refund/names-it.md]")
    content.replace(HUMAN, "sources: [law, rules]", "sources: [rules]")
    assert related(content) == ["refund/names-it.md", "contact/same-source.md", "contact/same-category.md"]


def test_neither_itself_nor_what_comes_next_nor_what_has_nothing_to_do_with_it(tmp_path: Path) -> None:
    assert related(good_content(tmp_path)) == []


def test_no_draft_is_led_to(tmp_path: Path) -> None:
    content = good_content(tmp_path)
    add(content, "contact/draft.md", risk="low\nstatus: draft")
    assert related(content) == []


def test_every_article_of_the_help_centre_leads_on_to_enough() -> None:
    site = load_site(ROOT / "docs", ROOT / "data")
    for article in site.articles.values():
        found = related_to(article, site)
        assert LEAST <= len(found) <= 5, article.path
        assert next_after(article, site), article.path
        assert not {other.path for other in found} & {article.path, *article.next}
