"""The files of docs/ and data/ as they are on disk, before anything is made of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

TEXT_SUFFIXES = frozenset({".md", ".yml", ".yaml", ".txt", ".json", ".jsonl", ".csv"})


@dataclass(frozen=True)
class ContentFile:
    """One file of the content."""

    root: str
    """``docs`` or ``data``: which of the two folders it lies in."""
    path: str
    """Below that folder, with ``/``."""
    shown: str
    """As its problems name it."""
    size: int
    """In bytes."""
    raw: bytes
    """What a text file holds; nothing of an image."""
    escapes: bool = False
    """Whether it is a link to something outside its folder, or to nothing."""

    @property
    def is_text(self) -> bool:
        """Return whether people edit it as text."""
        return Path(self.path).suffix in TEXT_SUFFIXES


def read_files(docs: Path, data: Path) -> Iterator[ContentFile]:
    """Yield every file of both folders, hidden ones aside, in order of path."""
    for root, folder in (("docs", docs), ("data", data)):
        for file in sorted(folder.rglob("*")):
            path = file.relative_to(folder)
            if any(part.startswith(".") for part in path.parts):
                continue
            escapes = leads_out(file, folder)
            if not escapes and not file.is_file():
                continue
            raw = b""
            if not escapes and file.suffix in TEXT_SUFFIXES:
                with suppress(OSError):  # whoever reads it as an article or as data tells so
                    raw = file.read_bytes()
            size = 0 if escapes else file.stat().st_size
            yield ContentFile(root, path.as_posix(), str(file), size, raw, escapes)


def leads_out(file: Path, folder: Path) -> bool:
    """Return whether *file* is a link to something outside *folder*, or to nothing."""
    if not file.is_symlink():
        return False
    try:
        target = file.resolve()
    except (OSError, RuntimeError):  # a link to itself
        return True
    return not target.exists() or not target.is_relative_to(folder.resolve())
