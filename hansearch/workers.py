"""The terms of many pages, counted by several processes: for the first build of a large site.

A worker is ``python -m hansearch.workers``: it reads frames from its standard input and writes frames to its
standard output. Not ``multiprocessing``, which runs the caller's main module again in every process,
and that may be any script that calls MkDocs.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from itertools import islice
from queue import SimpleQueue
from typing import IO

from hansearch.analysis import DictionarySegmenter
from hansearch.counting import TermCounter

Documents = Mapping[str, Sequence[Mapping[str, str]]]
"""Of one page, as ``index.documents`` gives them."""

_CHUNK = 16
"""Pages that a worker gets at a time."""

MOST = 4
"""Processes at most: each holds a dictionary of its own, some 200 MB."""


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def count_in_processes(
    pages: Iterable[Documents],
    segmenter: DictionarySegmenter,
    fields: Sequence[tuple[str, str]],
    processes: int,
) -> Iterator[bytes]:
    """Yield for each page, in order, the bytes of its ``PageTerms``.

    What a worker that fails should have done is done here.
    """
    recipe = json.dumps([*segmenter.recipe, fields]).encode()
    idle: SimpleQueue[subprocess.Popen[bytes] | None] = SimpleQueue()
    workers = [_start(recipe) for _ in range(processes)]
    for worker in workers:
        idle.put(worker)

    def ask(chunk: list[Documents]) -> list[bytes] | None:
        worker = idle.get()
        try:
            answer = _ask(worker, chunk)
        except (OSError, EOFError):
            idle.put(None)
            return None
        idle.put(worker)
        return answer

    here = TermCounter(segmenter, fields)
    remaining = iter(pages)
    asked: deque[tuple[list[Documents], Future[list[bytes] | None]]] = deque()
    try:
        with ThreadPoolExecutor(processes) as threads:
            while True:
                while len(asked) < 2 * processes and (chunk := list(islice(remaining, _CHUNK))):
                    asked.append((chunk, threads.submit(ask, chunk)))
                if not asked:
                    return
                chunk, answer = asked.popleft()
                yield from answer.result() or [here.count(page).to_bytes() for page in chunk]
    finally:
        for worker in filter(None, workers):
            worker.kill()
            worker.communicate()


def _start(recipe: bytes) -> subprocess.Popen[bytes] | None:
    try:
        worker = subprocess.Popen(
            [sys.executable, "-m", "hansearch.workers"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
    except OSError:
        return None
    with suppress(OSError):  # one that has died already is found out when it is asked
        _send(_stream(worker.stdin), recipe)
    return worker


def _ask(worker: subprocess.Popen[bytes] | None, chunk: list[Documents]) -> list[bytes]:
    if worker is None:
        raise EOFError
    _send(_stream(worker.stdin), json.dumps(chunk, ensure_ascii=False).encode())
    return [_receive(_stream(worker.stdout)) for _ in chunk]


def _stream(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise EOFError
    return stream


def _send(stream: IO[bytes], frame: bytes) -> None:
    stream.write(len(frame).to_bytes(8) + frame)
    stream.flush()


def _receive(stream: IO[bytes]) -> bytes:
    size = stream.read(8)
    frame = stream.read(int.from_bytes(size)) if size else b""
    if not frame or len(frame) < int.from_bytes(size):
        raise EOFError
    return frame


def main() -> None:
    """Count the terms of pages until there are no more."""
    with suppress(EOFError, BrokenPipeError):
        words, forget, fields = json.loads(_receive(sys.stdin.buffer))
        counter = TermCounter(DictionarySegmenter(words, forget), [tuple(field) for field in fields])
        while True:
            for page in json.loads(_receive(sys.stdin.buffer)):
                _send(sys.stdout.buffer, counter.count(page).to_bytes())


if __name__ == "__main__":
    main()
