"""Rules for Chinese typography and the length of sentences. 的、地、得 are left alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from helpcenter.errors import Problem
from helpcenter.rules.page import Page, plain
from helpcenter.site import Site

MAX_SENTENCE = 60
"""Characters between two stops. Of 6,000 sentences in the first 70 articles, two were longer."""

_HAN = "[\u3400-\u4dbf\u4e00-\u9fff]"
_WIDE = {",": "，", ".": "。", ":": "：", ";": "；", "?": "？", "!": "！", "(": "（", ")": "）"}
_HALF_WIDTH = re.compile(rf"(?<={_HAN})[,.:;?!()]|[,;?!()](?={_HAN})|(?<=[”」』》）])[,.:;?!](?!\w)")
_SPACE = re.compile(
    rf"(?<={_HAN}) +(?={_HAN})|(?<=\S) +(?=[，。；：、？！）”》])|(?<=[，。；：、？！（“《]) +(?={_HAN})"
)
_REPEATED = re.compile(r"([，；：、])\1+|。{2,}|[，。；：、]{2,}|！{2,}|？{2,}")
_BLOCK = re.compile(
    r"^\s*(?:>\s*)*(?:\d+(?:\. |\) ?)|[-*+] |#+ |(?:!!!|\?\?\?\+?) \w+(?: inline(?: end)?)?|！{3})"
)
_STOP = re.compile(r"[。？！；…|]")


def _prose(page: Page) -> Iterator[tuple[int, str]]:
    """The lines that people read as sentences, without what marks a list, a heading or a box."""
    for line in page.lines:
        if not line.is_code:
            yield line.number, _BLOCK.sub("", line.prose)


def punctuation_is_full_width(page: Page, site: Site, today: date) -> Iterator[Problem]:
    """Punctuation beside a Han character is full-width: ，。：；？！（）."""
    for number, text in _prose(page):
        for match in _HALF_WIDTH.finditer(plain(text)):
            message = f"汉字旁边用了半角“{match[0]}”。改成全角“{_WIDE[match[0]]}”。"
            yield Problem(page.shown, number, message)


def no_space_within_chinese(page: Page, site: Site, today: date) -> Iterator[Problem]:
    """There is no space between two Han characters, and none beside full-width punctuation.

    After the ** that ends bold type a space is good: without it GitHub's preview shows the asterisks.
    """
    for number, text in _prose(page):
        bare = text.strip()
        for match in _SPACE.finditer(bare):
            near = bare[max(0, match.start() - 3) : match.end() + 3]
            yield Problem(page.shown, number, f"“{near}”中间有空格。删掉空格。")


def punctuation_is_not_repeated(page: Page, site: Site, today: date) -> Iterator[Problem]:
    """No punctuation mark follows itself, or a comma a full stop; ……, —— and ？！ are good."""
    for number, text in _prose(page):
        for match in _REPEATED.finditer(text):
            yield Problem(page.shown, number, f"标点“{match[0]}”连着用了。只留一个；省略用“……”。")


def sentences_are_short(page: Page, site: Site, today: date) -> Iterator[Problem]:
    """Between two stops (。？！；…, or the end of a line or cell) stand at most 60 characters."""
    for line in page.lines:
        if line.is_code:
            continue
        for sentence in _STOP.split(plain(_BLOCK.sub("", line.text))):
            if len(sentence.strip()) > MAX_SENTENCE:
                start = sentence.strip()[:12]
                message = f"“{start}……”这一句有 {len(sentence.strip())} 个字，最多 {MAX_SENTENCE} 个。用句号断成两句。"
                yield Problem(page.shown, line.number, message)
