"""Files of a database that nobody else on the machine may read, whatever the umask and wherever they lie."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_BESIDE = ("", "-wal", "-shm", "-journal")  # SQLite makes these with the mode of the first
_OTHERS = 0o077


def make_private(file: Path) -> None:
    """Make a file and its folder for their owner alone, and close to others a file that was there."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with suppress(OSError):  # whoever opens it says why that cannot be done
        if not file.exists():
            file.touch(mode=0o600)
        for each in _files(file):
            if mode := _open_mode(each):
                each.chmod(mode & ~_OTHERS)


def open_to_others(file: Path) -> Iterator[str]:
    """List what is still open to others: a folder that was there before, or files of another owner."""
    for each in (file.parent, *_files(file)):
        if _open_mode(each):
            yield f"{each} is open to others on this machine: chmod go-rwx {each}"


def _files(file: Path) -> list[Path]:
    real = file.resolve()
    beside = (real.with_name(real.name + ending) for ending in _BESIDE)
    return [each for each in beside if each.exists()]


def _open_mode(path: Path) -> int:
    """Return the mode of what is open to others, else 0."""
    mode = path.stat().st_mode & 0o7777
    return mode if mode & _OTHERS else 0
