"""What the files of data/ must say. The mistakes stand in cases/helpcenter/data.yml."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from helpcenter.data import REQUIRED, Category, load_data
from tests.cases.helpcenter.content import good_content

CASES = yaml.safe_load((Path(__file__).parent / "cases/helpcenter/data.yml").read_text(encoding="utf-8"))
FILES = [*REQUIRED, "categories.yml"]


def test_good_data_are_read(tmp_path: Path) -> None:
    data = load_data(good_content(tmp_path).data)
    assert data.numbers["12315"]["owner"] == "全国 12315 平台"
    assert data.deadlines["seller_refund"]["text"] == "七天"
    assert data.amounts["fraud_min"]["text"] == "500元"
    assert data.ui_paths["official_service"]["steps"] == ["我的淘宝", "官方客服"]
    assert list(data.sources) == ["law", "rules"]
    assert data.categories == (
        Category("contact", "联系客服", "找卖家、找平台", ("human.md",)),
        Category("refund", "退货退款", "退款到账、运费", ("status.md",)),
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["rule"])
def test_a_mistake_in_data_is_told_with_its_line_and_its_cure(tmp_path: Path, case: dict[str, Any]) -> None:
    content = good_content(tmp_path)
    content.replace(f"data/{case['file']}", *case["change"])
    assert content.problems() == case["says"]


@pytest.mark.parametrize("file", FILES)
def test_a_missing_file_is_told_once(tmp_path: Path, file: str) -> None:
    content = good_content(tmp_path)
    (content.data / file).unlink()
    assert content.problems() == [f"data/{file}:1: 缺这个文件，从 git 里找回来。"]


@pytest.mark.parametrize("file", FILES)
def test_bytes_in_gbk_are_told_with_their_first_line(tmp_path: Path, file: str) -> None:
    content = good_content(tmp_path)
    content.write(f"data/{file}", b"# gbk\n" + content.bytes(f"data/{file}").decode().encode("gbk"))
    assert content.problems() == [
        f"data/{file}:2: 这一行不是 UTF-8 编码。用编辑器把文件另存为 UTF-8（不带 BOM）。"
    ]


@pytest.mark.parametrize("file", FILES)
def test_a_byte_order_mark_and_windows_line_endings_make_no_difference(tmp_path: Path, file: str) -> None:
    content = good_content(tmp_path)
    plain = load_data(content.data)
    content.write(f"data/{file}", b"\xef\xbb\xbf" + content.bytes(f"data/{file}").replace(b"\n", b"\r\n"))
    assert load_data(content.data) == plain


@pytest.mark.parametrize("file", ["numbers.yml", "deadlines.yml", "amounts.yml", "ui_paths.yml"])
def test_a_file_may_have_no_entries_yet(tmp_path: Path, file: str) -> None:
    content = good_content(tmp_path)
    content.write(f"data/{file}", "# 还没有\n")
    data = load_data(content.data)
    assert getattr(data, file.removesuffix(".yml")) == {}


def test_a_number_without_quotes_is_found_by_the_same_name(tmp_path: Path) -> None:
    content = good_content(tmp_path)
    content.replace("data/numbers.yml", '"12315":', "12315:")
    assert list(load_data(content.data).numbers)[0] == "12315"
