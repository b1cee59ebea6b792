"""MkDocs edge: collects rendered pages, adds the client and the bundle to the site. No rules here."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mkdocs.config import config_options as c
from mkdocs.config.base import Config
from mkdocs.config.config_options import ExtraScriptValue
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page as MkDocsPage

from hansearch.analysis import DictionarySegmenter
from hansearch.errors import HansearchError
from hansearch.export import export_bundle
from hansearch.index import BuildReport, build_index
from hansearch.lexicon import SynonymRules, build_lexicon, load_synonyms, load_user_dict, load_word_list
from hansearch.parameters import PARAMETERS
from hansearch.pins import Pin, load_pins
from hansearch.postings import invert
from hansearch.sections import Page, build_page
from hansearch.words import collect_words

log = get_plugin_logger(__name__)

ASSETS = "assets/hansearch"
CLIENT = Path(__file__).with_name("client")


class HansearchConfig(Config):
    """The options of the plugin; none is needed."""

    user_dict = c.Optional(c.File(exists=True))
    """Words that jieba should know: one a line, ``word [frequency [tag]]``."""

    forget_words = c.Optional(c.File(exists=True))
    """Words that jieba should forget, one a line."""

    synonyms = c.Optional(c.File(exists=True))
    """Groups of equal phrases, one a line, separated by commas; ``a => b`` widens one way."""

    pins = c.Optional(c.File(exists=True))
    """Words that bring certain pages first, see ``pins.py``."""

    index_dir = c.Optional(c.Dir(exists=False))
    """Where to keep the Whoosh index for ``hansearch search``; without it none is written."""


class HansearchPlugin(BasePlugin[HansearchConfig]):
    """Chinese search for any MkDocs site."""

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Have every page load the search box."""
        self.pages: dict[str, Page] = {}
        script = ExtraScriptValue(f"{ASSETS}/hansearch.js")
        script.defer = True
        config.extra_javascript.append(script)
        config.extra_css.append(f"{ASSETS}/hansearch.css")
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add the client's files."""
        for source in sorted(CLIENT.iterdir()):
            if source.suffix in (".js", ".css"):
                files.append(File.generated(config, f"{ASSETS}/{source.name}", abs_src_path=str(source)))
        return files

    @event_priority(-100)  # After every plugin that changes content: what is indexed is what is shown.
    def on_page_content(self, html: str, *, page: MkDocsPage, **_: Any) -> None:
        """Collect one page, unless its front matter says ``search: {exclude: true}``."""
        search = page.meta.get("search")
        if isinstance(search, dict) and search.get("exclude"):
            return
        path = page.file.src_uri
        self.pages[path] = build_page(path, page.url, str(page.title or path), html, page.meta)

    def on_env(self, env: Any, *, config: MkDocsConfig, files: Files) -> None:
        """Add the bundle, now that every page is rendered."""
        try:
            if self.config.index_dir:
                self.write_index(Path(self.config.index_dir))
            bundle = self._bundle()
        except HansearchError as error:
            raise PluginError(str(error)) from error
        for name, content in bundle.items():
            files.append(File.generated(config, f"{ASSETS}/index/{name}", content=content))
        log.info(f"{len(self.pages)} pages, {sum(map(len, bundle.values())) / 1000:.0f} kB of index")

    def write_index(self, directory: Path) -> BuildReport:
        """Write the Whoosh index of the pages collected."""
        return build_index(self._sorted_pages(), directory, self._segmenter(), self._synonyms(), self._pins())

    def _bundle(self) -> dict[str, bytes]:
        pages, segmenter = self._sorted_pages(), self._segmenter()
        postings = invert(pages, segmenter)
        words = collect_words(pages, segmenter)
        lexicon = build_lexicon(postings.terms, segmenter, self._synonyms(), self._pins(), words)
        return export_bundle(pages, postings, lexicon, PARAMETERS)

    def _sorted_pages(self) -> list[Page]:
        return [self.pages[path] for path in sorted(self.pages)]

    def _segmenter(self) -> DictionarySegmenter:
        words, forget = self.config.user_dict, self.config.forget_words
        return DictionarySegmenter(
            load_user_dict(Path(words)) if words else None,
            load_word_list(Path(forget)) if forget else (),
        )

    def _pins(self) -> tuple[Pin, ...]:
        return load_pins(Path(self.config.pins), self.pages) if self.config.pins else ()

    def _synonyms(self) -> SynonymRules | None:
        return load_synonyms(Path(self.config.synonyms)) if self.config.synonyms else None
