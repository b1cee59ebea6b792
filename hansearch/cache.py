"""Bytes by key, kept from build to build in a private folder of the project that may be deleted at any time.

One SQLite file: a build that is killed, and two builds at once, leave it whole. Whatever is wrong with it,
a build goes on without it.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from types import TracebackType

_README = """hansearch 在这里记着每篇文章分好的词，下次只分析改过的文章。
整个文件夹随时可以删，不要提交，不要发布。

What hansearch found in each page, so that the next build analyses only what changed. Safe to delete.
"""

_TAG = "Signature: 8a477f597d28d172789f06886806bc55\n# hansearch: https://bford.info/cachedir/\n"

_DIGEST = 16

_BATCH = 200
"""Entries that are written at a time: what a killed build loses at most."""


class Cache:
    """The entries of one build; those that it did not ask for are forgotten at its end."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._used: set[bytes] = set()
        self._unwritten: list[tuple[bytes, bytes]] = []
        self._database: sqlite3.Connection | None = None

    def __enter__(self) -> Cache:
        with suppress(OSError, sqlite3.OperationalError):
            _prepare(self._folder)
            try:
                self._database = _open(self._path)
            except sqlite3.OperationalError:
                raise
            except sqlite3.DatabaseError:
                self._path.unlink()
                self._database = _open(self._path)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        self._write()
        if kind is None:
            self._forget_unused()
        if self._database:
            self._database.close()

    @property
    def _path(self) -> Path:
        return self._folder / "pages.sqlite"

    def known(self, keys: Iterable[bytes]) -> set[bytes]:
        """Return which of *keys* have an entry."""
        self._used.update(keys)
        rows = self._ask("SELECT key FROM entry")
        return self._used.intersection(key for (key,) in rows)

    def get(self, key: bytes) -> bytes | None:
        """Return the entry, or None where there is none or it is damaged."""
        self._used.add(key)
        for (value,) in self._ask("SELECT value FROM entry WHERE key = ?", key):
            if isinstance(value, bytes) and value[:_DIGEST] == _digest(key + value[_DIGEST:]):
                return value[_DIGEST:]
        return None

    def put(self, key: bytes, value: bytes) -> None:
        """Keep *value*."""
        self._used.add(key)
        self._unwritten.append((key, _digest(key + value) + value))
        if len(self._unwritten) >= _BATCH:
            self._write()

    def _ask(self, question: str, *values: bytes) -> list[tuple[bytes]]:
        if self._database:
            try:
                return self._database.execute(question, values).fetchall()
            except sqlite3.Error as error:
                self._give_up(error)
        return []

    def _write(self) -> None:
        if self._database and self._unwritten:
            try:
                with self._database:
                    self._database.executemany("REPLACE INTO entry VALUES (?, ?)", self._unwritten)
            except sqlite3.Error as error:
                self._give_up(error)
        self._unwritten.clear()

    def _forget_unused(self) -> None:
        unused = {key for (key,) in self._ask("SELECT key FROM entry")} - self._used
        if self._database and unused:
            with suppress(sqlite3.Error), self._database:
                self._database.executemany("DELETE FROM entry WHERE key = ?", [(key,) for key in unused])

    def _give_up(self, error: sqlite3.Error) -> None:
        """Do without a database that is locked or has no room; a damaged one is made anew by the next build."""
        if self._database:
            self._database.close()
            self._database = None
        if not isinstance(error, sqlite3.OperationalError):
            with suppress(OSError):
                self._path.unlink()


def _digest(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=_DIGEST).digest()


def _prepare(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, content in (("README.md", _README), ("CACHEDIR.TAG", _TAG), (".gitignore", "*\n")):
        if not (folder / name).exists():
            (folder / name).write_text(content, encoding="utf-8")


def _open(path: Path) -> sqlite3.Connection:
    path.touch(mode=0o600)
    database = sqlite3.connect(path, timeout=10)
    try:
        # What a power cut loses is analysed again.
        database.execute("PRAGMA synchronous = OFF")
        database.execute("PRAGMA auto_vacuum = FULL")
        database.execute("CREATE TABLE IF NOT EXISTS entry (key BLOB PRIMARY KEY, value BLOB)")
    except BaseException:
        database.close()
        raise
    return database
