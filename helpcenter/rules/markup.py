"""Rules for Markdown that would reach the page as it was typed: half a link, a list that is none, an open box."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from helpcenter.errors import Problem
from helpcenter.rules.page import MASK, Line, Page, broken_links
from helpcenter.scaffold import SAMPLES
from helpcenter.site import Site

_GAP = re.compile(r"【(?!淘宝|天猫|支付宝|菜鸟)[^【】]{1,60}】(?! ?[(（])")
"""Short messages are signed 【淘宝】."""
_QUOTED = re.compile(r"“[^“”]*”")
"""What a reader is told to say may have gaps to fill in."""
_UNFINISHED = re.compile(r"(?<![A-Za-z])(?:TODO|FIXME|TBD)(?![A-Za-z])")
_TEXTS = ("title", "description", "answer")

_HAN = "[\u3400-\u4dbf\u4e00-\u9fff“《【]"
_ITEM = re.compile(r"\s*(?:[-*+]|\d{1,3}\.)\s")
_NO_SPACE = re.compile(rf"\s*([-+]|\*(?!.*\*)|\d{{1,2}}\.)(?:{_HAN}|\*\*|\[)")
_WRONG_BULLET = re.compile(r"\s*([－–•●○▪·]|—(?!—)) *\S")
_WRONG_NUMBER = re.compile(r"\s*(\d{1,2}(?:[、．）]|\)))")
_NEW_BLOCK = re.compile(r"\s*(?:#{1,6}\s|!!!|\?\?\?)")

_BOX = re.compile(r"\s*(?:[!！]{3}|[?？]{3})")
_GOOD_BOX = re.compile(r'\s*(?:!!!|\?\?\?\+?) ?([a-z]+)(?: inline(?: end)?)?(?: +"[^"]*")? *')
_BOXES = frozenset(
    {"note", "abstract", "info", "tip", "success", "question", "example", "quote"}
    | {"warning", "caution", "danger", "failure", "bug"}
)
"""The kinds that Material for MkDocs knows by colour and sign."""

_HTML = re.compile(r"<(?!https?:|mailto:)/?[A-Za-z][^>]*>?|<!--")
_ROW = re.compile(r"\s*[|｜]")
_DASHES = re.compile(r":?-+:?")


def _seen(line: Line) -> str:
    """A line with inline code masked; nothing of a line of code."""
    return "" if line.is_code else re.sub(r"`[^`]*`", MASK, line.raw)


def _blocks(page: Page) -> Iterator[list[Line]]:
    """Lines that stand together without a blank one; headings and the first lines of boxes stand alone."""
    block: list[Line] = []
    for line in page.lines:
        text = _seen(line)
        if not text.strip() or _NEW_BLOCK.match(text):
            if block:
                yield block
            block = []
        else:
            block.append(line)
    if block:
        yield block


def no_template_text_is_left(page: Page, site: Site, today: date) -> Iterator[Problem]:
    """A published article has none of the template's words, and no TODO; what a reader copies may have gaps."""
    if page.article.is_draft:
        return
    article = page.article
    front = [(article.line(name), str(article.meta[name])) for name in _TEXTS]
    front += [(article.line("questions", at), text) for at, text in enumerate(article.questions)]
    front += [(article.line("aliases", at), str(t)) for at, t in enumerate(article.meta.get("aliases", ()))]
    body = [(line.number, _QUOTED.sub(MASK, _seen(line))) for line in page.lines]
    for number, text in (*front, *body):
        samples = [sample for sample in SAMPLES if sample in text]
        for words in (*(match[0] for match in _GAP.finditer(text)), *samples):
            yield Problem(page.shown, number, f"“{words}”还是模板里的字，换成真的内容。")
        for match in _UNFINISHED.finditer(text):
            message = f"“{match[0]}”说明这里还没写完。写完它，或者先改成 status: draft。"
            yield Problem(page.shown, number, message)


def links_are_complete(page: Page, site: Site, today: date) -> Iterator[Problem]:
    """A link is [words](address): its brackets are half-width and closed, with no space between or within."""
    for line in page.lines:
        for match in broken_links(_seen(line)):
            good = f"[{match[1]}]({match[2]})"
            message = f"链接“{match[0]}”没写对，页面上会露出括号。用英文的 [ ] 和 ( )，中间不空格：{good}。"
            yield Problem(page.shown, line.number, message)


def headings_have_a_space(page: Page, site: Site, today: date) -> Iterator[Problem]:
    """A heading begins with half-width ``#`` and a space."""
    for line in page.lines:
        if match := re.match(r"([#＃]{1,6})(?:(?<=[^#])|(?=[^#\s{]))", _seen(line)):
            signs = "#" * len(match[1])
            if "＃" in match[1]:
                message = f"小标题的“{match[1]}”是全角的。换成英文的“{signs} ”。"
            else:
                message = f"小标题的“{signs}”后面要空一格：“{signs} ……”。"
            yield Problem(page.shown, line.number, message)


def lists_are_lists(page: Page, site: Site, today: date) -> Iterator[Problem]:
    """An item begins with ``- `` or ``1. ``, and the first of a list follows a blank line."""
    for line in page.lines:
        if message := _bad_item(_seen(line)):
            yield Problem(page.shown, line.number, message)
    for block in _blocks(page):
        items = [bool(_ITEM.match(line.raw)) for line in block]
        if True in items[1:] and not items[0]:
            message = "列表前要空一行，不然会和上面一段连成一片。在这一行前面加一个空行。"
            if not any(_bad_item(_seen(line)) for line in block):
                yield Problem(page.shown, block[items.index(True)].number, message)


def _bad_item(text: str) -> str | None:
    if match := _NO_SPACE.match(text):
        return f"“{match[1]}”后面要空一格，才是列表：“{match[1]} ……”。"
    if match := _WRONG_BULLET.match(text):
        return f"列表不用“{match[1]}”开头。换成英文的 - 再空一格：“- ……”。"
    if match := _WRONG_NUMBER.match(text):
        number = re.sub(r"\D", "", match[1])
        return f"列表的编号不写“{match[1]}”。换成英文的点再空一格：“{number}. ……”。"
    return None


def boxes_are_boxes(page: Page, site: Site, today: date) -> Iterator[Problem]:
    """A box begins with ``!!! warning`` or another known kind, and its text is indented by four spaces."""
    lines = [line for line in page.lines if line.raw.strip()]
    following = {line.number: after for line, after in pairwise(lines)}
    for line in page.lines:
        text = _seen(line)
        if not _BOX.match(text):
            continue
        opened = _GOOD_BOX.fullmatch(text)
        after = following.get(line.number)
        if not opened:
            message = "提醒框没写对。用英文叹号：!!! warning，要标题就再加一个空格和英文引号的标题。"
        elif opened[1] not in _BOXES:
            message = f"没有“{opened[1]}”这种提醒框。常用的有 warning（警告）、tip（提示）、note（说明）。"
        elif not after or _indent(after.raw) < _indent(line.raw) + 4:
            message = "提醒框是空的：框里的字每行前面要空四格。"
        else:
            continue
        yield Problem(page.shown, line.number, message)


def _indent(raw: str) -> int:
    expanded = raw.expandtabs(4)
    return len(expanded) - len(expanded.lstrip(" "))


def no_html(page: Page, site: Site, today: date) -> Iterator[Problem]:
    """An article is Markdown without HTML."""
    for line in page.lines:
        if match := _HTML.search(_seen(line)):
            message = f"文章里不写 HTML（“{match[0]}”）。用 Markdown 写；要原样显示就放进代码块。"
            yield Problem(page.shown, line.number, message)


def bold_type_ends(page: Page, site: Site, today: date) -> Iterator[Problem]:
    """In a paragraph, an item or a cell every ``**`` has its other half."""
    for block in _blocks(page):
        start = 0
        for at in range(1, len(block) + 1):
            if at == len(block) or _ITEM.match(block[at].raw) or _ROW.match(block[at].raw):
                part = block[start:at]
                stars = [line for line in part for _ in re.findall(r"(?<![*\\])\*\*(?!\*)", _seen(line))]
                if len(stars) % 2:
                    message = "这里的 ** 不成对，页面上会露出星号。补上另一半，或者删掉。"
                    yield Problem(page.shown, stars[-1].number, message)
                start = at


def code_ends(page: Page, site: Site, today: date) -> Iterator[Problem]:
    """Every block of code is closed."""
    opened: Line | None = None
    for line in page.lines:
        if line.is_code and re.match(r"\s*(?:```|~~~)", line.raw):
            opened = None if opened else line
    if opened:
        message = "从这一行起的代码块没有收尾，后面整页都会变成代码。在它后面加一行 ```。"
        yield Problem(page.shown, opened.number, message)


def tables_are_tables(page: Page, site: Site, today: date) -> Iterator[Problem]:
    """A table stands after a blank line; its second row is ``| --- |``, with as many cells as the first."""
    for block in _blocks(page):
        rows = [bool(_ROW.match(line.raw)) for line in block]
        if True not in rows:
            continue
        first = block[rows.index(True)]
        second = block[1].raw if len(block) > 1 else ""
        if any("｜" in line.raw for line, is_row in zip(block, rows, strict=True) if is_row and _wide(line)):
            message = "表格用了全角的“｜”。换成英文的“|”。"
        elif not rows[0]:
            message = "表格前要空一行，不然不会变成表格。在这一行前面加一个空行。"
        elif not all(_DASHES.fullmatch(cell.strip()) for cell in _cells(second)):
            message = f"表格的第二行要写 {_separator(first.raw)}，不然不会变成表格。"
        elif len(_cells(second)) != len(_cells(first.raw)):
            message = (
                f"表格第二行有 {len(_cells(second))} 格，第一行有 {len(_cells(first.raw))} 格。写成一样多。"
            )
        else:
            continue
        yield Problem(page.shown, first.number, message)


def _wide(line: Line) -> bool:
    return line.raw.lstrip().startswith("｜")


def _cells(row: str) -> list[str]:
    return re.split(r"(?<!\\)\|", row.strip().removeprefix("|").removesuffix("|"))


def _separator(row: str) -> str:
    return "|" + " --- |" * len(_cells(row))
