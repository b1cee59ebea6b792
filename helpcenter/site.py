"""docs/ and data/ → the articles of the help centre, checked. Knows nothing of MkDocs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from helpcenter.articles import Article, read_article
from helpcenter.data import Category, Data, line_of, load_data
from helpcenter.errors import ContentError, Problem
from helpcenter.files import ContentFile, leads_out, read_files
from helpcenter.macros import expand_macros
from helpcenter.schema import Schema, load_schema

SOURCES = "来源和核对日期"
"""The heading of the last section of every article, which is generated."""


@dataclass(frozen=True)
class Site:
    """The help centre's content."""

    data: Data
    articles: Mapping[str, Article]
    """By path, in order of path."""
    bodies: Mapping[str, str]
    """The Markdown of each article, macros written out and its sources added."""
    docs: Path
    data_folder: Path
    files: tuple[ContentFile, ...] = ()
    """Every file below docs/ and data/, for the rules of ``helpcenter.rules.files``."""

    def published(self) -> list[Article]:
        """Return the articles that are no drafts, in order of path."""
        return [article for article in self.articles.values() if not article.is_draft]

    def by_category(self) -> list[tuple[Category, list[Article]]]:
        """Return the categories in the menu's order, each with its published articles in that order."""
        return [(category, self._in_order(category)) for category in self.data.categories]

    def _in_order(self, category: Category) -> list[Article]:
        own = [article for article in self.published() if article.category == category.id]
        rank = {name: at for at, name in enumerate(category.articles)}
        return sorted(own, key=lambda a: (rank.get(a.path.split("/")[-1], len(rank)), a.title))


def load_site(docs: Path, data_folder: Path, today: date | None = None) -> Site:
    """Read all content; on *today* depends which numbers may be dialled.

    Raises:
        ContentError: every problem that keeps it from becoming a site, with its place and cure.
            What else must hold of good content, ``helpcenter.rules`` tells.
    """
    site, problems = read_site(docs, data_folder, today)
    if problems:
        raise ContentError(problems)
    return site


def read_site(docs: Path, data_folder: Path, today: date | None = None) -> tuple[Site, list[Problem]]:
    """Return the site of all that can be read, and every problem that keeps the rest out of it.

    Raises:
        ContentError: the data cannot be read, without which nothing can.
    """
    data, schema = load_data(data_folder), load_schema(data_folder)
    problems: list[Problem] = []
    articles: dict[str, Article] = {}
    bodies: dict[str, str] = {}
    for file in sorted(docs.glob("*/*.md")):
        path = file.relative_to(docs).as_posix()
        article = _read(path, file, data_folder, schema)
        if isinstance(article, list):
            problems += article
            continue
        articles[path] = article
        bodies[path], own = _write_body(article, data, today)
        problems += own
    problems += _unlisted(docs, data, data_folder / "categories.yml")
    problems += _too_deep(docs)
    files = tuple(read_files(docs, data_folder))
    return Site(data, articles, bodies, docs, data_folder, files), sorted(problems)


def _read(path: str, file: Path, data_folder: Path, schema: Schema) -> Article | list[Problem]:
    if leads_out(file, file.parents[1]) or not file.is_file():
        return [Problem(str(file), 1, "这不是 docs/ 里的文件，是快捷方式或文件夹。换成真的文件。")]
    return read_article(path, file, data_folder / "asked_as" / Path(path).with_suffix(".txt"), schema)


def _write_body(article: Article, data: Data, today: date | None) -> tuple[str, list[Problem]]:
    """Return an article's Markdown as it is published; without its sources where something is wrong with it."""
    body, problems = expand_macros(article.body, data, article.shown, article.body_line, today)
    problems += _unknown_sources(article, data)
    return body if problems else f"{body.rstrip()}\n\n{render_sources(article, data)}", problems


def _unknown_sources(article: Article, data: Data) -> Iterator[Problem]:
    for at, source in enumerate(article.sources):
        if source not in data.sources:
            message = f"sources 里的“{source}”不在 data/sources.yml。先在那里登记出处。"
            yield Problem(article.shown, article.line("sources", at), message)


def _unlisted(docs: Path, data: Data, menu: Path) -> Iterator[Problem]:
    """Files that the menu names and docs/ lacks; folders that are no category."""
    known = {category.id for category in data.categories}
    for folder in sorted({file.parent.name for file in docs.glob("*/*.md")} - known):
        yield Problem(
            str(docs / folder),
            1,
            "这个文件夹不在 data/categories.yml 里。登记它，或者把文章挪到已有的文件夹。",
        )
    for category in data.categories:
        for name in category.articles:
            if not (docs / category.id / name).exists():
                line = line_of(menu, f"- id: {category.id}", f"- {name}")
                yield Problem(str(menu), line, _not_there(docs / category.id, name))


def _not_there(folder: Path, name: str) -> str:
    """What to say of a line of the menu that names no article of the category's folder."""
    file = f"{Path(name).name.removesuffix('.md')}.md"
    if file != name and (folder / file).exists():
        return f"菜单里的“{name}”写成 {file}：只写文件名，带 .md。"
    old = f"{folder.name}/{name}"
    return (
        f"菜单里的 {old} 没有这篇文章。改了名，就在这里也改，再在新文件里写 "
        f"redirect_from: [{old}]；删了，就删掉这一行。"
    )


def _too_deep(docs: Path) -> Iterator[Problem]:
    """Articles in a folder within a category's folder: no menu would have them, nothing would check them."""
    for file in sorted(docs.glob("*/*/**/*.md")):
        folder = docs / file.relative_to(docs).parts[0]
        yield Problem(str(file), 1, f"文章要直接放在栏目的文件夹里。把它挪到 {folder}。")


def render_sources(article: Article, data: Data) -> str:
    """Return the Markdown of an article's last section: where it is from, and what nobody has checked."""
    # Every article has this section: found by every query for 官方 or 核对, it would help nobody.
    lines = [f"## {SOURCES} {{ data-search-exclude }}", ""]
    for key in article.sources:
        source = data.sources[key]
        title = f"[{source['title']}]({source['url']})" if source.get("url") else source["title"]
        lines.append(
            f"- {title}，{source['version']}。**我们看到的是**：{source['seen']}，{source['checked']} 看的。"
        )
    lines += [
        "",
        f"本页最后核对：{article.meta['checked']}。以上都是看存档和副本核对的，还没有人逐条打开官方页面复核；"
        "与官方页面不一致时，以官方页面为准。",
    ]
    return "\n".join(lines)
