"""FORMAT.md says what the bundle is: its worked example is rebuilt and compared, byte by byte, and so are its tables."""

from __future__ import annotations

import inspect
import json
import re
import zlib
from typing import Any

import pytest

from hansearch import export
from hansearch.postings import STORED_FIELDS
from hansearch.sections import STORED_CHARACTERS
from tests.conftest import ROOT

FORMAT = (ROOT / "hansearch" / "FORMAT.md").read_text(encoding="utf-8")
UNPREDICTABLE = ("parameters", "generator")
"""Left out of the example, and changed by every release."""


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", FORMAT, re.DOTALL | re.MULTILINE)


def rows_under(heading: str) -> list[list[str]]:
    """The rows of the tables under a heading, without their head."""
    part = re.split(r"^#+ ", FORMAT.split(f"# {heading}\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]
    rows = re.findall(r"^\| *(.*?) *\|$", part, re.MULTILINE)
    return [re.split(r" *\| *", row) for row in rows[2:]]


def names(heading: str, column: int = 0) -> list[str]:
    return [row[column].strip("`") for row in rows_under(heading)]


def without_file_names(manifest: dict[str, Any]) -> dict[str, Any]:
    """Another build of zlib compresses the same content to other bytes, which gives other names."""
    plain = {key: value for key, value in manifest.items() if key not in UNPREDICTABLE}
    for key in ("terms", "stored"):
        plain[key] = [plain[key][0], ""]
    return {**plain, "words": []}


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    """The example's files, inflated, as the code in FORMAT.md makes them."""
    (code,) = blocks("python")
    made: dict[str, Any] = {}
    exec(compile(code, "FORMAT.md", "exec"), made)
    return {name.removesuffix(".bin"): zlib.decompress(content) for name, content in made["files"].items()}


@pytest.fixture(scope="module")
def manifest(files: dict[str, bytes]) -> dict[str, Any]:
    return json.loads(files["manifest"])


def test_the_manifest_is_that_of_the_example(manifest: dict[str, Any]) -> None:
    written = json.loads(blocks("json")[0])
    assert without_file_names(written) == without_file_names(manifest)


def test_the_stored_shard_is_that_of_the_example(files: dict[str, bytes], manifest: dict[str, Any]) -> None:
    _, name = manifest["stored"]
    assert json.loads(blocks("json")[1]) == json.loads(files[name])


def test_the_term_shard_is_that_of_the_example_byte_by_byte(
    files: dict[str, bytes], manifest: dict[str, Any]
) -> None:
    (block,) = blocks("hex")
    written = bytes.fromhex(" ".join(line.partition("#")[0] for line in block.splitlines()))
    _, name = manifest["terms"]
    assert written.hex(" ") == files[name].hex(" ")


def test_there_are_no_other_files(files: dict[str, bytes]) -> None:
    assert len(files) == 4
    assert "There are four files." in FORMAT


def test_every_key_is_in_its_table(manifest: dict[str, Any]) -> None:
    assert names("Manifest") == list(manifest)


def test_every_kind_of_phrase_is_in_its_table() -> None:
    source = inspect.getsource(export._phrases)
    assert names("Phrases") == re.findall(r'^ +"(\w+)": \w', source, re.MULTILINE)


def test_lists_and_columns_are_in_their_tables_in_order() -> None:
    lists = names("Lists that are stored, and lists that are summed", 1)
    assert lists[:-1] == [".".join(field) for field in STORED_FIELDS]
    assert names("Term shard", 1) == ["suffixes", *export._COLUMNS, "phrases"]


def test_numbers_are_those_of_the_exporter() -> None:
    assert f"`format` is {export.FORMAT_VERSION} " in FORMAT
    assert f"{export.TERM_SHARD_BYTES:,} bytes (`TERM_SHARD_BYTES`)" in FORMAT
    assert f"{STORED_CHARACTERS} characters (`STORED_CHARACTERS`)" in FORMAT
    assert f"first {export.NAME_LENGTH} hexadecimal digits (`NAME_LENGTH`)" in FORMAT
    assert f"{export._TERM_SHARD_SCALE} times (`_TERM_SHARD_SCALE`)" in FORMAT
    assert f"more than {export._MAX_GROUP} times that (`_MAX_GROUP`)" in FORMAT
