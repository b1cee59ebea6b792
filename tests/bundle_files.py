"""A bundle as its files: what each of them must be, whoever looks at it."""

from __future__ import annotations

import json
import os
import re
import zlib
from base64 import b64decode
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hansearch.export import MANIFEST
from tests.bit_reader import Reader

INDEX = Path("assets/hansearch/index")

REQUESTED = re.compile(r"/assets/hansearch/index/.*\.bin$")
"""Addresses of files of a bundle."""


def read_bundle(site: Path) -> dict[str, bytes]:
    """Return the files of the bundle of a built site: name below the folder of the index → content."""
    folder = site / INDEX
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def manifest_of(bundle: Mapping[str, bytes]) -> dict[str, Any]:
    """Return the manifest of a bundle."""
    manifest: dict[str, Any] = read_json(bundle[MANIFEST])
    return manifest


def read_json(compressed: bytes) -> Any:
    """Return what a file of compressed JSON says."""
    return json.loads(zlib.decompress(compressed).decode("gb18030"))


def unsealed(bundle: Mapping[str, bytes], name: str) -> bytes:
    """Return the content of the file *name*, of which the first four bytes must say that it is this one."""
    content = bundle[f"{manifest_of(bundle)['generation']}/{name}.bin"]
    assert int.from_bytes(content[:4], "big") == zlib.crc32(name.encode() + content[4:]), name
    return content[4:]


def shard_starts(bundle: Mapping[str, bytes]) -> list[str]:
    """Return where each term shard of a bundle begins."""
    reader = Reader(b64decode(manifest_of(bundle)["terms"]))
    starts = list(reader.terms())
    reader.finish()
    return starts


def shard_names(bundle: Mapping[str, bytes]) -> list[str]:
    """Return the term shards that a bundle must have."""
    return [f"t{number}" for number, _ in enumerate(shard_starts(bundle))]


def part_names(bundle: Mapping[str, bytes]) -> list[list[str]]:
    """Return for each page the parts of its text that a bundle must have; the first one says how many there are."""
    names = []
    for page in range(manifest_of(bundle)["counts"]["pages"]):
        _, _, _, _, _, count, _ = read_json(unsealed(bundle, f"p{page}-0"))
        names.append([f"p{page}-{part}" for part in range(count)])
    return names


def expected_files(bundle: Mapping[str, bytes]) -> set[str]:
    """Return all files that a bundle must have, by what it says itself."""
    names = [*shard_names(bundle), *(name for names in part_names(bundle) for name in names), "words"]
    return {MANIFEST, *(f"{manifest_of(bundle)['generation']}/{name}.bin" for name in names)}


def deploy_again(site: Path) -> None:
    """Replace the bundle of a built site as another deployment does: the files of before are gone."""
    manifest = manifest_of(read_bundle(site))
    old = manifest["generation"]
    manifest["generation"] = old[::-1]
    (site / INDEX / old).rename(site / INDEX / old[::-1])
    publish(site / INDEX / MANIFEST, zlib.compress(json.dumps(manifest).encode()))


def publish(file: Path, content: bytes) -> None:
    """Write a file, some seconds after it was written last: a server tells no difference within one."""
    then = file.stat().st_mtime + 10
    file.write_bytes(content)
    os.utime(file, (then, then))
