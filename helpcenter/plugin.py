"""MkDocs edge of the help centre: menu, article bodies, what templates need. No rules here."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import select_autoescape
from mkdocs.config import config_options as c
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url

from helpcenter.articles import Article
from helpcenter.bundle import bundle
from helpcenter.due import today
from helpcenter.errors import ContentError, Problem
from helpcenter.found import Found
from helpcenter.furnish import furnish
from helpcenter.history import last_changed
from helpcenter.metadata import Address, SiteFacts
from helpcenter.offline import WORKER
from helpcenter.pages import (
    CATEGORY_TEMPLATE,
    POLICY,
    list_category_pages,
    mend_tables,
    render_headers,
    unknown_answers,
)
from helpcenter.preview import load_content, load_preview, render_box
from helpcenter.qr import render_qr
from helpcenter.redirects import list_redirects, render_redirect
from helpcenter.related import next_after, related_to
from helpcenter.report import PAGE, build_report, render_report
from helpcenter.rules import review_of
from helpcenter.site import Site

log = get_plugin_logger(__name__)


class HelpcenterConfig(Config):
    """The options of the plugin."""

    data_dir = c.Dir(exists=True, default="data")
    """The data files."""

    report = c.Optional(c.File(exists=True))
    """What ``helpcenter report`` wrote, for the margins that a build would take too long to measure."""

    short_name = c.Type(str, default="")
    """The site's name where there is little room: after a long title, below an icon."""

    offline = c.Type(bool, default=True)
    """False ends the service worker in every browser that has one, and deletes what it kept."""

    keep_offline = c.ListOfItems(c.Type(str), default=[])
    """Articles that are there without a network before anybody reads them, beside those for emergencies."""


class HelpcenterPlugin(BasePlugin[HelpcenterConfig]):
    """Turns checked articles into pages."""

    is_serving = False
    has_theme = False
    material = ""

    def on_startup(self, *, command: str, **_: Any) -> None:
        """Tell writing from publishing: while writing, problems are shown and stop nothing."""
        self.is_serving = command == "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Read all content; make the menu."""
        docs, data = Path(config.docs_dir), Path(self.config.data_dir)
        self.has_theme = any((Path(folder) / CATEGORY_TEMPLATE).is_file() for folder in config.theme.dirs)
        self.today = today()
        self.changed = last_changed(docs)
        if self.is_serving:
            self.site, self.problems = self._preview(docs, data)
        else:
            self.site, self.problems = self._content(docs, data), ()
        if self.site:
            self.category_names = {category.id: category.name for category in self.site.data.categories}
            config.nav = [{"首页": "index.md"}, *self._menu(self.site)]
        if self.config.offline and not self.is_serving and self._has_worker(config):
            config.extra_javascript.append("assets/offline.js")
        return config

    def _has_worker(self, config: MkDocsConfig) -> bool:
        return any(Path(folder, WORKER).exists() for folder in config.theme.dirs)

    def _content(self, docs: Path, data: Path) -> Site:
        try:
            return load_content(docs, data, self.today)
        except ContentError as error:
            raise PluginError(f"内容有 {len(error.problems)} 处要改：\n{error}") from error

    def _preview(self, docs: Path, data: Path) -> tuple[Site | None, Sequence[Problem]]:
        preview = load_preview(docs, data, self.today)
        if preview.problems:
            text = "\n".join(map(str, preview.problems))
            log.warning(f"内容有 {len(preview.problems)} 处要改：\n{text}")
        return preview.site, preview.problems

    def _menu(self, site: Site) -> list[dict[str, list[Any]]]:
        menu = []
        for category, articles in site.by_category():
            pages: list[Any] = [article.path for article in articles]
            if category.id == PAGE.split("/")[0] and PAGE not in site.articles:
                pages.append(PAGE)
            if articles and self.has_theme:
                pages.insert(0, f"{category.id}/index.md")
            if pages:
                menu.append({category.name: pages})
        return menu

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add the page about quality and the redirects; keep drafts out of what is published."""
        site = self.site
        if not site:
            return files
        if PAGE not in site.articles:
            files.append(File.generated(config, PAGE, content=render_report(self._report(site))))
        if self.has_theme:
            self.material = self._take_material(files)
            for path, content in list_category_pages(site):
                files.append(File.generated(config, path, content=content))
            files.append(File.generated(config, "_headers", content=render_headers()))
        for article in site.articles.values():
            file = files.get_file_from_path(article.path)
            if file and article.is_draft:
                file.inclusion = InclusionLevel.DRAFT
        for old, path in list_redirects(site):
            file = files.get_file_from_path(path)
            if file and file.inclusion != InclusionLevel.DRAFT:
                files.append(self._redirect(old, file, site.articles[path].title, config))
        return files

    def _take_material(self, files: Files) -> str:
        """Keep Material's scripts and stylesheets out of the site; return the stylesheet that ours stand on."""
        text = ""
        for file in list(files):
            if file.src_uri.startswith(("assets/javascripts/", "assets/stylesheets/")):
                files.remove(file)
                if re.fullmatch(r"assets/stylesheets/main\.\w+\.min\.css", file.src_uri):
                    text = file.content_string
        return text

    def _report(self, site: Site) -> dict[str, Any]:
        report = build_report(site, self.changed, self.today)
        if self.config.report:
            measured = json.loads(Path(self.config.report).read_text(encoding="utf-8"))
            report |= {key: measured[key] for key in ("margins", "unanswered") if key in measured}
        return report

    def _redirect(self, old: str, new: File, title: str, config: MkDocsConfig) -> File:
        old_file = File(old, None, config.site_dir, config.use_directory_urls)
        target = get_relative_url(new.url, old_file.url)
        return File.generated(config, old_file.dest_uri, content=render_redirect(target, title))

    def on_page_read_source(self, *, page: Page, **_: Any) -> str | None:
        """While writing, a file in another encoding is shown as well as can be, a link to nothing as an empty page."""
        if not self.is_serving or not page.file.abs_src_path:
            return None
        file = Path(page.file.abs_src_path)
        return file.read_text(encoding="utf-8-sig", errors="replace") if file.is_file() else ""

    def on_page_markdown(self, markdown: str, *, page: Page, **_: Any) -> str:
        """Write out an article's macros and sources; tell search and theme what they need to know of it."""
        path = page.file.src_uri
        if not self.site or path not in self.site.articles:
            return markdown
        page.meta.update(self._facts(self.site.articles[path]))
        return self.site.bodies[path]

    def _facts(self, article: Article) -> dict[str, Any]:
        """Front matter as search and theme read it, and what follows from it and the day."""
        review = review_of(article, self.today)
        facts: dict[str, Any] = {
            "category_name": self.category_names.get(article.category, article.category),
            "questions": article.questions,
            "asked_as": list(article.asked_as),
            "checked": article.checked.isoformat(),
            "review_by": article.review_by.isoformat(),
            "review_expired": review in ("banner", "no-answer"),
            "last_changed": self.changed[article.path].isoformat() if article.path in self.changed else None,
        }
        if review == "no-answer":
            facts["answer"] = ""  # Nothing that nobody has looked at in time is given as the answer.
        if article.is_draft:
            facts["search"] = {"exclude": True}
        return facts

    def on_page_content(self, html: str, *, page: Page, **_: Any) -> str:
        """Mend tables; while writing, show on each page what is wrong."""
        html = mend_tables(html)
        if not self.problems or not page.file.abs_src_path:
            return html
        return render_box(self.problems, Path(page.file.abs_src_path)) + html

    def on_page_context(self, context: Any, *, page: Page, **_: Any) -> Any:
        """Furnish an article for its readers, after search has read it."""
        article = self.site.articles.get(page.file.src_uri) if self.site else None
        if self.site and self.has_theme and article:
            furnished = furnish(page.content or "", article.path)
            page.content = furnished.body
            context |= {
                "article_sources": furnished.sources,
                "article_next": next_after(article, self.site),
                "article_related": related_to(article, self.site),
                "article_qr": render_qr(page.canonical_url) if page.canonical_url else "",
            }
        return context

    def on_env(self, env: Any, *, config: MkDocsConfig, files: Files) -> None:
        """Give templates the articles by category, and where each page is; make them escape what they write."""
        if self.has_theme:
            env.autoescape = select_autoescape(["html"])
            env.trim_blocks = env.lstrip_blocks = True
        env.globals["helpcenter_categories"] = self.site.by_category() if self.site else []
        urls = {file.src_uri: file.url for file in files.documentation_pages()}
        env.globals["helpcenter_urls"] = urls
        home = files.get_file_from_path("index.md")
        if not self.is_serving and home and home.page and (wrong := unknown_answers(home.page.meta, urls)):
            raise PluginError(f"{home.src_uri}: {wrong}")
        # While writing, MkDocs itself adds an inline script that reloads the page.
        env.globals["helpcenter_policy"] = "" if self.is_serving else POLICY
        config.theme.static_templates.discard("sitemap.xml")  # MkDocs' own names the day of the build.
        self.found = self._found(config, files)
        env.globals["helpcenter_head"] = lambda page, title: self.found.head(
            page.file.src_uri if page else "", title
        )

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Make one stylesheet and one script of all, and what others find the site by."""
        if self.has_theme:
            scripts = [script for script in config.extra_javascript if isinstance(script, str)]
            try:
                bundle(Path(config.site_dir), self.material, config.extra_css, scripts)
            except FileNotFoundError as error:
                name = Path(error.filename).relative_to(config.site_dir)
                raise PluginError(
                    f"mkdocs.yml: 没有 {name} 这个文件。放进 theme/，或者删掉那一行。"
                ) from error
        self._write_found(config)

    def _found(self, config: MkDocsConfig, files: Files) -> Found:
        address = Address(config.site_url or "", config.use_directory_urls)
        facts = SiteFacts(config.site_name, self.config.short_name, config.site_description or "", address)
        pages = {
            file.src_uri: (
                page.url,
                "" if page.is_homepage else str(page.title),
                page.meta.get("description", ""),
            )
            for file in files.documentation_pages()
            if (page := file.page) and file.inclusion.is_included()
        }
        return Found(facts, self.site, pages, self.today)

    def _write_found(self, config: MkDocsConfig) -> None:
        """The service worker comes last: it knows every file."""
        folder = Path(config.site_dir)
        self._write(folder, self.found.files())
        if self._has_worker(config):
            is_off = self.is_serving or not self.config.offline
            self._write(folder, self.found.offline(folder, self.config.keep_offline, is_off))
        if not config.site_url:
            log.info(
                "没有写 site_url，所以不生成 sitemap.xml、feed.xml 和 canonical。在 mkdocs.yml 里写上就有。"
            )

    def _write(self, folder: Path, texts: Mapping[str, str]) -> None:
        for name, text in texts.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8", newline="\n")

    def on_serve(self, server: LiveReloadServer, **_: Any) -> None:
        """Rebuild when data changes, too."""
        server.watch(self.config.data_dir)
