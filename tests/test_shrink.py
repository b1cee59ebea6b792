"""Scripts and styles as they are published: smaller, and the same."""

from __future__ import annotations

import pytest

from hansearch.shrink import shrink


@pytest.mark.parametrize(
    ("source", "small"),
    [
        ("/* a */\n@media print {\n  p { /* b */ color: red }\n}\n", "@media print{p{color:red}}"),
        ('p::before { content: "/* no comment */"; }', 'p::before{content:"/* no comment */"}'),
    ],
)
def test_a_style_loses_what_no_browser_needs(source: str, small: str) -> None:
    assert shrink(source, "css") == small


@pytest.mark.parametrize(
    ("source", "small"),
    [
        ("// why\nconst told = (name) => { return name + 1; };", "let told=e=>e+1"),
        ("const say = '不要动 // 这里';", 'let say="不要动 // 这里"'),
        ("const say = 'let const {a} be; const b';", 'let say="let const {a} be; const b"'),
    ],
)
def test_a_script_loses_comments_and_names_that_nobody_outside_knows(source: str, small: str) -> None:
    assert shrink(source, "js") == small


@pytest.mark.parametrize(
    "source", ["if (a === null || a === undefined) a = b;", "a = a || b;", "try { a() } catch (e) { b() }"]
)
def test_no_syntax_newer_than_the_oldest_browser(source: str) -> None:
    """Chrome 80 and Safari 14 know ``??``, but no ``??=``, ``||=`` or private ``#names``."""
    assert not any(new in shrink(source, "js") for new in ("??=", "||=", "&&=", "#"))
