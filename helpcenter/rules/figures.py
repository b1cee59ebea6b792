"""Rules for numbers to dial, deadlines, amounts, and for claims that are false."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date

from helpcenter.data import Data, Entries, line_of
from helpcenter.errors import Problem
from helpcenter.rules.page import MASK, Line, Page, plain, without_broken_links
from helpcenter.site import Site

_N = "[\\d〇零一二两三四五六七八九十百千万]"
_NUMBER = rf"(?<!{_N})(?<!\.){_N}(?:{_N}|\.){{0,15}}"
"""A whole number: never begun in its middle, so that a line of ten thousand digits costs no time."""
_AMOUNT = re.compile(
    rf"{_NUMBER} ?多?(?:元|块钱|[多]?倍|折|[GM]B)|[¥￥] ?\d+(?:[.,]\d+)*"
    rf"|(?<!{_N})(?<![几数上好])(?:\d[\d.]{{0,15}} ?|{_N}{{0,15}}[十百千万])多?块(?![屏木石板布肉地电砖]|一起)"
)
"""“块” counts screens, too: only after digits and round numbers is it money for certain."""
_PERCENT = re.compile(r"(?<![\d.])\d[\d.]{0,15} ?[%％‰]|百分之(?:\d+|[一二三四五六七八九十百]+)")
_DEADLINE = re.compile(
    rf"{_NUMBER}(?:[~～到至-]{_N}{{1,15}})? ?[多几]?"
    r"(?: ?个?(?:工作日|自然日)| ?天| ?日(?![期子])| ?个?(?:小时|钟头|星期|礼拜)| ?分钟| ?秒(?!退)| ?周| ?个月| ?年)"
    r"|半个?(?:小时|钟头|月|年)"
)
_PHONE = re.compile(r"(?<![A-Za-z\d.-])(?:\d{3,4}[- ]\d{3,8}(?:[- ]\d{3,4})?|\d{5,})(?!\d)")
# “不行就……” and “不服就……” deny nothing.
_DENIAL = re.compile("不(?![行服够通过])|[没别假错误骗]")
_FIGURES = (_PERCENT, _AMOUNT, _DEADLINE, _PHONE)
_TEXTS = ("title", "description", "answer")


def _allowed(data: Data) -> re.Pattern[str]:
    """What figures.yml lets a writer write by hand."""
    parts = [str(e.get("pattern") or re.escape(str(e.get("text")))) for e in data.figures.values()]
    return re.compile("|".join(f"(?:{part})" for part in parts) or r"(?!)")


def _handwritten(line: Line, data: Data) -> str:
    """A line without macros, addresses and what may be written by hand; code stays, for readers copy it."""
    raw = re.sub(
        r"\{\{.*?\}\}|https?://\S+|(?<=\])\([^)]*\)|^\s*\d+\. ", MASK, without_broken_links(line.raw)
    )
    return _allowed(data).sub(MASK, plain(unicodedata.normalize("NFKC", raw)))


def figures_come_from_data(page: Page, site: Site, today: date) -> Iterator[Problem]:
    """A deadline, an amount or a percentage in a body is written as a macro, unless figures.yml allows it."""
    for line in page.lines:
        text = _handwritten(line, site.data)
        for pattern, what, macro in (
            (_PERCENT, "百分比", "amount"),
            (_AMOUNT, "金额或大小", "amount"),
            (_DEADLINE, "期限", "deadline"),
        ):
            for match in pattern.finditer(text):
                message = (
                    f'“{match[0]}”是手写的{what}。登记到 data/{macro}s.yml，这里写 {{{{ {macro}("名字") }}}}；'
                    "没有出处就写“以页面显示为准”。"
                )
                yield Problem(page.shown, line.number, message)


def phones_come_from_data(page: Page, site: Site, today: date) -> Iterator[Problem]:
    """A number that a reader might dial is written as a macro."""
    short = [key for key in site.data.numbers if len(key) < 5]
    known = re.compile("|".join(rf"(?<![\d.]){re.escape(key)}(?![\d.])" for key in short) or r"(?!)")
    for line in page.lines:
        text = _handwritten(line, site.data)
        for match in (*_PHONE.finditer(text), *known.finditer(text)):
            message = f'“{match[0]}”是手写的号码。这里写 {{{{ number("{match[0]}") }}}}。'
            if match[0] not in site.data.numbers:
                message = (
                    f"“{match[0]}”像电话号码，data/numbers.yml 里没有。有官方出处才登记；"
                    "没有就删掉，写 App 里的入口。"
                )
            yield Problem(page.shown, line.number, message)


def front_matter_has_no_figures(page: Page, site: Site, today: date) -> Iterator[Problem]:
    """Title, description and answer have no percentage, amount or deadline, and no number that data do not know."""
    for name in _TEXTS:
        text = _allowed(site.data).sub(MASK, str(page.article.meta[name]))
        for match in (match for pattern in _FIGURES for match in pattern.finditer(text)):
            if match[0] not in site.data.numbers:
                message = f"{name} 里的“{match[0]}”没法跟着 data/ 一起改。换一种说法，数字写到正文里。"
                yield Problem(page.shown, page.article.line(name), message)


def _digits(text: str) -> str:
    """*text* with the dashes and spaces within its numbers taken out."""
    return re.sub(r"(?<=\d)[-‐-―－ ()（）](?=\d)", "", unicodedata.normalize("NFKC", text))


def forbidden_numbers_do_not_appear(page: Page, site: Site, today: date) -> Iterator[Problem]:
    """A number of the level ``forbidden`` stands nowhere; a ``wrong`` one only in a warning or on its pages."""
    front = [(page.article.line(name), str(page.article.meta[name]), False) for name in _TEXTS]
    body = [(line.number, line.text, line.in_warning) for line in page.lines]
    for key, entry in site.data.numbers.items():
        level = entry["level"]
        pages = entry.get("only_on") or ()
        if level not in ("wrong", "forbidden") or (level == "wrong" and page.article.path in pages):
            continue
        number = re.compile(rf"(?<!\d){re.escape(_digits(key))}(?!\d)")
        for at, text, is_warned in (*front, *body):
            if not number.search(_digits(text)) or (level == "wrong" and is_warned):
                continue
            where = "只能写在提醒框（!!! warning）里" if level == "wrong" else "不能写在任何文章里"
            yield Problem(page.shown, at, f"“{key}”是{entry['for']}，{where}。删掉它，写 App 里的入口。")


def _states(text: str, wording: str) -> str | None:
    """The words of a line that are worded like a claim which the rest of the line does not deny."""
    match = re.search(wording, text)
    return match[0] if match and not _DENIAL.search(re.sub(wording, "", text)) else None


def false_claims_are_denied(page: Page, site: Site, today: date) -> Iterator[Problem]:
    """The wording of a false claim stands in a warning or in a line that says it is wrong."""
    front = [(page.article.line(name), str(page.article.meta[name]), False) for name in _TEXTS]
    body = [(line.number, plain(line.text), line.in_warning) for line in page.lines]
    for wording, entry in _false_wordings(site.data.claims):
        for at, text, is_warned in (*front, *body):
            if not is_warned and (words := _states(text, wording)):
                message = (
                    f"“{words}”是误传（{entry.get('truth') or entry['statement']}）。"
                    "删掉，或者在这一句里说明它不对。"
                )
                yield Problem(page.shown, at, message)


def false_claims_are_answered(site: Site, pages: Mapping[str, Page]) -> Iterator[Problem]:
    """Every claim names an article; the one of a false claim quotes it in a warning or denies it."""
    path = site.data_folder / "claims.yml"
    for key, entry in site.data.claims.items():
        line = line_of(path, f"{key}:")
        page = pages.get(str(entry["article"]))
        if page is None:
            message = f"“{key}”的 article 写的 {entry['article']} 没有这篇文章。照 docs/ 下的路径改对。"
            yield Problem(str(path), line, message)
        elif entry["verdict"] is False and not any(
            re.search(wording, said.text) and (said.in_warning or not _states(said.text, wording))
            for wording in map(str, entry["wording"])
            for said in page.lines
        ):
            message = (
                f"{entry['article']} 里还没有辟“{entry['statement']}”这个谣。在那一篇写一句它为什么不对。"
            )
            yield Problem(str(path), line, message)


def _false_wordings(claims: Entries) -> Iterator[tuple[str, Mapping[str, object]]]:
    for entry in claims.values():
        if entry["verdict"] is False:
            for wording in entry["wording"]:
                yield str(wording), entry
