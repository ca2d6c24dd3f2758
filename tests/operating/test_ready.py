"""A store that goes and comes back: not ready, told plainly, and ready again by itself."""

from __future__ import annotations

import resource
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from tests.operating.process import Assistant, settle
from tests.services.database import becomes


class Cable:
    """A way to a server that can be cut, and mended."""

    def __init__(self, host: str, port: int) -> None:
        self._there, self._ends, self.is_cut = (host, port), list[socket.socket](), False
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        threading.Thread(target=self._listen, daemon=True).start()

    def cut(self) -> None:
        self.is_cut = True
        for end in self._ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        self._ends.clear()

    def mend(self) -> None:
        self.is_cut = False

    def close(self) -> None:
        self.cut()
        self._listener.close()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                here, _ = self._listener.accept()
                if self.is_cut:
                    here.close()
                    continue
                there = socket.create_connection(self._there)
                self._ends += here, there
                for pair in ((here, there), (there, here)):
                    threading.Thread(target=_carry, args=pair, daemon=True).start()


def _carry(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while some := source.recv(65_536):
            target.sendall(some)


@pytest.fixture
def cable(postgresql: str) -> Iterator[Cable]:
    server = make_url(postgresql)
    cable = Cable(server.host or "127.0.0.1", server.port or 5432)
    yield cable
    cable.close()


@pytest.fixture
def assistant(postgresql: str, cable: Cable, tmp_path: Path) -> Iterator[Assistant]:
    address = str(make_url(postgresql).set(host="127.0.0.1", port=cable.port).render_as_string(False))
    with Assistant(settle(tmp_path), DOULA_DATABASE_URL=address, DOULA_TRACKER_URL=address) as running:
        yield running


def test_a_database_that_goes_and_comes_back(assistant: Assistant, cable: Cable) -> None:
    client = assistant.client()
    client.start()
    assert client.says("hello")
    cable.cut()
    becomes(False, lambda: assistant.health() == 200)
    down = assistant.ask("/health/ready")
    assert down and down.status == 503
    assert down.body["detail"] == "conversations, knowledge"
    assert assistant.health("/health/live") == 200, "nobody need restart it"
    refused = client.call("POST", "/messages", {"text": "xylophone"})
    assert (refused.status, refused.headers["retry-after"]) == (503, "5")
    metrics = assistant.ask("/metrics")
    assert metrics and b'doula_errors_total{kind="A database is down: %s"' in metrics.raw
    cable.mend()
    becomes(True, lambda: assistant.health() == 200)
    assert client.says("why do my legs cramp at night")
    assert "xylophone" not in assistant.written


@contextmanager
def full_disk(assistant: Assistant) -> Iterator[None]:
    """Let no file of a process grow, and none be written but at its start."""
    limits = resource.prlimit(assistant.process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(assistant.process.pid, resource.RLIMIT_FSIZE, (1, limits[1]))
    yield
    resource.prlimit(assistant.process.pid, resource.RLIMIT_FSIZE, limits)


def test_a_full_disk_is_not_ready_and_is_told_plainly(tmp_path: Path) -> None:
    with Assistant(settle(tmp_path)) as assistant:
        client = assistant.client()
        client.start()
        with full_disk(assistant):
            becomes(False, lambda: assistant.health() == 200)
            down = assistant.ask("/health/ready")
            assert down and down.body["detail"] == "conversations, knowledge"
            assert assistant.health("/health/live") == 200
            refused = client.call("POST", "/messages", {"text": "I am bleeding heavily"})
            deleted = client.call("DELETE", "/sessions")
            for answer in (refused, deleted):
                assert (answer.status, answer.headers["retry-after"]) == (503, "5")
                assert answer.headers["content-type"] == "application/problem+json"
        becomes(True, lambda: assistant.health() == 200)
        assert client.says("I am bleeding heavily")[0]["outcome"] == "urgent"
        assert client.call("DELETE", "/sessions").status == 204
