"""FORMAT.md says what the bundle is: its worked example is rebuilt and compared, bit by bit, and so are its tables."""

from __future__ import annotations

import json
import re
import zlib
from typing import Any

import pytest

from hansearch import bits, columns, export, sections, term_shards
from tests.conftest import ROOT

FORMAT = (ROOT / "hansearch" / "FORMAT.md").read_text(encoding="utf-8")
UNPREDICTABLE = ("parameters", "generator", "generation")
"""Left out of the example, or changed by a release or by another build of zlib."""


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", FORMAT, re.DOTALL | re.MULTILINE)


def names(heading: str, table: int = 0) -> list[str]:
    """The first column of a table under a heading, without its head."""
    part = re.split(r"^#+ ", FORMAT.split(f"# {heading}\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]
    rows = re.findall(r"(?:^\|.*\|\n)+", part, re.MULTILINE)[table].splitlines()[2:]
    return [row.split("|")[1].strip().strip("`") for row in rows]


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    """The example's files, as the code in FORMAT.md makes them, without their folder."""
    (code,) = blocks("python")
    made: dict[str, Any] = {}
    exec(compile(code, "FORMAT.md", "exec"), made)
    return {name.split("/")[-1].removesuffix(".bin"): content for name, content in made["files"].items()}


def opened(content: bytes) -> Any:
    return json.loads(zlib.decompress(content).decode("gb18030"))


def known(manifest: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in manifest.items() if key not in UNPREDICTABLE}


def test_the_manifest_is_that_of_the_example(files: dict[str, bytes]) -> None:
    assert known(json.loads(blocks("json")[0])) == known(opened(files["manifest"]))


@pytest.mark.parametrize(("block", "name"), [(1, "p0-0"), (2, "p1-0")])
def test_the_parts_are_those_of_the_example(block: int, name: str, files: dict[str, bytes]) -> None:
    assert json.loads(blocks("json")[block]) == opened(files[name][4:])


def test_the_term_shard_is_that_of_the_example_bit_by_bit(files: dict[str, bytes]) -> None:
    (block,) = blocks("bits")
    written = "".join(re.findall("[01]", re.sub("#.*", "", block)))
    (seal,) = re.findall(r"its CRC-32, `(.{11})`", FORMAT)
    assert files["t0"][:4].hex(" ") == seal
    made = "".join(f"{byte:08b}" for byte in files["t0"][4:])
    assert made == written.ljust(len(made), "0")
    assert f"The only term shard, `t0`, {len(files['t0'])} bytes" in FORMAT


def test_a_file_begins_with_the_crc_of_its_name_and_content(files: dict[str, bytes]) -> None:
    for name in files.keys() - {"manifest"}:
        seal, content = files[name][:4], files[name][4:]
        assert int.from_bytes(seal, "big") == zlib.crc32(name.encode() + content)


def test_there_are_no_other_files(files: dict[str, bytes]) -> None:
    assert sorted(files) == ["manifest", "p0-0", "p1-0", "t0", "words"]


def test_every_key_is_in_its_table(files: dict[str, bytes]) -> None:
    assert names("Manifest") == list(opened(files["manifest"]))


def test_every_attribute_and_every_kind_is_in_its_table_in_order() -> None:
    assert names("Attributes") == [attribute.name for attribute in columns.ATTRIBUTES]
    assert names("Attributes", 1) == list(term_shards.ENCODERS)


def test_numbers_are_those_of_the_exporter() -> None:
    assert f"`format` is {export.FORMAT_VERSION} " in FORMAT
    assert f"{term_shards.TERM_SHARD_BYTES} bytes (`TERM_SHARD_BYTES`)" in FORMAT
    assert f"{term_shards._SCALE} times (`_SCALE`)" in FORMAT
    assert f"more than {term_shards._MAX_GROUP} times that (`_MAX_GROUP`)" in FORMAT
    assert (
        f"between {term_shards._EARLIEST} and {term_shards._LATEST} times that (`_EARLIEST`, `_LATEST`)"
        in FORMAT
    )
    assert f"first {export.GENERATION_LENGTH} hexadecimal digits (`GENERATION_LENGTH`)" in FORMAT
    assert f"{sections.PART_CHARACTERS} characters (`PART_CHARACTERS`)" in FORMAT
    assert f"{sections.MAX_PARTS:,} parts (`MAX_PARTS`)" in FORMAT
    assert f"{term_shards.MAX_MASKS} at the most (`MAX_MASKS`)" in FORMAT
    assert f"after {bits.MAX_UNARY} ones (`MAX_UNARY`)" in FORMAT
    assert f"number | fixed({term_shards.NUMBER_BITS}) |" in FORMAT
    assert f"U+{columns.FIRST_SOUND:04X} (`FIRST_SOUND`)" in FORMAT
