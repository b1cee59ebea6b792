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
    "search-page.js": ("search-page.js",),
    "english.js": ("english.js",),
    "inflate.js": ("inflate.js",),
    "marks.js": ("marks.js",),
}
"""Files of the site → the modules whose exports they have."""

OFFLINE = "offline.js"
"""The exports of all ``SCRIPTS`` for pages opened from a folder, where browsers load no modules."""

_IMPORT = re.compile(r"^import \{(?:(?! as )[^}])*\} from '\./([\w-]+\.js)';\n", re.MULTILINE)
_EXPORT_FROM = re.compile(r"^export \{ ([^}]*) \} from '\./([\w-]+\.js)';\n", re.MULTILINE)
_DECLARED = re.compile(r"^(export )?((?:async )?(?:function\*?|class|const|let) (\w+))", re.MULTILINE)
_LOADED_LATER = re.compile(r"^ *const \{[^}]*\} = await import\(.*\);\n", re.MULTILINE)
_URL = "import.meta.url"


def client_files() -> dict[str, str]:
    """Return the files that every page may load: name → content."""
    files = {name: _module(entries) for name, entries in SCRIPTS.items()}
    files["hansearch.js"] = shrink(_read("hansearch.js"), "js")
    files["hansearch.css"] = shrink(_read("hansearch.css"), "css")
    return files


def offline_script(bundle: Mapping[str, bytes]) -> str:
    """Return the client and the files of *bundle* as one classic script, which sets ``window.hansearch``."""
    entries = tuple(dict.fromkeys(entry for own in SCRIPTS.values() for entry in own))
    code = _LOADED_LATER.sub("", _joined(entries)).replace(_URL, "hansearchUrl")
    files = {name.removesuffix(".bin"): b64encode(content).decode() for name, content in bundle.items()}
    client = shrink(
        f"(()=>{{const hansearchUrl=document.currentScript.src;\n{code}\n"
        f"window.hansearch={{{_names(entries)}}};}})();",
        "js",
    )
    return f"window.hansearchFiles={json.dumps(files, separators=(',', ':'))};\n{client}"


def _module(entries: Sequence[str]) -> str:
    # In a function, because the minifier keeps the names that a module has outside of functions.
    names = _names(entries)
    return shrink(f"export const[{names}]=(()=>{{{_joined(entries)}\nreturn[{names}];}})();", "js")


def _joined(entries: Sequence[str]) -> str:
    """Return the modules one after the other, in one scope: what one exports the others know by its name.

    No two modules may declare the same name outside of functions; a test looks.
    """
    modules = dict.fromkeys(name for entry in entries for name in _with_imports(entry))
    return "\n".join(
        _DECLARED.sub(r"\2", _EXPORT_FROM.sub("", _IMPORT.sub("", _read(name)))) for name in modules
    )


def _with_imports(name: str) -> Iterator[str]:
    """Yield the modules that *name* needs, those it imports before it, and itself."""
    source = _read(name)
    for imported in [*_IMPORT.findall(source), *(other for _, other in _EXPORT_FROM.findall(source))]:
        yield from _with_imports(imported)
    yield name


def _names(entries: Sequence[str]) -> str:
    """Return what the modules export, with commas."""
    sources = [_read(entry) for entry in entries]
    again = [names.replace(" ", "") for source in sources for names, _ in _EXPORT_FROM.findall(source)]
    return ",".join([name for source in sources for name in _declared_exports(source)] + again)


def _declared_exports(source: str) -> list[str]:
    return [name for exported, _, name in _DECLARED.findall(source) if exported]


def _read(name: str) -> str:
    return (CLIENT / name).read_text(encoding="utf-8")
