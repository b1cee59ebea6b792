"""A copy of ``site/``, the smallest good content, for a test to add a mistake to."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

from helpcenter.errors import ContentError
from helpcenter.rules import check_site, warnings
from helpcenter.site import Site, load_site

HUMAN = "docs/contact/human.md"
TODAY = date(2026, 11, 22)
SCHEMA = Path(__file__).parents[3] / "data/article.schema.json"


class Content:
    """The files of a small help centre in a folder of the test's own."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.docs, self.data = root / "docs", root / "data"

    def replace(self, path: str, old: str, new: str) -> None:
        """Change the one place in a file that says *old*."""
        text = (self.root / path).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{path} says {old!r} {text.count(old)} times"
        self.write(path, text.replace(old, new))

    def write(self, path: str, content: str | bytes) -> None:
        """Write a file, byte for byte."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)

    def bytes(self, path: str = HUMAN) -> bytes:
        """Return a file's bytes."""
        return (self.root / path).read_bytes()

    def load(self) -> Site:
        """Read the content, which must be good."""
        return load_site(self.docs, self.data)

    def problems(self) -> list[str]:
        """Return what is wrong with the content, as shown to a writer, with paths from its root."""
        try:
            self.load()
        except ContentError as error:
            return [str(problem).replace(f"{self.root}/", "") for problem in error.problems]
        return []

    def lint(self, today: date = TODAY) -> list[str]:
        """Return what the rules say of content that could be read, with paths from its root."""
        return [str(p).replace(f"{self.root}/", "") for p in check_site(self.load(), today)]

    def warnings(self, today: date = TODAY) -> list[str]:
        """Return what the rules warn of, with paths from its root."""
        return [str(p).replace(f"{self.root}/", "") for p in warnings(self.load(), today)]


def good_content(folder: Path) -> Content:
    """Copy the good content, and the real schema of front matter, into *folder*."""
    shutil.copytree(Path(__file__).parent / "site", folder, dirs_exist_ok=True)
    shutil.copy(SCHEMA, folder / "data")
    return Content(folder)
