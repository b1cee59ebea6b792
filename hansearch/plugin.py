"""MkDocs edge: collects rendered pages, adds the client and the bundle to the site. No rules here."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
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

from hansearch.analyses import Analyses
from hansearch.analysis import DictionarySegmenter
from hansearch.client_files import OFFLINE, client_files, offline_script
from hansearch.errors import HansearchError
from hansearch.export import MANIFEST, export_bundle
from hansearch.folder import check_writable, write_whole
from hansearch.index import BuildReport, build_index, is_index_file
from hansearch.lexicon import SynonymRules, build_lexicon, load_synonyms, load_user_dict, load_word_list
from hansearch.links import name_by_links
from hansearch.parameters import PARAMETERS
from hansearch.pins import Pin, load_pins, read_pins
from hansearch.postings import merge
from hansearch.sections import Page, build_page
from hansearch.words import collect_words

log = get_plugin_logger(__name__)

ASSETS = "assets/hansearch"
CACHE = ".cache/hansearch"
"""Beside mkdocs.yml, with a folder for each such file; may be deleted."""

OFFLINE_AT_MOST = 50_000_000
"""Bytes of an index that is also written as one script, for pages opened from a folder: a browser reads a larger one
too slowly to be of use, and a build would hold it several times over."""


def _manifest_of(config: MkDocsConfig) -> Path:
    return Path(config.site_dir) / ASSETS / "index" / MANIFEST


def _is_rendered(file: File) -> bool:
    return file.page is not None and file.page.content is not None


@contextmanager
def _one_line() -> Iterator[None]:
    """Have MkDocs print an error that a user can mend as one line, and end with status 1."""
    try:
        yield
    except HansearchError as error:
        raise PluginError(str(error)) from error


@contextmanager
def _no_cycles() -> Iterator[None]:
    """Keep Python from searching for garbage in cycles: what makes none need not wait while all there is is looked at.

    A fifth of the time that an index takes, and more beside the pages that MkDocs holds.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


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

    link_texts = c.Type(bool, default=True)
    """Whether pages are found by what other pages call them where they link to them."""

    index_dir = c.Optional(c.Dir(exists=False))
    """Where to keep the Whoosh index for ``hansearch search``; without it none is written."""


class HansearchPlugin(BasePlugin[HansearchConfig]):
    """Chinese search for any MkDocs site."""

    is_serving = False
    keeps_site = False
    configuration: MkDocsConfig | None = None

    def on_startup(self, *, command: str, dirty: bool) -> None:
        """Remember what MkDocs was started for; a plugin that has this event lives as long as ``mkdocs serve``."""
        self.is_serving = command == "serve"
        self.keeps_site = dirty
        self.configuration = None

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Have every page load the search box."""
        if config is self.configuration:
            return config  # mkdocs-static-i18n builds within a build, for each language: its pages join the others.
        self.configuration = config
        self.pages: dict[str, Page] = {}
        self.manifest: bytes | None = None
        script = ExtraScriptValue(f"{ASSETS}/hansearch.js")
        script.defer = True
        config.extra_javascript.append(script)
        config.extra_css.append(f"{ASSETS}/hansearch.css")
        if {"search", "material/search"} & set(config.plugins):
            log.info("搜索：plugins 里还有 search，页面上会有两个搜索框。去掉“- search”，只留 hansearch。")
        return config

    @event_priority(-100)  # After every plugin that may stop the build.
    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        """Find what would fail later; take away the manifest before MkDocs empties the folder, file by file."""
        with _one_line():
            self._segmenter()
            self._synonyms()
            if self.config.pins:
                read_pins(Path(self.config.pins))
            if self.config.index_dir:
                check_writable(Path(self.config.index_dir), is_index_file)
        if not self.keeps_site:
            with suppress(OSError):  # MkDocs will meet it again, and say so.
                _manifest_of(config).unlink()

    @event_priority(-200)  # After plugins that take every file from a folder: mkdocs-static-i18n, at -100.
    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add the client's files."""
        for name, content in client_files().items():
            files.append(File.generated(config, f"{ASSETS}/{name}", content=content))
        return files

    @event_priority(-100)  # After every plugin that changes content: what is indexed is what is shown.
    def on_page_content(self, html: str, *, page: MkDocsPage, **_: Any) -> None:
        """Collect one page, unless its front matter says ``search: {exclude: true}``."""
        search = page.meta.get("search")
        if isinstance(search, dict) and search.get("exclude"):
            return
        path = page.file.src_uri
        if path in self.pages:  # Built once more, for a language that it has not been translated into.
            return
        category = str(page.parent.title) if page.parent else ""
        found = build_page(path, page.url, str(page.title or path), html, page.meta, category)
        if page.file.generated_by and not any(section.text for section in found.sections):
            return  # A list, as Material's blog makes of a year's posts: what it lists is found by itself.
        self.pages[path] = found if self.config.link_texts else replace(found, links=())

    def on_env(self, env: Any, *, config: MkDocsConfig, files: Files) -> None:
        """Add the bundle, now that every page is rendered.

        A dirty build renders only what changed: an index of that alone would forget all other pages.
        """
        if self.keeps_site and not all(map(_is_rendered, files.documentation_pages())):
            log.info("搜索：--dirty 只渲染改过的文章，索引保持原样，去掉 --dirty 再构建一次就更新")
            return
        with _one_line(), _no_cycles():
            # A writer who saves an article waits for the page, not for the command line.
            if self.config.index_dir and not self.is_serving:
                self.write_index(Path(self.config.index_dir))
            analyses = self._analyses(config)
            bundle = self._bundle(analyses)
        for name, content in bundle.items():
            if name != MANIFEST:
                files.append(File.generated(config, f"{ASSETS}/index/{name}", content=content))
        self.manifest = bundle[MANIFEST]
        size = sum(map(len, bundle.values()))
        if size <= OFFLINE_AT_MOST:
            files.append(File.generated(config, f"{ASSETS}/{OFFLINE}", content=offline_script(bundle)))
        else:
            log.info("搜索：索引太大，从文件夹直接打开网站时不能搜索，放到服务器上不受影响")
        log.info(f"搜索：{len(self.pages)} 篇，分析了 {analyses.analysed} 篇，索引 {size / 1000:.0f} kB")

    @event_priority(100)  # Before plugins that work on the finished site.
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Write the manifest, last and at once: a site that has one has all that it names."""
        if self.manifest is None:
            return
        with _one_line():
            write_whole(_manifest_of(config), self.manifest)

    def write_index(self, directory: Path) -> BuildReport:
        """Write the Whoosh index of the pages collected."""
        return build_index(self._sorted_pages(), directory, self._segmenter(), self._synonyms(), self._pins())

    def _analyses(self, config: MkDocsConfig) -> Analyses:
        # A site in two languages has two configurations in one folder: neither may forget what the other knows.
        file = Path(config.config_file_path or config.docs_dir)
        return Analyses(self._sorted_pages(), self._segmenter(), file.parent / CACHE / file.stem, log.info)

    def _bundle(self, analyses: Analyses) -> dict[str, bytes]:
        postings = merge(analyses)
        pages, segmenter = self._sorted_pages(), self._segmenter()
        words = collect_words(pages, segmenter)
        lexicon = build_lexicon(postings.terms, segmenter, self._synonyms(), self._pins(), words)
        return export_bundle(pages, postings, lexicon, PARAMETERS)

    def _sorted_pages(self) -> list[Page]:
        pages = [self.pages[path] for path in sorted(self.pages)]
        return name_by_links(pages)

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
