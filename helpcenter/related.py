"""An article → the articles that its page leads on to. Pure; the templates show them by their questions."""

from __future__ import annotations

from collections import Counter

from helpcenter.articles import Article
from helpcenter.site import Site

LEAST, MOST = 3, 5
"""How many articles on matters nearby a page names: if its writer named fewer, the nearest are added."""


def related_to(article: Article, site: Site) -> list[Article]:
    """Return the articles on matters nearby: those that the writer named, then the nearest of the others.

    Near is whoever names this one, then whoever draws from the same sources, rare ones above all, and
    stands in the same category. Never one of ``next``, which the page shows by itself.
    """
    found = {path: site.articles[path] for path in article.related if path in site.articles}
    others = [
        other
        for _, articles in site.by_category()
        for other in articles
        if other.path not in (article.path, *article.next, *found)
    ]
    users = Counter(source for other in site.published() for source in set(other.sources))

    def nearness(other: Article) -> float:
        names = article.path in (*other.next, *other.related)
        shared = sum(1 / users[source] for source in {*article.sources} & {*other.sources})
        return 2 * names + shared + (other.category == article.category)

    nearest = sorted((other for other in others if nearness(other)), key=nearness, reverse=True)
    return [*found.values(), *nearest[: max(0, LEAST - len(found))]][:MOST]


def next_after(article: Article, site: Site) -> list[Article]:
    """Return the articles to go on with, in the writer's order."""
    return [site.articles[path] for path in article.next if path in site.articles]
