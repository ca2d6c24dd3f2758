"""A machine with Python 3 and make: the wanted Python is found where its user has it, or asked for."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WANTED = (ROOT / ".python-version").read_text().strip()
COPIED = ("Makefile", ".python-version", "pyproject.toml", "uv.lock")
TOOLS = ("sh", "cat", "ls", "tr", "grep", "paste", "find", "touch", "dirname", "mkdir")
UV = """#!/bin/sh
case "$1 $2" in
  "python find") command -v python{wanted} ;;
  "python install") exit 1 ;;
  *) echo "$PATH $*" > synced; mkdir -p .venv ;;
esac
"""

Make = Callable[[], subprocess.CompletedProcess[str]]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    (folder / ".uv" / "bin").mkdir(parents=True)
    for name in COPIED:
        shutil.copy(ROOT / name, folder)
    executable(folder / ".uv" / "bin" / "uv", UV.format(wanted=WANTED))
    return folder


@pytest.fixture
def make(project: Path, tmp_path: Path) -> Make:
    tools = tmp_path / "tools"
    tools.mkdir()
    for tool in TOOLS:
        (tools / tool).symlink_to(str(shutil.which(tool)))
    executable(tmp_path / "pyenv" / "shims" / f"python{WANTED}", "#!/bin/sh\nexit 127\n")
    environment = {
        "HOME": str(tmp_path),
        "PYENV_ROOT": str(tmp_path / "pyenv"),
        "PATH": os.pathsep.join([str(tmp_path / "pyenv" / "shims"), str(tools)]),
    }
    command = [str(shutil.which("make")), ".venv/.complete"]
    return lambda: subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True)  # noqa: S603


def executable(path: Path, script: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(script)
    path.chmod(0o755)


def test_without_the_wanted_python_one_sentence_says_what_to_do_and_nothing_is_built(
    make: Make, project: Path
) -> None:
    done = make()
    assert done.returncode
    assert f"doula needs Python {WANTED} and none could be had: install it" in done.stdout
    assert not (project / ".venv").exists()


def test_a_python_that_pyenv_has_is_found_though_its_shims_stand_for_another(
    make: Make, project: Path, tmp_path: Path
) -> None:
    found = tmp_path / "pyenv" / "versions" / f"{WANTED}.1" / "bin" / f"python{WANTED}"
    executable(found, "#!/bin/sh\n")
    assert make().returncode == 0
    path, *arguments = (project / "synced").read_text().split()
    assert path.startswith(str(found.parent)) and "/shims" not in path
    assert arguments[arguments.index("--python") + 1] == WANTED


def test_no_other_python_will_do() -> None:
    assert (
        f'requires-python = ">={WANTED},<3.{int(WANTED.split(".")[1]) + 1}"'
        in (ROOT / "pyproject.toml").read_text()
    )
