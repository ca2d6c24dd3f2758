from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator

import pytest
import structlog

from doula.server import logs


@pytest.fixture(autouse=True)
def configured(capfd: pytest.CaptureFixture[str]) -> Iterator[None]:
    root = logging.getLogger()
    before = root.handlers[:], root.level
    logs.configure()
    yield
    root.handlers[:], root.level = before[0], before[1]


def test_our_own_messages_are_written(capfd: pytest.CaptureFixture[str]) -> None:
    logging.getLogger("doula.server").info("ready")
    assert "ready" in capfd.readouterr().err


def test_other_libraries_are_heard_only_when_they_fail_and_only_where(
    capfd: pytest.CaptureFixture[str],
) -> None:
    for level in (logging.DEBUG, logging.INFO, logging.WARNING, logging.ERROR):
        logging.getLogger("rasa.core").log(level, "xylophone %s", "xylophone")
    written = capfd.readouterr().err
    assert written.count("\n") == 1
    assert f"ERROR at {__file__}" in written
    assert "xylophone" not in written


def test_an_errors_own_words_are_not_written(capfd: pytest.CaptureFixture[str]) -> None:
    try:
        raise ValueError("xylophone")
    except ValueError:
        logging.getLogger("doula.server").exception("failed")
    written = capfd.readouterr().err
    assert "failed" in written
    assert "ValueError" in written
    assert "test_server_logs.py" in written
    assert "ValueError: xylophone" not in written


def test_structlog_and_warnings_say_nothing_of_hers(capfd: pytest.CaptureFixture[str]) -> None:
    log = structlog.get_logger()
    for level in ("debug", "info", "warning", "error"):
        getattr(log, level)("message.parsed", text="xylophone", user_text="xylophone")
    warnings.warn("xylophone", UserWarning, stacklevel=1)
    written = "".join(capfd.readouterr())
    assert "message.parsed" in written
    assert "xylophone" not in written


def test_conversations_are_not_named(capfd: pytest.CaptureFixture[str]) -> None:
    logging.getLogger("doula").error("lost web:3q2-7wAAAAAAAAAAAAAAAAAAAAAAAA_x at 10:23:45")
    written = capfd.readouterr().err
    assert "3q2-7w" not in written
    assert "web:… at 10:23:45" in written
