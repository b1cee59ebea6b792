"""Stylesheets and scripts of a site → one file of each, with nothing in it that no page uses.

Material's stylesheet is 137 kB for every site that there may be; ours needs a tenth of it. A rule is left
out when a class, id, tag or attribute of its selector is written nowhere in the site.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import tinycss2

from hansearch.shrink import shrink

_WORD = re.compile(r"[\w-]+")
_USE = re.compile(r"var\(\s*(--[\w-]+)|animation(?:-name)?:\s*([\w-]+)")
_GROUPS = ("media", "supports", "layer", "container")


STYLESHEET, SCRIPT = "assets/site.css", "assets/site.js"


def bundle(site: Path, theme: str, stylesheets: Sequence[str], scripts: Sequence[str]) -> None:
    """Write the two files into a built *site*, and take away those that they are made of.

    *theme* is the text of a stylesheet to take from what the site uses; the others are the site's own,
    paths below it, and stay whole. Other scripts beside the one are made small where they lie.
    """
    own = [(site / path).read_text(encoding="utf-8") for path in stylesheets]
    code = [(site / path).read_text(encoding="utf-8") for path in scripts]
    pages = (page.read_text(encoding="utf-8") for page in sorted(site.rglob("*.html")))
    kept = purge(theme, words_of((*pages, *code)), "".join(own))
    for path in (*stylesheets, *scripts):
        (site / path).unlink()
    for later in (site / SCRIPT).parent.glob("*.js"):  # what a page loads once it is needed
        later.write_text(shrink(later.read_text(encoding="utf-8"), "js"), encoding="utf-8")
    (site / STYLESHEET).write_text(shrink("\n".join([kept, *own]), "css"), encoding="utf-8")
    (site / SCRIPT).write_text(";\n".join(shrink(text, "js") for text in code), encoding="utf-8")


def words_of(texts: Iterable[str]) -> set[str]:
    """Return every word that pages or scripts contain: whatever may be the name of a class, tag or attribute."""
    return {word for text in texts for word in _WORD.findall(text)}


def purge(stylesheet: str, words: set[str], others: str = "") -> str:
    """Return *stylesheet* without rules for what *words* lack, and without variables that nobody uses.

    *others* is the text of stylesheets that may use its variables and animations.

    >>> purge(".a{color:var(--b)} .c{color:red} :root{--b:red;--d:blue}", {"a", "root"})
    '.a{color:var(--b);}:root{--b:red;}'
    """
    css = "".join(_kept(_parse(stylesheet), words))
    while True:
        used = {name for match in _USE.finditer(css + others) for name in match.groups() if name}
        smaller = "".join(_without_unused(_parse(css), used))
        if smaller == css:
            return css
        css = smaller


def _parse(stylesheet: str) -> Sequence[Any]:
    nodes: Sequence[Any] = tinycss2.parse_stylesheet(stylesheet, skip_comments=True, skip_whitespace=True)
    return nodes


def _kept(rules: Sequence[Any], words: set[str]) -> Iterator[str]:
    for rule in rules:
        if rule.type == "qualified-rule":
            selectors = [s for s in _split(rule.prelude) if _names(s) <= words]
            if selectors:
                prelude = ",".join(tinycss2.serialize(selector).strip() for selector in selectors)
                yield f"{prelude}{{{tinycss2.serialize(rule.content)}}}"
        elif _is_group(rule):
            inner = "".join(_kept(tinycss2.parse_rule_list(rule.content, True, True), words))
            if inner:
                yield f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}{{{inner}}}"
        elif rule.type == "at-rule" and rule.lower_at_keyword != "charset":
            yield rule.serialize()


def _split(prelude: Sequence[Any]) -> list[list[Any]]:
    selectors: list[list[Any]] = [[]]
    for node in prelude:
        if node == ",":
            selectors.append([])
        else:
            selectors[-1].append(node)
    return selectors


def _names(selector: Sequence[Any]) -> set[str]:
    """Return what a page must contain for a selector to apply; of pseudo-classes nothing is asked."""
    names: set[str] = set()
    before = ""
    for node in selector:
        if node.type == "hash" or (node.type == "ident" and before != ":"):
            names.add(node.value)
        elif node.type == "[] block":
            parts = (part.value for part in node.content if part.type in ("ident", "string"))
            names.update(part for part in parts if _WORD.fullmatch(part))
        before = node.value if node.type == "literal" else ""
    return names


def _without_unused(rules: Sequence[Any], used: set[str]) -> Iterator[str]:
    for rule in rules:
        if rule.type == "qualified-rule":
            if content := "".join(_declarations(rule.content, used)):
                yield f"{tinycss2.serialize(rule.prelude).strip()}{{{content}}}"
        elif _is_group(rule):
            inner = "".join(_without_unused(tinycss2.parse_rule_list(rule.content, True, True), used))
            if inner:
                yield f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}{{{inner}}}"
        elif not _is_animation(rule) or tinycss2.serialize(rule.prelude).strip() in used:
            yield rule.serialize()


def _is_group(rule: Any) -> bool:
    """A rule that holds rules; ``@layer a, b;`` only names some."""
    return rule.type == "at-rule" and rule.lower_at_keyword in _GROUPS and rule.content is not None


def _is_animation(rule: Any) -> bool:
    return str(rule.lower_at_keyword).endswith("keyframes")


def _declarations(content: Sequence[Any], used: set[str]) -> Iterator[str]:
    for node in tinycss2.parse_declaration_list(content, skip_comments=True, skip_whitespace=True):
        if node.type != "declaration" or not node.name.startswith("--") or node.name in used:
            yield f"{node.serialize()};"
