"""``argparse`` in Chinese: what ``helpcenter`` says of its own commands and options."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable
from typing import Any, NoReturn

_ERRORS: tuple[tuple[str, str], ...] = (
    (r"the following arguments are required: (.+)", "还要写：{}"),
    (r"unrecognized arguments: (.+)", "不认识“{}”"),
    (r"argument 命令: invalid choice: '(.+?)' .*", "没有“{}”这个命令"),
    (r"argument (.+?): expected one argument", "{} 后面还要写一个值"),
    (r"argument (.+?): expected at least one argument", "{} 后面还要写一个值"),
    (r"argument (.+?): ignored explicit argument .*", "{} 后面不写值"),
    (r"argument (.+?): invalid .*", "{} 的值不对"),
    (r"ambiguous option: (.+?) could match .*", "“{}”可以是好几个选项，写全"),
)


class ChineseParser(argparse.ArgumentParser):
    """A parser whose usage, help and errors are in Chinese; errors end with what to run."""

    def __init__(self, **options: Any) -> None:
        super().__init__(formatter_class=_Formatter, add_help=False, allow_abbrev=False, **options)
        self._positionals.title = "要写的"
        self._optionals.title = "选项"
        self.add_argument("-h", "--help", action="help", help="显示这段说明")

    def error(self, message: str) -> NoReturn:
        """Print what is wrong with the command line, and leave with the status 2."""
        for pattern, said in _ERRORS:
            if match := re.fullmatch(pattern, message, re.DOTALL):
                message = said.format(match[1])
                break
        self.exit(2, f"{self.format_usage()}{message}。用法看 {self.prog} --help。\n")


class _Formatter(argparse.HelpFormatter):
    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)
