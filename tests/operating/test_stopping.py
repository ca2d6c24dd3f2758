"""How a process ends: told of, then closed, and everything that had begun is finished."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from signal import SIGINT, SIGTERM

import pytest

from doula.channels.messaging import LAST_WORDS
from doula.server.stopping import AT_ONCE, LAST_TURNS, NOTICE
from tests.channels.fakes import FakeTelegram, Mood
from tests.channels.messaging import KINDS
from tests.channels.phones import PHONES
from tests.operating.process import WEB, Assistant, request, secrets, settle

NIGHT = "why do my legs cramp at night"
LONGEST_END = 25  # seconds; what stops processes gives them 30


@pytest.fixture
def telegram() -> Iterator[FakeTelegram]:
    fake = FakeTelegram()
    yield fake
    fake.close()


@pytest.fixture
def assistant(tmp_path: Path, telegram: FakeTelegram) -> Iterator[Assistant]:
    folder = settle(tmp_path, WEB | {KINDS["telegram"]: {"api": telegram.api}})
    telegram_only = {name: value for name, value in secrets().items() if "TELEGRAM" in name}
    with Assistant(folder, **telegram_only) as running:
        yield running


def begun(assistant: Assistant) -> tuple[socket.socket, bytes]:
    """Return a connection that has sent half a message, and the other half."""
    client = assistant.client()
    client.start()
    body = json.dumps({"text": NIGHT}).encode()
    headers = {"Content_Type": "application/json", "Authorization": f"Bearer {client.token}"}
    header, body = request("POST", "/webhooks/web/messages", body, **headers)
    connection = socket.create_connection(("127.0.0.1", assistant.port), timeout=20)
    connection.sendall(header + body[:5])
    return connection, body[5:]


def test_the_longest_end_is_well_below_what_stops_processes_by_force() -> None:
    assert NOTICE + LAST_TURNS + LAST_WORDS < LONGEST_END


def test_what_has_begun_is_finished_and_nothing_new_is_begun(
    assistant: Assistant, telegram: FakeTelegram
) -> None:
    turn, rest = begun(assistant)
    telegram.mood = Mood(200, {"ok": True}, after=1.0)
    phone = PHONES["telegram"]()
    for text in ("hello", "hello again", "and again"):
        hook = phone.event("words", text)
        sent = assistant.client().call("POST", "/telegram", hook.body, prefix="/webhooks", **hook.headers)
        assert sent.status == 200
    began = time.monotonic()
    assistant.process.send_signal(SIGTERM)
    time.sleep(0.3)
    assert assistant.health() == 503, "it is not ready while it still takes connections"
    while assistant.health("/health/live"):
        assert time.monotonic() - began < NOTICE + 2, "it still takes connections"
        time.sleep(0.05)
    turn.sendall(rest)
    assert turn.recv(100).startswith(b"HTTP/1.1 200")
    assert assistant.process.wait(LONGEST_END) == 0
    assert telegram.calls >= 3, "what was waiting has been sent"
    assert "ERROR" not in assistant.written


def test_from_a_keyboard_it_ends_without_notice(assistant: Assistant) -> None:
    status, seconds = assistant.ends(SIGINT)
    assert status == 0
    assert seconds < LONGEST_END


def test_a_second_signal_ends_at_once(assistant: Assistant) -> None:
    turn, _ = begun(assistant)
    assistant.process.send_signal(SIGTERM)
    while assistant.health() != 503:
        time.sleep(0.05)
    status, seconds = assistant.ends(SIGTERM)
    assert status == AT_ONCE
    assert seconds < 2
    turn.close()
