from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest


def doula(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "doula", *arguments],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_help_names_every_command() -> None:
    shown = doula("--help").stdout
    for command in ("ask", "ingest", "serve", "shell", "train"):
        assert command in shown


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DOULA_PORT", "http"),
        ("DOULA_TRACKER_URL", "here"),
        ("DOULA_SECRET", "short"),
        ("DOULA_REDIS_URL", "localhost"),
    ],
)
def test_a_wrong_setting_is_an_error_that_names_it(name: str, value: str, tmp_path: Path) -> None:
    stopped = doula("serve", **{"DOULA_DATABASE_URL": f"sqlite:///{tmp_path}/k.db", name: value})
    assert stopped.returncode == 1
    assert name in stopped.stderr
    assert "Traceback" not in stopped.stderr


def test_a_port_that_is_taken_is_an_error_that_names_it(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        stopped = doula("serve", DOULA_PORT=port, DOULA_DATABASE_URL=f"sqlite:///{tmp_path}/k.db")
    assert stopped.returncode == 1
    assert f"127.0.0.1:{port}" in stopped.stderr


def test_an_article_that_is_not_there_is_an_error_that_names_it(tmp_path: Path) -> None:
    stopped = doula("ingest", "nowhere.txt", DOULA_DATABASE_URL=f"sqlite:///{tmp_path}/k.db")
    assert stopped.returncode == 1
    assert "nowhere.txt" in stopped.stderr


def test_ingesting_twice_changes_nothing_the_second_time(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path}/k.db"
    assert "added" in doula("ingest", DOULA_DATABASE_URL=address).stdout
    assert doula("ingest", DOULA_DATABASE_URL=address).stdout.startswith("1 unchanged\n")


def test_ask_wants_a_text_or_a_batch() -> None:
    assert doula("ask").returncode == 2
    assert doula("ask", "hello", "--batch", "-").returncode == 2
