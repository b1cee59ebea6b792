"""What is left of a stylesheet when what no page uses is taken out."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpcenter.bundle import bundle, purge, words_of

CASES = {
    "a class that no page has": (".gone{color:red}.here{color:red}", ".here{color:red;}"),
    "one of two selectors": (".gone,.here{color:red}", ".here{color:red;}"),
    "a part of a selector": (".here .gone>p{color:red}", ""),
    "an id": ("#gone{color:red}#here{color:red}", "#here{color:red;}"),
    "a tag": ("dialog{color:red}p{color:red}", "p{color:red;}"),
    "an attribute": ("[gone]{color:red}[data-x=here]{color:red}", "[data-x=here]{color:red;}"),
    "the value of an attribute": ("[data-x=gone]{color:red}", ""),
    "states ask nothing of a page": (
        ".here:hover,.here::before{color:red}",
        ".here:hover,.here::before{color:red;}",
    ),
    "what a selector excludes need not be there": (
        ".here:not(.gone){color:red}",
        ".here:not(.gone){color:red;}",
    ),
    "within a media query": (
        "@media print{.gone{color:red}.here{color:red}}",
        "@media print{.here{color:red;}}",
    ),
    "an empty media query": ("@media print{.gone{color:red}}", ""),
    "layers in a layer, and their order": (
        "@layer a,b;@layer a{.gone{color:red}.here{color:red}}",
        "@layer a,b;@layer a{.here{color:red;}}",
    ),
    "a variable that nobody uses": (":root{--gone:1}", ""),
    "a variable that only a variable uses that nobody uses": (":root{--gone:var(--more);--more:1}", ""),
    "a variable that is used": (
        ":root{--here:1}p{order:var(--here)}",
        ":root{--here:1;}p{order:var(--here);}",
    ),
    "an animation that nobody uses": ("@keyframes gone{to{color:red}}p{color:red}", "p{color:red;}"),
    "an animation that is used": (
        "p{animation:here 1s}@keyframes here{to{color:red}}",
        "p{animation:here 1s;}@keyframes here{to{color:red}}",
    ),
    "the encoding, which a file begins with or not at all": (
        '@charset "utf-8";p{color:red}',
        "p{color:red;}",
    ),
    "what must win": ("p{color:red!important}", "p{color:red!important;}"),
}

PAGE = '<p class="here" id="here" data-x="here">正文</p>'


@pytest.mark.parametrize(("stylesheet", "left"), CASES.values(), ids=CASES)
def test_what_no_page_uses_is_taken_out(stylesheet: str, left: str) -> None:
    assert purge(stylesheet, words_of([PAGE])) == left


def test_a_variable_may_be_used_by_another_stylesheet() -> None:
    assert purge(":root{--a:1}", set(), "p{order:var(--a)}") == ":root{--a:1;}"


def test_a_site_gets_one_stylesheet_and_one_script(tmp_path: Path) -> None:
    files = {
        "index.html": '<p class="theme">',
        "assets/a.css": ".own { color: var(--x) }",
        "assets/b.css": ".more { color: red }",
        "assets/a.js": "first();",
        "assets/b.js": "(() => second())();",
    }
    (tmp_path / "assets").mkdir()
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    theme = ".theme{color:red}.gone{color:red}:root{--x:1}"
    bundle(tmp_path, theme, ["assets/a.css", "assets/b.css"], ["assets/a.js", "assets/b.js"])
    assert sorted(file.name for file in (tmp_path / "assets").iterdir()) == ["site.css", "site.js"]
    style = ".theme{color:red}:root{--x:1}.own{color:var(--x)}.more{color:red}"
    assert (tmp_path / "assets/site.css").read_text(encoding="utf-8") == style
    # A line that begins with a bracket would be a call of what stands before it.
    assert (tmp_path / "assets/site.js").read_text(encoding="utf-8") == "first();\n(()=>second())()"


def test_a_script_that_is_loaded_later_is_made_small_where_it_lies(tmp_path: Path) -> None:
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets/later.js").write_text("{\n  // Why.\n  const longName = 1;\n  act(longName);\n}\n")
    bundle(tmp_path, "", [], [])
    assert (tmp_path / "assets/later.js").read_text() == "{const e=1;act(e)}"
