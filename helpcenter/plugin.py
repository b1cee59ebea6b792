"""MkDocs edge of the help centre: menu, article bodies, what templates need. No rules here."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mkdocs.config import config_options as c
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin
from mkdocs.structure.pages import Page

from helpcenter.errors import ContentError
from helpcenter.site import load_site


class HelpcenterConfig(Config):
    """The options of the plugin."""

    data_dir = c.Dir(exists=True, default="data")
    """The data files."""


class HelpcenterPlugin(BasePlugin[HelpcenterConfig]):
    """Turns checked articles into pages."""

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Read all content; make the menu."""
        try:
            self.site = load_site(Path(config.docs_dir), Path(self.config.data_dir))
        except ContentError as error:
            raise PluginError(f"内容有 {len(error.problems)} 处要改：\n{error}") from error
        config.nav = [
            {"首页": "index.md"},
            *(
                {category.name: [article.path for article in articles]}
                for category, articles in self.site.by_category()
                if articles
            ),
        ]
        return config

    def on_page_markdown(self, markdown: str, *, page: Page, **_: Any) -> str:
        """Write out an article's macros and sources; give its ways of asking to the search."""
        article = self.site.articles.get(page.file.src_uri)
        if article is None:
            return markdown
        page.meta["asked_as"] = list(article.asked_as)
        return self.site.bodies[article.path]

    def on_env(self, env: Any, **_: Any) -> None:
        """Give templates the articles by category."""
        env.globals["helpcenter_categories"] = self.site.by_category()

    def on_serve(self, server: LiveReloadServer, **_: Any) -> None:
        """Rebuild when data changes, too."""
        server.watch(self.config.data_dir)
