"""An article's Markdown as plain Markdown, for programs that read: no macros, no syntax of MkDocs' own."""

from __future__ import annotations

import posixpath
import re
import textwrap

from helpcenter.metadata import Address, relative

_LINK = re.compile(r"(\]\()([^)\s:#]+\.md)(#[^)\s]*)?(\))")
_ATTRIBUTES = re.compile(r"(?<=\S) *\{:? *[#.\w-][^{}\n]*\}[ \t]*$", re.MULTILINE)
_BOX = re.compile(
    r'^(?:!!!|\?\?\?\+?) +[\w -]+?(?: +"(?P<title>[^"\n]*)")? *\n(?P<body>(?:(?: {4}|\t)[^\n]*\n|[ \t]*\n)*)',
    re.MULTILINE,
)
_CODE = re.compile(r"^(```|~~~).*?^\1[^\n]*$", re.DOTALL | re.MULTILINE)


def render_copy(markdown: str, path: str, address: Address, notice: str = "") -> str:
    """Return the Markdown copy of the article at *path*, whose macros are written out already."""
    parts, end = [], 0
    for code in _CODE.finditer(markdown):
        parts += [_plain(markdown[end : code.start()], path, address), code[0]]
        end = code.end()
    text = "".join([*parts, _plain(markdown[end:], path, address)]).strip()
    title, _, rest = text.partition("\n")
    page = address.link(address.page(path), address.copy(path))
    below = f"本页网址：<{page}>。" if address.site_url else ""
    head = [title, f"> {notice}"] if notice else [title]
    return "\n\n".join([*head, rest.strip(), f"{below}非官方整理，与淘宝、天猫、阿里巴巴无关。"]) + "\n"


def _plain(markdown: str, path: str, address: Address) -> str:
    def link(match: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join(posixpath.dirname(path), match[2]))
        return f"{match[1]}{relative(address.copy(target), address.copy(path))}{match[3] or ''}{match[4]}"

    return _ATTRIBUTES.sub("", _LINK.sub(link, _BOX.sub(_quote, markdown)))


def _quote(box: re.Match[str]) -> str:
    """A box of hints becomes a quotation, its title in bold."""
    body = textwrap.dedent(box["body"]).strip()
    lines = [f"**{box['title']}**", ""] if box["title"] else []
    return "\n".join(f"> {line}".rstrip() for line in [*lines, *body.split("\n")]) + "\n\n"
