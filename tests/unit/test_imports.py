"""Importing any module of the project opens, writes and connects nothing, and uses nothing deprecated."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RUN_BY_ALEMBIC = "knowledge/migrations"
NAMES = sorted(
    path.relative_to(ROOT).as_posix().removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    for folder in ("doula", "actions")
    for path in (ROOT / folder).rglob("*.py")
    if RUN_BY_ALEMBIC not in path.as_posix() or path.name == "__init__.py"
)

WATCHED_IMPORT = """
import importlib, os, socket, sys, tempfile
OURS = tuple(os.path.join(os.getcwd(), folder) + os.sep for folder in ("doula", "actions"))
STANDARD = os.path.dirname(os.__file__) + os.sep
NOBODY = ("socket.connect", "socket.getaddrinfo")
CHANGING = ("os.mkdir", "os.rename", "os.remove")
NOT_US = ("open", "socket.__new__", "socket.bind", "sqlite3.connect", "subprocess.Popen", *CHANGING)
LIBRARIES_MAY = (os.devnull, tempfile.gettempdir() + os.sep)
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT

def is_standard(file):
    return file.startswith(STANDARD) and "site-packages" not in file

def by_us(frame):
    while frame and is_standard(frame.f_code.co_filename):
        frame = frame.f_back
    return bool(frame) and frame.f_code.co_filename.startswith(OURS)

def changes(event, arguments):
    if event not in CHANGING and not (event == "open" and (arguments[2] or 0) & WRITING):
        return False
    path = arguments[0]
    return isinstance(path, int) or not os.fsdecode(path).startswith(LIBRARIES_MAY)

def watch(event, arguments):
    if event in NOBODY or changes(event, arguments) or (event in NOT_US and by_us(sys._getframe(1))):
        sys.exit(f"{event} {arguments[0]} while importing {current}")

current = ""
sys.addaudithook(watch)
for current in sys.argv[1:]:
    importlib.import_module(current)
"""


def import_watched(names: list[str], folder: Path, scratch: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-B", "-W", "error::DeprecationWarning", "-c", WATCHED_IMPORT, *names]
    environment = {**os.environ, "MPLCONFIGDIR": str(scratch)}  # matplotlib makes one at import
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)  # noqa: S603


def test_importing_any_module_opens_nothing(tmp_path: Path) -> None:
    done = import_watched(NAMES, ROOT, tmp_path)
    assert done.returncode == 0, done.stderr[-2000:]


@pytest.mark.parametrize(
    "line",
    [
        "open('made', 'w')",
        "import pathlib; pathlib.Path('doula/thing.py').read_text()",
        "import socket; socket.socket()",
        "import sqlite3; sqlite3.connect(':memory:')",
    ],
)
def test_a_module_that_opens_something_is_found(line: str, tmp_path: Path) -> None:
    (tmp_path / "doula").mkdir()
    (tmp_path / "doula" / "__init__.py").touch()
    (tmp_path / "doula" / "thing.py").write_text(line)
    done = import_watched(["doula.thing"], tmp_path, tmp_path)
    assert done.returncode == 1
    assert "while importing doula.thing" in done.stderr
