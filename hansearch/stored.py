"""search_index/ → its pages and its lexicon, or one line that says what is wrong with it. For ``search.py``."""

from __future__ import annotations

import json
import pickle
import struct
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from whoosh.index import IndexError as WhooshIndexError

from hansearch.errors import IndexNotFoundError
from hansearch.folder import at_rest
from hansearch.index import INDEX_VERSION
from hansearch.lexicon import Lexicon
from hansearch.sections import Page, Section

_DAMAGED = (
    WhooshIndexError, AssertionError, AttributeError, EOFError, LookupError, TypeError, ValueError,
    pickle.UnpicklingError, struct.error,
)  # fmt: skip
"""What Whoosh and we raise where a file holds other bytes than were written."""


@contextmanager
def opening(directory: Path) -> Iterator[None]:
    """Read an index inside: it stays the same all along, and what is wrong with it is said in one line.

    Raises:
        IndexNotFoundError: there is none that can be read.
    """
    with at_rest(directory):
        try:
            yield
        except (FileNotFoundError, NotADirectoryError) as error:
            raise IndexNotFoundError(f"{directory}: 这里还没有索引。{_cure()}") from error
        except OSError as error:
            raise IndexNotFoundError(
                f"{directory}: 打不开索引（{error.strerror}）。检查文件夹的权限，或者{_cure()}"
            ) from error
        except _DAMAGED as error:
            raise IndexNotFoundError(f"{directory}: 索引文件损坏。{_cure()}") from error


def load_index(directory: Path) -> tuple[list[Page], Lexicon]:
    """Read what the index knows besides postings, inside ``opening``.

    Raises:
        IndexNotFoundError: it was written by another version.
    """
    stored = json.loads((directory / "pages.json").read_text(encoding="utf-8"))
    if stored["version"] != INDEX_VERSION:
        raise IndexNotFoundError(f"{directory}: 索引是另一个版本写的。{_cure()}")
    lexicon = Lexicon.from_json((directory / "lexicon.json").read_text(encoding="utf-8"))
    return [_page_from(data) for data in stored["pages"]], lexicon


def _cure() -> str:
    command = "python build_index.py" if Path("build_index.py").exists() else "hansearch build"
    return f"运行 {command} 重新建立。"


def _page_from(data: Mapping[str, Any]) -> Page:
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in data.items()
    }
    sections = tuple(Section(**section) for section in data["sections"])
    return Page(**{**values, "sections": sections})
