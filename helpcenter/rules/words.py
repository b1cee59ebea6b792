"""The rule for what search reads from data/: so that ``check --no-search`` tells what would stop a build."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path

from hansearch.errors import DataFileError
from hansearch.lexicon import load_synonyms, load_user_dict, load_word_list
from hansearch.pins import load_pins
from helpcenter.errors import Problem
from helpcenter.reading import read_text
from helpcenter.site import Site

_PLACE = re.compile(r"(.+?):(\d+): (.+)", re.DOTALL)


def word_lists_and_pins_can_be_read(site: Site, today: date) -> Iterator[Problem]:
    """Every line of the word lists and every rule of safety_pins.yml is one that search can read."""
    pages = {article.path for article in site.published()}
    loaders: dict[str, Callable[[Path], object]] = {
        "synonyms.txt": load_synonyms,
        "user_dict.txt": load_user_dict,
        "user_dict_del.txt": load_word_list,
        "safety_pins.yml": partial(load_pins, pages=pages),
    }
    for name, load in loaders.items():
        path = site.data_folder / name
        if not path.is_file() or isinstance(read_text(path), Problem):
            continue  # what read_text refuses is told by the rules of files.py
        try:
            load(path)
        except DataFileError as error:
            if match := _PLACE.fullmatch(str(error)):
                yield Problem(match[1], int(match[2]), match[3])
