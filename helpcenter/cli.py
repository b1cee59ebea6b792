"""The ``helpcenter`` command: each verb parses, calls one function, prints."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from hansearch.cli import exit_status
from hansearch.errors import HansearchError
from hansearch.folder import cure
from hansearch.search import Index
from helpcenter.arguments import ChineseParser
from helpcenter.baseline import check_baseline, measure_relevance, write_baseline
from helpcenter.contract import check_contract, project_index
from helpcenter.due import list_due, render_calendar, render_due, today
from helpcenter.errors import ContentError, Problem
from helpcenter.history import last_changed
from helpcenter.report import build_report, find_unanswered, measure_margins
from helpcenter.rules import check_site, warnings
from helpcenter.scaffold import Draft, check_category, check_place, write_draft
from helpcenter.site import Site, load_site
from helpcenter.why import explain, render_account

RELEVANCE = Path("tests/relevance")
"""People's queries and the baseline, beside mkdocs.yml."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit status."""
    options = _parser().parse_args(arguments)
    return exit_status(lambda: _run(options))


def _run(options: argparse.Namespace) -> int:
    try:
        _require_project(options)
        return int(options.run(options))
    except ContentError as error:
        print(error)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = ChineseParser(prog="helpcenter", description="帮助中心的写作工具。")
    verbs = parser.add_subparsers(required=True, metavar="命令")

    def verb(name: str, run: Callable[[argparse.Namespace], int], about: str) -> argparse.ArgumentParser:
        command = verbs.add_parser(name, help=about, description=about)
        command.add_argument(
            "-f", "--config-file", type=Path, default=Path("mkdocs.yml"), metavar="FILE",
            help="网站的配置，docs/ 和 data/ 在它旁边（默认 mkdocs.yml）",
        )  # fmt: skip
        command.add_argument("--docs", type=Path, metavar="DIR", help="文章（默认 docs）")
        command.add_argument("--data", type=Path, metavar="DIR", help="数据文件（默认 data）")
        command.set_defaults(run=run)
        return command

    check = verb("check", _check, "检查所有文章和数据文件，再把每个问句搜一遍")
    check.add_argument("--no-search", action="store_true", help="不搜问句，快得多")
    check.add_argument("--update-baseline", action="store_true", help="把现在的搜索成绩记成新的基线")

    new = verb("new", _new, "新写一篇文章：答五个问题，得到一份草稿")
    new.add_argument("--category", metavar="ID", help="栏目")
    new.add_argument("--name", help="文件名，会成为网址")
    new.add_argument("--title", help="标题")
    new.add_argument("--question", action="append", metavar="TEXT", help="读者怎么问，至少写五次")
    new.add_argument("--answer", help="一句话的答案")

    why = verb("why", _why, "说明搜一句话时为什么是那一篇在前面，怎么改")
    why.add_argument("query", metavar="问句")
    why.add_argument("path", nargs="?", metavar="路径", help="想让它排到前面的文章，例如 contact/human.md")
    why.add_argument("--index", type=Path, metavar="DIR", help="用现成的索引，不重新建")

    due = verb("due", _due, "列出该核对的文章，最急的在前")
    due.add_argument("--ics", action="store_true", help="写成日历（iCalendar），可以导入手机")

    report = verb("report", _report, "写出内容质量页上的数据（JSON），包括每个问句领先多少")
    report.add_argument("-o", "--output", type=Path, metavar="FILE", help="写到文件里（默认打印出来）")
    report.add_argument("--no-search", action="store_true", help="不量问句，快得多")
    return parser


def _require_project(options: argparse.Namespace) -> None:
    config = options.config_file
    if not config.is_file() and not getattr(options, "index", None):
        where = "这里没有" if config.parent == Path() else f"{config.parent} 里没有"
        raise HansearchError(f"{where} {config.name}。先 cd 到仓库的文件夹，再运行。")


def _load(options: argparse.Namespace) -> Site:
    base = options.config_file.parent
    return load_site(options.docs or base / "docs", options.data or base / "data", today())


def _check(options: argparse.Namespace) -> int:
    site = _load(options)
    problems = check_site(site, today())
    for warning in warnings(site, today()):
        print(f"{warning}（提醒）")
    if not problems and not options.no_search:
        with project_index(options.config_file) as index:
            problems = [*check_contract(site, index), *_check_relevance(options, index)]
    if problems:
        raise ContentError(problems)
    print(f"{len(site.articles)} 篇文章，没有问题。")
    return 0


def _check_relevance(options: argparse.Namespace, index: Index) -> Iterator[Problem]:
    folder = options.config_file.parent / RELEVANCE
    measured = measure_relevance(folder, index)
    if measured is None:
        return
    if options.update_baseline:
        print(f"新的基线写在 {write_baseline(folder, measured)}。")
    yield from check_baseline(folder, measured)


def _new(options: argparse.Namespace) -> int:
    site = _load(options)
    categories = "、".join(f"{category.id}（{category.name}）" for category in site.data.categories)
    category = options.category or _ask(
        f"1. 放在哪个栏目？{categories}", lambda answer: check_category(answer, site)
    )
    name = options.name or _ask(
        "2. 文件名？小写英文，会成为网址，例如 wrong-address",
        lambda answer: next((problem.message for problem in check_place(category, answer, site)), None),
    )
    if problems := check_place(category, name, site):
        raise ContentError(problems)
    draft = Draft(
        category,
        name,
        options.title or _ask("3. 标题？最多 26 个字"),
        options.question or _ask_lines("4. 读者会怎么问？一行一句，至少五句，空行结束"),
        options.answer or _ask("5. 一句话的答案？最多 60 个字，只看它也知道怎么办"),
    )
    file, asked_as = write_draft(draft, site, today())
    print(f"草稿写在 {file}，问法写在 {asked_as}。")
    print("接着：把正文、出处、risk 和 next 改好，加够问法；写完删掉 status: draft，在")
    print("data/categories.yml 的栏目里加上文件名，运行 helpcenter check。")
    return 0


def _ask(question: str, check: Callable[[str], str | None] = lambda _: None) -> str:
    """Ask until there is an answer that will do."""
    while True:
        print(question)
        answer = _line()
        message = check(answer) if answer else "不能空着。"
        if not message:
            return answer
        print(f"   {message}")


def _ask_lines(question: str) -> list[str]:
    print(question)
    return list(iter(_line, ""))


def _line() -> str:
    try:
        return input("> ").strip()
    except EOFError:
        print()
        raise SystemExit("没有答完，什么也没有写。") from None


def _why(options: argparse.Namespace) -> int:
    path = options.path.removeprefix("./").removeprefix("docs/") if options.path else None
    if options.index:
        with Index(options.index) as index:
            return _print_why(options.query, path, index)
    with project_index(options.config_file) as index:
        return _print_why(options.query, path, index)


def _print_why(query: str, path: str | None, index: Index) -> int:
    if path and path not in {page.path for page in index.pages}:
        print(f"搜索里没有“{path}”这一篇。路径从 docs/ 往下写，例如 contact/human.md；草稿不在搜索里。")
        return 1
    account = explain(index, query, path)
    print(render_account(account, index) if account else f"搜“{query}”什么也找不到：没有一篇文章有其中的词。")
    return 0


def _due(options: argparse.Namespace) -> int:
    dues, day = list_due(_load(options)), today()
    if options.ics:
        sys.stdout.write(render_calendar(dues, day))
    else:
        print("\n".join(render_due(dues, day)))
    return 0


def _report(options: argparse.Namespace) -> int:
    site = _load(options)
    report = build_report(site, last_changed(site.docs), today())
    if not options.no_search:
        with project_index(options.config_file) as index:
            report["margins"] = measure_margins(site, index)
            queries = options.config_file.parent / RELEVANCE / "dev.jsonl"
            report["unanswered"] = find_unanswered(queries, index)
    text = json.dumps(report, ensure_ascii=False, indent=2)
    if options.output:
        _write(options.output, f"{text}\n")
    else:
        print(text)
    return 0


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise HansearchError(f"{path}: 写不了。{cure(error)}。") from error
