"""The site as others find it, in one place: the head of each page, and the files for programs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from hansearch.pins import load_pins
from helpcenter.articles import Article
from helpcenter.copies import render_copy
from helpcenter.feeds import render_files
from helpcenter.metadata import Head, PageFacts, SiteFacts, head_of
from helpcenter.offline import WORKER, render_ending, render_offline
from helpcenter.rules import review_of
from helpcenter.site import Site

PINS = "safety_pins.yml"


@dataclass(frozen=True)
class Found:
    """What is published, as plain values."""

    facts: SiteFacts
    site: Site | None
    """None while the content cannot be read, which happens only while writing."""
    pages: Mapping[str, tuple[str, str, str]]
    """URL, title and description of every page, by its path below docs/."""
    today: date

    def head(self, path: str, title: str = "") -> Head:
        """Return the head of the page *path*; a page that has no file is called *title*."""
        url, title, description = self.pages.get(path, ("", title, ""))
        return head_of(self._article(path) or PageFacts(url, title, description), self.facts)

    def _article(self, path: str) -> PageFacts | None:
        article = self._articles().get(path)
        if not article:
            return None
        is_doubtful = review_of(article, self.today) == "no-answer"
        description = str(article.meta["description"]) if is_doubtful else article.answer
        url, address = self.pages[path][0], self.facts.address
        return PageFacts(
            url, article.title, description, self._crumbs(article), article.checked, address.copy(path)
        )

    def _articles(self) -> dict[str, Article]:
        published = self.site.published() if self.site else []
        return {article.path: article for article in published if article.path in self.pages}

    def _crumbs(self, article: Article) -> list[tuple[str, str]]:
        above = self.pages.get(f"{article.category}/index.md")
        return [(above[1], above[0])] if above else []

    def files(self) -> dict[str, str]:
        """Return name → text of all that lies beside the pages."""
        articles = self._articles()
        checked = {
            url: articles[path].checked if path in articles else None
            for path, (url, _, _) in self.pages.items()
        }
        by_category = self.site.by_category() if self.site else []
        bodies = self.site.bodies if self.site else {}
        copies = {self.facts.address.copy(path): self._copy(a, bodies[path]) for path, a in articles.items()}
        return render_files(self.facts, checked, by_category) | copies

    def _copy(self, article: Article, body: str) -> str:
        overdue = review_of(article, self.today) in ("banner", "no-answer")
        notice = (
            f"这一页 {article.review_by} 就该重新核对，现在还没有人核对。以官方页面为准。" if overdue else ""
        )
        return render_copy(body, article.path, self.facts.address, notice)

    def offline(self, folder: Path, keep: Iterable[str], is_off: bool) -> dict[str, str]:
        """Return name → text of what the service worker is; *keep* are paths below docs/.

        It is made last, because it knows every file of the site, which was built in *folder*.
        """
        source = (folder / WORKER).read_text(encoding="utf-8")
        if is_off:
            return render_ending(source)
        files = {
            file.relative_to(folder).as_posix(): file.read_bytes()
            for file in sorted(folder.rglob("*"))
            if file.is_file()
        }
        titles = {url: title or "首页" for url, title, _ in self.pages.values()}
        urgent = [self.pages[path][0] for path in [*self._pinned(), *keep] if path in self.pages]
        return render_offline(source, files, titles, urgent)

    def _pinned(self) -> list[str]:
        """The articles for somebody who is being defrauded."""
        if not self.site or not (self.site.data_folder / PINS).exists():
            return []
        pins = load_pins(self.site.data_folder / PINS, self.site.articles)
        return sorted({path for pin in pins for path in pin.first})
