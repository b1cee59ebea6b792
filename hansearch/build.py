"""A MkDocs project → its Whoosh index, without building the site. For the command line."""

from __future__ import annotations

from pathlib import Path

from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, MkDocsException
from mkdocs.structure.files import get_files, set_exclusions
from mkdocs.structure.nav import get_navigation
from mkdocs.structure.pages import Page
from mkdocs.utils.yaml import yaml_load

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
        _render(config, plugin)
    except (MkDocsException, Abort) as error:
        raise BuildError(str(error)) from error
    configured = Path(plugin.config.index_dir) if plugin.config.index_dir else None
    return plugin.write_index(directory or configured or config_file.parent / DEFAULT_DIRECTORY)


def configured_directory(config_file: Path) -> Path:
    """Return where the project keeps its index, ``search_index/`` where it does not say; its plugins are not loaded."""
    try:
        with config_file.open("rb") as file:
            plugins = yaml_load(file).get("plugins")
    except (OSError, MkDocsException):
        plugins = None  # Whoever builds is told so.
    entries = plugins if isinstance(plugins, list) else [plugins]
    options = [entry.get("hansearch") for entry in entries if isinstance(entry, dict)]
    directories = [option.get("index_dir") for option in options if isinstance(option, dict)]
    return config_file.parent / next(filter(None, directories), DEFAULT_DIRECTORY)


def _render(config: MkDocsConfig, plugin: HansearchPlugin) -> None:
    """Run the first half of ``mkdocs build``: everything up to the pages' content, writing nothing."""
    config.plugins.on_startup(command="build", dirty=False)
    plugin.keeps_site = True  # Nothing empties it here: it needs its manifest.
    try:
        _read_pages(config)
    finally:
        config.plugins.on_shutdown()


def _read_pages(config: MkDocsConfig) -> None:
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
        try:
            page.read_source(config)
        except UnicodeDecodeError as error:
            raise BuildError(
                f"{file.src_uri}: 这一页不是 UTF-8 编码。用编辑器把文件另存为 UTF-8。"
            ) from error
        markdown = config.plugins.on_page_markdown(page.markdown or "", page=page, config=config, files=files)
        page.markdown = markdown
        page.render(config, files)
        page.content = config.plugins.on_page_content(
            page.content or "", page=page, config=config, files=files
        )
