"""A MkDocs project → its Whoosh index, without building the site. For the command line."""

from __future__ import annotations

from pathlib import Path

from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, MkDocsException
from mkdocs.structure.files import get_files, set_exclusions
from mkdocs.structure.nav import get_navigation
from mkdocs.structure.pages import Page

from hansearch.errors import BuildError
from hansearch.index import BuildReport
from hansearch.plugin import HansearchPlugin

DEFAULT_DIRECTORY = Path("search_index")


def build_project_index(config_file: Path, directory: Path | None = None) -> BuildReport:
    """Render the pages of the project and write their index.

    The index goes to *directory*, else to the plugin's ``index_dir``, else to ``search_index/``
    beside the configuration.

    Raises:
        BuildError: the project cannot be read or rendered; the index that was there stays.
    """
    try:
        config = load_config(str(config_file))
        plugin = config.plugins.get("hansearch")
        if not isinstance(plugin, HansearchPlugin):
            raise BuildError(f"{config_file}: plugins 里没有 hansearch。加上一行“- hansearch”。")
        _render(config)
    except (MkDocsException, Abort) as error:
        raise BuildError(str(error)) from error
    configured = Path(plugin.config.index_dir) if plugin.config.index_dir else None
    return plugin.write_index(directory or configured or config_file.parent / DEFAULT_DIRECTORY)


def _render(config: MkDocsConfig) -> None:
    """Run the first half of ``mkdocs build``: everything up to the pages' content, writing nothing."""
    config = config.plugins.on_config(config)
    config.plugins.on_pre_build(config=config)
    files = get_files(config)
    files.add_files_from_theme(config.theme.get_env(), config)
    files = config.plugins.on_files(files, config=config)
    set_exclusions(files, config)
    nav = get_navigation(files, config)
    config.plugins.on_nav(nav, config=config, files=files)
    for file in files.documentation_pages():
        page = config.plugins.on_pre_page(file.page or Page(None, file, config), config=config, files=files)
        page.read_source(config)
        markdown = config.plugins.on_page_markdown(page.markdown or "", page=page, config=config, files=files)
        page.markdown = markdown
        page.render(config, files)
        page.content = config.plugins.on_page_content(
            page.content or "", page=page, config=config, files=files
        )
