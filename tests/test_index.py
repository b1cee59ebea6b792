"""The Whoosh index in search_index/."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from whoosh import index as whoosh_index
from whoosh.qparser import QueryParser
from whoosh.query import Phrase

from hansearch.analysis import DictionarySegmenter, recall_terms
from hansearch.errors import BuildError, IndexNotFoundError
from hansearch.fold import fold
from hansearch.index import SCHEMA, build_index, documents
from hansearch.labels import label_terms
from hansearch.lists import Lists
from hansearch.postings import invert
from hansearch.search import Index
from hansearch.sections import Page, Section, build_page
from hansearch.stored import load_index
from tests.case_files import long_page

SEGMENTER = DictionarySegmenter()
PAGES = [
    build_page(
        "a.md",
        "a/",
        "登录密码",
        '<h1 id="a">登录密码</h1><p>忘记登录密码怎么办</p>',
        {"questions": ["登不上"]},
    ),
    build_page("b.md", "b/", "退款", '<h1 id="b">退款</h1><p>密码不是登录用的。退款原路退回。</p>'),
]


def test_a_build_reports_what_it_indexed(tmp_path: Path) -> None:
    report = build_index(PAGES, tmp_path / "index", SEGMENTER)
    assert (report.pages, report.sections, report.lines) == (2, 2, 1)
    assert report.terms > 10


def test_what_was_indexed_is_read_back_whole(tmp_path: Path) -> None:
    build_index(PAGES, tmp_path / "index", SEGMENTER)
    pages, lexicon = load_index(tmp_path / "index")
    assert pages == PAGES
    assert lexicon.costs["密码"] < lexicon.unknown_cost


def test_whoosh_itself_opens_it_and_finds_neighbours_as_a_phrase(tmp_path: Path) -> None:
    build_index(PAGES, tmp_path / "index", SEGMENTER)
    index = whoosh_index.open_dir(tmp_path / "index")
    assert {field.name for field in SCHEMA if field.level == "pages"} == set(index.schema.names())
    with index.searcher() as searcher:
        assert [hit.docnum for hit in searcher.search(Phrase("body", ["登录", "密码"]))] == [0]
        parsed = QueryParser("body", index.schema).parse("退款原路退回")
        assert [hit.docnum for hit in searcher.search(parsed)] == [1]


def test_a_page_has_one_field_of_sounds_and_one_of_labels() -> None:
    (page, _) = documents(PAGES)["pages"]
    assert page["sound"] == "登录密码\n登录密码\n登不上"
    assert page["labels"] == "登录密码\n登不上"


def test_the_heading_of_a_long_section_is_indexed_once() -> None:
    levels = documents([long_page()])
    assert [section["heading"] for section in levels["sections"]] == [
        "退款的经过",
        "",
        "",
        "",
        "退款的期限",
        "别的",
    ]
    assert levels["pages"][0]["headings"].split() == ["退款的经过", "退款的期限", "别的"]


def test_labels_and_characters_only_say_which_pages_have_them(tmp_path: Path) -> None:
    build_index(PAGES, tmp_path / "index", SEGMENTER)
    index = whoosh_index.open_dir(tmp_path / "index")
    with index.reader() as reader:
        for name, terms in (("labels", label_terms), ("characters", recall_terms)):
            assert not index.schema[name].scorable
            said = {term for page in documents(PAGES)["pages"] for term in terms(fold(page[name]).text)}
            assert {term.decode() for term in reader.lexicon(name)} == said


def test_the_inversion_has_the_labels_of_the_index(tmp_path: Path) -> None:
    build_index(PAGES, tmp_path / "index", SEGMENTER)
    postings = invert(PAGES, SEGMENTER)
    with whoosh_index.open_dir(tmp_path / "index").reader() as reader:
        for name, inverted in (("labels", postings.labels), ("characters", postings.characters)):
            indexed = {
                term.decode(): list(reader.postings(name, term).all_ids()) for term in reader.lexicon(name)
            }
            assert {term: list(pages) for term, pages in inverted.items()} == indexed


def test_a_later_build_replaces_the_index_and_keeps_its_readme(tmp_path: Path) -> None:
    directory = tmp_path / "index"
    directory.mkdir()
    (directory / "README.md").write_text("generated", encoding="utf-8")
    build_index(PAGES, directory, SEGMENTER)
    build_index(PAGES[:1], directory, SEGMENTER)
    assert len(load_index(directory)[0]) == 1
    assert (directory / "README.md").read_text(encoding="utf-8") == "generated"
    assert [path.name for path in tmp_path.iterdir()] == ["index"]


def test_a_build_that_fails_leaves_the_old_index(tmp_path: Path) -> None:
    directory = tmp_path / "index"
    build_index(PAGES, directory, SEGMENTER)
    broken = Page("c.md", "c/", "坏", (Section("", "", None),))  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        build_index([broken], directory, SEGMENTER)
    assert load_index(directory)[0] == PAGES
    assert [path.name for path in tmp_path.iterdir()] == ["index"]


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("", encoding="utf-8")
    with pytest.raises(BuildError, match="file"):
        build_index(PAGES, file / "index", SEGMENTER)


SLOW_BUILD = """
import sys
from pathlib import Path
from hansearch.analysis import DictionarySegmenter, recall_terms
from hansearch.index import build_index
from hansearch.sections import build_page
pages = [build_page(f"{n}.md", f"{n}/", f"页{n}", "<p>" + "退款多久到账" * 200 + "</p>") for n in range(60)]
segmenter = DictionarySegmenter()
print("ready", flush=True)
build_index(pages, Path(sys.argv[1]), segmenter)
"""


def test_a_build_killed_at_any_moment_leaves_a_whole_index(tmp_path: Path) -> None:
    directory = tmp_path / "index"
    build_index(PAGES, directory, SEGMENTER)
    for delay in (0.0, 0.05, 0.2, 0.5, 0.9):
        process = subprocess.Popen(
            [sys.executable, "-c", SLOW_BUILD, str(directory)], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(delay)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        with Index(directory) as index:
            assert len(index.pages) in (len(PAGES), 60)
            assert index.search("退款")


def test_an_index_lost_between_two_renames_comes_back(tmp_path: Path) -> None:
    directory = tmp_path / "index"
    build_index(PAGES, directory, SEGMENTER)
    directory.rename(tmp_path / ".index-abcd_123-old")
    with Index(directory) as index:
        assert index.pages == PAGES


def test_an_index_is_opened_whole_though_a_build_replaces_it_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    directory = tmp_path / "index"
    build_index(PAGES, directory, SEGMENTER)
    others = [build_page("c.md", "c/", "大象", "<p>大象</p>")]
    rebuild = threading.Thread(target=build_index, args=(others, directory, SEGMENTER))

    def open_late(*arguments: object) -> Lists:
        rebuild.start()
        rebuild.join(timeout=2)
        return Lists(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr("hansearch.search.Lists", open_late)
    with Index(directory) as index:
        assert (index.pages, index.paths("退款", 1)) == (PAGES, ["b.md"])
    rebuild.join()
    monkeypatch.undo()
    with Index(directory) as index:
        assert index.paths("大象", 1) == ["c.md"]


def test_an_index_of_another_name_is_not_taken_for_what_was_lost(tmp_path: Path) -> None:
    build_index(PAGES, tmp_path / ".index-en-abcd1234-old", SEGMENTER)
    with pytest.raises(IndexNotFoundError):
        Index(tmp_path / "index")


def test_what_a_killed_build_left_is_removed_and_nothing_else(tmp_path: Path) -> None:
    left, kept = (
        [".index-abcd1234", ".index-abcd1234-old"],
        [".index-backup", ".index-en-abcd1234-old", ".index-my_notes"],
    )
    for name in (*left, *kept):
        (tmp_path / name).mkdir()
        (tmp_path / name / "MAIN_0123456789abcdef.trm").touch()
    for name in ("MAIN.tmp", "_MAIN_1.toc.1700000000.5", "_MAIN_1.toc", "lines_WRITELOCK", "pages.json"):
        (tmp_path / left[0] / name).touch()
    (tmp_path / ".index-my_notes/笔记.txt").touch()
    build_index(PAGES, tmp_path / "index", SEGMENTER)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([*kept, "index"])


def cut(directory: Path, name: str, size: int) -> None:
    (file,) = directory.glob(name)
    file.write_bytes(file.read_bytes()[:size])


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda directory: (directory / "pages.json").unlink(), "还没有索引"),
        (lambda directory: (directory / "pages.json").write_text("{", encoding="utf-8"), "损坏"),
        (
            lambda directory: (directory / "pages.json").write_text('{"version": 0}', encoding="utf-8"),
            "另一个版本",
        ),
        (lambda directory: (directory / "pages.json").write_text("[]", encoding="utf-8"), "损坏"),
        (lambda directory: (directory / "pages.json").write_bytes(b"\xff"), "损坏"),
        (lambda directory: (directory / "lexicon.json").write_text("[]", encoding="utf-8"), "损坏"),
        (lambda directory: (directory / "_MAIN_1.toc").unlink(), "损坏"),
        (lambda directory: (directory / "_lines_1.toc").write_bytes(b"garbage"), "损坏"),
        (lambda directory: cut(directory, "_MAIN_1.toc", 30), "损坏"),
        (lambda directory: cut(directory, "MAIN_*.seg", 0), "损坏"),
        (lambda directory: cut(directory, "MAIN_*.seg", 100), "损坏"),
        (lambda directory: (directory.rename(directory.with_name("old")), directory.touch()), "还没有索引"),
    ],
)
def test_an_index_that_cannot_be_read_says_what_to_run(spoil, words: str, tmp_path: Path) -> None:
    build_index(PAGES, tmp_path / "index", SEGMENTER)
    spoil(tmp_path / "index")
    with pytest.raises(IndexNotFoundError, match=f"{words}.*build_index.py"):
        Index(tmp_path / "index")
