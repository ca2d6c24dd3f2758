"""What keeps the assistant from serving is told in one go: a sentence each, no traceback, no value."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.operating.process import environment, settle


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    channels = {"doula.channels.web.WebChannel": {}, "doula.channels.telegram.TelegramChannel": {}}
    return settle(tmp_path, channels)


def serve(folder: Path, **settings: str) -> list[str]:
    """Return what it says when it refuses to start."""
    done = subprocess.run(
        [sys.executable, "-m", "doula", "serve"],
        cwd=folder,
        env=environment(**settings),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert "hunter2" not in done.stderr
    return done.stderr.removeprefix("Error: ").splitlines()


def test_everything_that_is_in_the_way_is_told_at_once(folder: Path) -> None:
    (folder / "var").write_text("a file where a folder should be")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        told = serve(
            folder,
            DOULA_TELEGRAM_TOKEN="hunter2",  # noqa: S106
            DOULA_DATABASE_URL="postgresql://her:hunter2@127.0.0.1:1/name",
            DOULA_REDIS_URL="redis://:hunter2@127.0.0.1:1/0",
            DOULA_PORT=port,
        )
    begins = (
        "DOULA_TELEGRAM_SECRET",
        "DOULA_DATABASE_URL",
        "DOULA_TRACKER_URL",
        "DOULA_REDIS_URL",
    )
    assert [line.split(":")[0].split()[0] for line in told[:4]] == list(begins)
    assert "refused" in told[1]
    assert "set DOULA_SECRET" in told[4]
    assert told[5].startswith("DOULA_HOST, DOULA_PORT") and "in use" in told[5]
    assert len(told) == 6


def test_all_wrong_values_are_told_at_once(folder: Path) -> None:
    told = serve(folder, DOULA_PORT="hunter2", DOULA_SECRET="hunter2", DOULA_KEEP_DAYS="hunter2")  # noqa: S106
    assert sorted(line.split()[0] for line in told) == ["DOULA_KEEP_DAYS", "DOULA_PORT", "DOULA_SECRET"]


def test_a_misspelt_setting_is_told_with_the_right_name(folder: Path) -> None:
    told = serve(folder, DOULA_DATABSE_URL="hunter2", DOULA_PORT="0")
    assert "DOULA_DATABSE_URL is no setting; DOULA_DATABASE_URL is" in told[0]
