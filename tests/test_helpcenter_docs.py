"""The documents for writers say what the code does."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from hansearch.lexicon import MAX_ALTERNATIVES
from hansearch.pins import load_pins
from helpcenter.cli import main
from helpcenter.data import LEVELS, REQUIRED
from helpcenter.schema import field_table, load_schema
from tests.cases.helpcenter.content import SCHEMA, Content, good_content

ROOT = Path(__file__).parent.parent
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
README = (ROOT / "data/README.md").read_text(encoding="utf-8")
EXAMPLES = [yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)]
ENTRIES = {key: entry for example in EXAMPLES if isinstance(example, dict) for key, entry in example.items()}
ITEMS = [item for example in EXAMPLES if isinstance(example, list) for item in example]
MENU = [item for item in ITEMS if "id" in item]
FIELDS = json.loads(SCHEMA.read_text(encoding="utf-8"))["properties"]


def test_contributing_has_the_table_of_front_matter_fields_as_the_schema_says_it() -> None:
    table = field_table(load_schema(ROOT / "data"))
    assert all(f"\n| `{field}` |" in CONTRIBUTING for field in FIELDS)
    assert table in CONTRIBUTING, "CONTRIBUTING.md 的表和 data/article.schema.json 不一样，换成：\n" + table


@pytest.mark.parametrize("field", FIELDS)
def test_every_field_has_a_description_an_example_and_a_limit(field: str) -> None:
    entry = FIELDS[field]
    assert entry["description"]
    assert entry["examples"]
    assert entry["limit"]


@pytest.mark.parametrize("field", FIELDS)
def test_the_example_of_every_field_is_good(tmp_path: Path, field: str) -> None:
    content = good_content(tmp_path)
    example = str(FIELDS[field]["examples"][0]).replace("`", "")
    example = {"questions": "[甲, 乙, 丙, 丁, '{q: 戊}']", "sources": "[law, rules]"}.get(field, example)
    example = f"\n  {example}" if example.startswith("- ") else example
    head, body = content.bytes().decode().split("\n---\n", 1)
    meta = {**yaml.safe_load(head.removeprefix("---\n")), field: yaml.safe_load(example)}
    text = yaml.safe_dump(meta, allow_unicode=True)
    content.write("docs/contact/human.md", f"---\n{text}---\n{body}")
    assert content.problems() == []


def template() -> str:
    return re.search(r"```markdown\n(---\n.*?)\n```\n", CONTRIBUTING, re.DOTALL)[1]  # type: ignore[index]


def filled(folder: Path) -> Content:
    """The template with its gaps filled, in the small help centre of the tests."""
    content = good_content(folder)
    text = re.sub(r"【[^】]*】", "订单", template())
    for number, question in enumerate("甲乙丙丁戊"):
        text = re.sub(r"^  - 订单.*$", f"  - 问法{number}{question}", text, count=1, flags=re.MULTILINE)
    text = re.sub(r"怎么订单 *#.*", "怎么办订单", text).replace("# 怎么订单", "# 怎么办订单")
    text = text.replace("zhanji-jingyan", "law").replace("../safety/fake-cs.md", "human.md")
    content.write("docs/contact/new.md", text + "\n")
    content.replace("data/categories.yml", "    - human.md\n", "    - human.md\n    - new.md\n")
    return content


def test_the_template_becomes_an_article_without_problems(tmp_path: Path) -> None:
    content = filled(tmp_path)
    assert content.problems() == []
    assert content.lint() == []


LISTS = ["categories.yml", "article.schema.json", "safety_pins.yml", "synonyms.txt", "user_dict.txt"]


@pytest.mark.parametrize("file", [*REQUIRED, *LISTS])
def test_the_readme_of_data_explains_every_file_and_what_its_entries_must_say(file: str) -> None:
    assert f"[`{file}`](#" in README
    assert all(re.search(rf"`?\b{field}\b", README) for field in REQUIRED.get(file, ()))


def test_the_readme_of_data_explains_every_level_of_a_number() -> None:
    assert all(f"| `{level}` |" in README for level in LEVELS)


def test_the_readme_of_data_says_how_many_synonyms_a_word_brings() -> None:
    assert f"一个说法最多带出 {MAX_ALTERNATIVES} 个别的说法" in README


def test_contributing_names_every_verb_of_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    verbs = set(re.findall(r"^    (\w+)", capsys.readouterr().out, re.MULTILINE))
    assert {"new", "check", "why", "due", "report"} <= verbs
    assert verbs <= set(re.findall(r"`(?:\.venv/bin/)?helpcenter (\w+)", CONTRIBUTING))


@pytest.mark.parametrize("key", ENTRIES)
def test_an_entry_that_the_readme_of_data_shows_stands_in_its_file(key: str) -> None:
    files = [yaml.safe_load((ROOT / "data" / file).read_text(encoding="utf-8")) for file in REQUIRED]
    (written,) = [entries[key] for entries in files if key in entries]
    assert ENTRIES[key] == written


def test_the_rules_of_safety_that_the_readme_of_data_shows_can_be_read(tmp_path: Path) -> None:
    rules = [item for item in ITEMS if "id" not in item]
    (tmp_path / "pins.yml").write_text(yaml.safe_dump(rules, allow_unicode=True), encoding="utf-8")
    pages = {str(path.relative_to(ROOT / "docs")) for path in (ROOT / "docs").glob("*/*.md")}
    assert len(load_pins(tmp_path / "pins.yml", pages)) == len(rules) > 0


@pytest.mark.parametrize("category", MENU, ids=lambda category: category["id"])
def test_a_category_that_the_readme_of_data_shows_begins_so_in_the_menu(category: dict[str, Any]) -> None:
    menu = yaml.safe_load((ROOT / "data/categories.yml").read_text(encoding="utf-8"))
    (written,) = [other for other in menu if other["id"] == category["id"]]
    shown = len(category["articles"])
    assert category == {**written, "articles": written["articles"][:shown]}
