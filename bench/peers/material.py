"""The search that comes with Material for MkDocs: its plugin (lang zh, jieba) and its worker."""

from __future__ import annotations

import shutil
from importlib.metadata import version
from pathlib import Path
from typing import Any

import material
from mkdocs.utils.yaml import yaml_load
from playwright.sync_api import Page

from bench.corpus import SEARCH_PLUGINS, Site, timed_build
from bench.peers import Built, ask, load_nothing

NAME = "Material"

_WORKER = "bench-worker.txt"
"""Names the worker's script, whose own name has a hash in it; read before anything is counted."""

_SCRIPTS = Path(material.__file__).parent / "templates" / "assets" / "javascripts"

_OPEN = """async (script) => {
    const index = await (await fetch('search/search_index.json')).json();
    const worker = new Worker(script);
    const send = (message) => new Promise((resolve, reject) => {
        worker.onmessage = (event) => resolve(event.data);
        worker.onerror = reject;
        worker.postMessage(message);
    });
    await send({ type: 0, data: { ...index, options: { suggest: false } } });
    window.ask = async (query, limit) => {
        const { data } = await send({ type: 2, data: query });
        return data.items.slice(0, limit).map(([first]) => first.location);
    };
}"""

search = ask
load = load_nothing


def build(site: Site, out: Path) -> Built:
    """Build the same project with Material and its search plugin in place of hansearch."""
    directory = out / "material"
    _, _, seconds = timed_build(site.config_file, directory, "material/search", **_settings(site.config_file))
    scripts = directory / "assets" / "javascripts"
    # A theme of one's own on Material's templates may leave its scripts out, as ours does.
    shutil.copytree(_SCRIPTS, scripts, dirs_exist_ok=True)
    worker = next((scripts / "workers").glob("search.*.min.js"))
    (directory / _WORKER).write_text(worker.relative_to(directory).as_posix(), encoding="utf-8")
    language = [scripts / "lunr" / "min" / f"lunr.{name}.min.js" for name in ("stemmer.support", "zh")]
    files = (directory / "search" / "search_index.json", worker, *language)
    return Built(directory, version("mkdocs-material"), files, seconds)


def _settings(config_file: Path) -> dict[str, Any]:
    """Return the settings to put in place of the project's own."""
    with config_file.open("rb") as source:
        written = yaml_load(source)
    plugins = [each for each in written.get("plugins") or [] if _plugin_name(each) not in SEARCH_PLUGINS]
    replaced: dict[str, Any] = {"plugins": [*plugins, {"search": {"lang": "zh"}}]}
    theme = written.get("theme")
    if (theme.get("name") if isinstance(theme, dict) else theme) != "material":
        replaced["theme"] = {"name": "material", "language": "zh", "font": False}
        # Thousands of entries of navigation on each of thousands of pages would take hours, and are not measured.
        replaced["nav"] = [{"index": "index.md"}]
    return replaced


def _plugin_name(entry: Any) -> str:
    return str(next(iter(entry))) if isinstance(entry, dict) else str(entry)


def open(page: Page) -> None:  # noqa: A001 — the name that every peer has
    """Load what Material loads with every page: the worker, the whole index, the language."""
    worker = page.request.get(page.url.rpartition("/")[0] + "/" + _WORKER).text()
    page.evaluate(_OPEN, worker)
