"""How a process ends: told of, then closed, and everything that had begun is finished."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from signal import SIGINT, SIGTERM

import pytest

from doula.channels.messaging import LAST_WORDS
from doula.server.stopping import AT_ONCE, GRACE, LAST_TURNS, NOTICE, OVERDUE
from tests.channels.fakes import FakeTelegram, Mood
from tests.channels.messaging import KINDS
from tests.channels.phones import PHONES
from tests.operating.process import WEB, Assistant, free_port, request, secrets, settle
from tests.services.database import OwnPostgreSQL

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
    assert NOTICE + LAST_TURNS + LAST_WORDS < GRACE < LONGEST_END


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


def test_databases_that_went_silent_do_not_keep_it(own_postgresql: OwnPostgreSQL, tmp_path: Path) -> None:
    address = own_postgresql.address
    with (
        Assistant(settle(tmp_path), DOULA_DATABASE_URL=address, DOULA_TRACKER_URL=address) as running,
        ThreadPoolExecutor(3) as waiting,
    ):
        client = running.client()
        client.start()
        with own_postgresql.silent():
            said = [waiting.submit(client.call, "POST", "/messages", {"text": NIGHT}) for _ in range(3)]
            time.sleep(0.5)
            assert running.health("/health/live") == 200
            status, seconds = running.ends(SIGTERM)
        assert status == 0
        assert seconds < LONGEST_END
        assert {each.result().status for each in said} == {503}, "what had begun was answered"


HANGING = """
import sys, threading, time
from sanic import Sanic
from doula.server.stopping import Stopping

app = Sanic("hanging")
app.add_route(lambda _: None, "/")
Stopping(grace=1).heed(app)

@app.after_server_start
async def hang(*_):
    threading.Thread(target=time.sleep, args=(60,)).start()
    sys.stdout.write("hangs\\n")
    sys.stdout.flush()
    if sys.argv[2] == "loop":
        while True:
            time.sleep(0.01)

app.run("127.0.0.1", int(sys.argv[1]), single_process=True, motd=False)
"""


@pytest.mark.parametrize("what", ["thread", "loop"])
def test_whatever_hangs_the_process_ends(what: str) -> None:
    command = [sys.executable, "-c", HANGING, str(free_port()), what]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:  # noqa: S603 - our own
        assert process.stdout and b"hangs\n" in iter(process.stdout.readline, b"")
        time.sleep(0.2)
        process.send_signal(SIGTERM)
        try:
            assert process.wait(15) == OVERDUE
        finally:
            process.kill()
