"""The ``helpcenter`` command."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from helpcenter.errors import ContentError
from helpcenter.site import load_site


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit status."""
    parser = argparse.ArgumentParser(prog="helpcenter", description="帮助中心的写作工具。")
    verbs = parser.add_subparsers(required=True, metavar="COMMAND")
    check = verbs.add_parser("check", help="检查所有文章和数据文件")
    check.add_argument("--docs", type=Path, default=Path("docs"), metavar="DIR")
    check.add_argument("--data", type=Path, default=Path("data"), metavar="DIR")
    check.set_defaults(run=_check)
    options = parser.parse_args(arguments)
    return int(options.run(options))


def _check(options: argparse.Namespace) -> int:
    try:
        site = load_site(options.docs, options.data)
    except ContentError as error:
        print(error)
        return 1
    print(f"{len(site.articles)} 篇文章，没有问题。")
    return 0
