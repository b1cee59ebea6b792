"""The modules of ``client/`` → the files that a site serves.

A reader who searches waits for one script, not for a chain of modules: they are joined in the order of their
imports and made small. The sources stay what tests and engineers read.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from hansearch.shrink import shrink

CLIENT = Path(__file__).with_name("client")

SCRIPTS = {
    "search.js": ("search.js", "search-box.js"),
    "inflate.js": ("inflate.js",),
    "marks.js": ("marks.js",),
}
"""Files of the site → the modules whose exports they have."""

OFFLINE = "offline.js"
"""The exports of ``search.js`` for pages opened from a folder, where browsers load no modules."""

_IMPORT = re.compile(r"^import \{([^}]*)\} from '\./([\w-]+\.js)';\n", re.MULTILINE)
_EXPORT_FROM = re.compile(r"^export \{ ([^}]*) \} from '\./([\w-]+\.js)';\n", re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const) (\w+))", re.MULTILINE)
_URL = "import.meta.url"
_INFLATE = "await import(new URL('inflate.js', import.meta.url).href)"


def client_files() -> dict[str, str]:
    """Return the files that every page may load: name → content."""
    files = {name: _module(entries) for name, entries in SCRIPTS.items()}
    files["hansearch.js"] = shrink(_read("hansearch.js"), "js")
    files["hansearch.css"] = shrink(_read("hansearch.css"), "css")
    return files


def offline_script(bundle: Mapping[str, bytes]) -> str:
    """Return the client and the files of *bundle* as one classic script, which sets ``window.hansearch``."""
    entries = tuple(dict.fromkeys(entry for own in SCRIPTS.values() for entry in own))
    code = _joined(entries).replace(_INFLATE, "_inflate").replace(_URL, "hansearchUrl")
    files = {name.removesuffix(".bin"): b64encode(content).decode() for name, content in bundle.items()}
    client = shrink(
        f"(()=>{{const hansearchUrl=document.currentScript.src;\n{code}\nwindow.hansearch={_merged(entries)};}})();",
        "js",
    )
    return f"window.hansearchFiles={json.dumps(files, separators=(',', ':'))};\n{client}"


def _module(entries: Sequence[str]) -> str:
    names = ",".join(_export_names(entries))
    # In two steps: tdewolff-minify 2.24 puts a destructured object with a spread before what it spreads.
    exports = f"const all={_merged(entries)};const {{{names}}}=all;export{{{names}}};"
    return shrink(f"{_joined(entries)}\n{exports}", "js")


def _joined(entries: Sequence[str]) -> str:
    """Return the modules, each as a function's body, so that names of one are hidden from the others."""
    ordered = dict.fromkeys(name for entry in entries for name in _with_imports(entry))
    return "\n".join(map(_scoped, ordered))


def _scoped(module: str) -> str:
    source = _read(module)
    needed = {name.strip(): other for names, other in _imports(source) for name in names.split(",")}
    imports = "".join(f"const {{{name}}}={_variable(other)};" for name, other in needed.items() if name)
    code = _EXPORT.sub("", _EXPORT_FROM.sub("", _IMPORT.sub("", source)))
    return (
        f"const {_variable(module)}=(()=>{{{imports}\n{code}\nreturn{{{','.join(_exports(source))}}};}})();"
    )


def _with_imports(name: str) -> Iterator[str]:
    """Yield the modules that *name* needs, those it imports before it, and itself."""
    for _, imported in _imports(_read(name)):
        yield from _with_imports(imported)
    yield name


def _imports(source: str) -> list[tuple[str, str]]:
    return _IMPORT.findall(source) + _EXPORT_FROM.findall(source)


def _exports(source: str) -> list[str]:
    again = (name for names, _ in _EXPORT_FROM.findall(source) for name in names.split(", "))
    return [*_EXPORT.findall(source), *again]


def _export_names(entries: Sequence[str]) -> list[str]:
    return [name for entry in entries for name in _exports(_read(entry))]


def _merged(entries: Sequence[str]) -> str:
    return f"{{{','.join(f'...{_variable(entry)}' for entry in entries)}}}"


def _variable(name: str) -> str:
    return "_" + name.removesuffix(".js").replace("-", "_")


def _read(name: str) -> str:
    return (CLIENT / name).read_text(encoding="utf-8")
