"""A generated folder, replaced whole or not at all.

The new one is written beside the old one and takes its place at the very end. A build that is killed, finds the
disk full or runs beside another one leaves the old folder, or the new one, and never a mixture;
what a killed one leaves behind is cleared away by the next.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from hansearch.errors import BuildError

try:
    import fcntl
except ImportError:  # Windows: two builds at once are not kept apart there.
    fcntl = None  # type: ignore[assignment]

_OLD = "-old"

_CURES = {
    errno.ENOSPC: "磁盘满了，腾出空间再运行一次",
    errno.EDQUOT: "磁盘配额用完了，腾出空间再运行一次",
    errno.EFBIG: "文件超过了大小限制（ulimit -f），放宽以后再运行一次",
    errno.EACCES: "没有写入的权限，检查这个文件夹属于谁",
    errno.EPERM: "没有写入的权限，检查这个文件夹属于谁",
    errno.EROFS: "这个磁盘是只读的，换一个文件夹",
    errno.EEXIST: "路径中间有一段不是文件夹，检查写的路径",
    errno.ENOTDIR: "路径中间有一段不是文件夹，检查写的路径",
}


def cure(error: OSError) -> str:
    """Return what to do about *error*, in words of a contributor."""
    return _CURES.get(error.errno or 0, f"{error.strerror or error}，检查磁盘空间和文件夹权限")


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that nobody ever sees half of it.

    Raises:
        BuildError: it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_name(f".{path.name}.new")
        new.write_bytes(content)
        new.replace(path)
    except OSError as error:
        raise BuildError(f"{path}: 写不了。{cure(error)}。") from error


@contextmanager
def replaced(directory: Path, is_ours: Callable[[str], bool]) -> Iterator[Path]:
    """Give a new empty folder; what is in it at the end becomes *directory*.

    README and hidden files that stand in *directory* stay. *is_ours* tells by its name what a build may have
    written there; anything else is somebody's, and nothing is touched.

    Raises:
        BuildError: *directory* cannot be written, or has files of somebody.
    """
    directory = directory.resolve()
    try:
        directory.parent.mkdir(parents=True, exist_ok=True)
        check_writable(directory, is_ours)
        _recover(directory)
        with ExitStack() as stack:
            with _locked(directory.parent):
                _remove_leftovers(directory, is_ours)
                new = Path(tempfile.mkdtemp(prefix=f".{directory.name}-", dir=directory.parent))
                stack.callback(shutil.rmtree, new, ignore_errors=True)
                stack.enter_context(_locked(new))
            yield new
            with _locked(directory.parent):
                check_writable(directory, is_ours)
                _swap(new, directory)
    except OSError as error:
        raise BuildError(f"{directory}: 写不了索引，原来的没有动。{cure(error)}。") from error


def check_writable(directory: Path, is_ours: Callable[[str], bool]) -> None:
    """Check beforehand what can be known beforehand.

    Raises:
        BuildError: *directory* is a file, or has files that no build wrote.
    """
    if directory.exists() and not directory.is_dir():
        raise BuildError(f"{directory}: 这里要放索引，却已经有一个同名的文件。移走它，或者换一个文件夹。")
    if foreign := _foreign(directory, is_ours):
        raise BuildError(
            f"{directory}: 这里有不是索引的文件（{'、'.join(foreign[:3])}），什么都没有改。移走它们，或者换一个文件夹。"
        )


@contextmanager
def at_rest(directory: Path) -> Iterator[None]:
    """Have no build replace the folder meanwhile; first bring back one that a build was killed over."""
    directory = directory.resolve()
    _recover(directory)
    with ExitStack() as stack:
        with suppress(OSError):  # What cannot be locked can be read.
            stack.enter_context(_locked(directory.parent, is_shared=True))
        yield


def _recover(directory: Path) -> None:
    """Bring back a folder that a build was killed over, between the two renames of ``_swap``."""
    if directory.exists() or not directory.parent.is_dir():
        return
    with suppress(OSError), _locked(directory.parent):
        olds = sorted(
            (path for path in _leftovers(directory) if path.name.endswith(_OLD)),
            key=lambda old: old.stat().st_mtime,
        )
        if olds and not directory.exists():
            olds[-1].rename(directory)


def _foreign(directory: Path, is_ours: Callable[[str], bool]) -> list[str]:
    """Return the names of what is somebody's there."""
    names = (path.name for path in _entries(directory))
    return sorted(name for name in names if not _stays(name) and not is_ours(name))


def _entries(directory: Path) -> list[Path]:
    return list(directory.iterdir()) if directory.is_dir() else []


def _stays(name: str) -> bool:
    return name.startswith(("README", "."))


def _swap(new: Path, directory: Path) -> None:
    for keep in _entries(directory):
        if _stays(keep.name):
            copy = shutil.copytree if keep.is_dir() else shutil.copy2
            copy(keep, new / keep.name)
    new.chmod(0o755)
    _sync(new)
    old = new.with_name(new.name + _OLD)
    if directory.exists():
        directory.rename(old)
    new.rename(directory)
    shutil.rmtree(old, ignore_errors=True)


def _sync(directory: Path) -> None:
    """Have the files on the disk before their folder has its name: a power cut is a kill too."""
    for path in directory.iterdir():
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())


def _leftovers(directory: Path) -> Iterator[Path]:
    """Yield the folders beside *directory* that are named as builds name theirs, by ``mkdtemp``."""
    name = re.compile(rf"\.{re.escape(directory.name)}-[a-z0-9_]{{8}}({_OLD})?")
    return (path for path in _entries(directory.parent) if name.fullmatch(path.name) and path.is_dir())


def _remove_leftovers(directory: Path, is_ours: Callable[[str], bool]) -> None:
    """Remove what killed builds left: the folders that no process holds, and in which nothing is somebody's."""
    for path in _leftovers(directory):
        if _foreign(path, is_ours):
            continue
        with suppress(BlockingIOError), _locked(path, wait=False):
            shutil.rmtree(path, ignore_errors=True)


@contextmanager
def _locked(directory: Path, wait: bool = True, is_shared: bool = False) -> Iterator[None]:
    """Hold the lock of a folder; it goes with the process, whatever becomes of that."""
    if fcntl is None:
        yield
        return
    handle = os.open(directory, os.O_RDONLY)
    try:
        try:
            kind = fcntl.LOCK_SH if is_shared else fcntl.LOCK_EX
            fcntl.flock(handle, kind | (0 if wait else fcntl.LOCK_NB))
        except OSError as error:
            if error.errno not in (errno.ENOLCK, errno.ENOTSUP):  # a file system without locks
                raise
        yield
    finally:
        os.close(handle)
