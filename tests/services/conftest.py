"""Services of a test's own, and wires to shared ones; tests are skipped where one is missing, not in CI."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from tests.browser.site import free_port
from tests.services.proxy import Proxy

RABBITMQ = ("127.0.0.1", 5672)


def answers(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), timeout=2).close()
    except OSError:
        return False
    return True


def missing(what: str) -> None:
    """Skip the test, or fail it where everything must be there."""
    if os.environ.get("CI"):
        pytest.fail(f"{what} is missing")
    pytest.skip(f"{what} is missing")


class Redis:
    """A Redis server of a test's own."""

    def __init__(self, folder: Path) -> None:
        self._folder, self.port = folder, free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        options = ["--port", str(self.port), "--dir", str(self._folder), "--save", "", "--appendonly", "no"]
        command = [str(shutil.which("redis-server")), *options]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603 - our own server
        deadline = time.monotonic() + 10
        while not answers("127.0.0.1", self.port):
            assert time.monotonic() < deadline
            time.sleep(0.02)

    def stop(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait(10)


@pytest.fixture(scope="module")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Redis]:
    if not shutil.which("redis-server"):
        missing("redis-server")
    server = Redis(tmp_path_factory.mktemp("redis"))
    yield server
    server.stop()


@pytest.fixture
def wire_to_redis(redis_server: Redis) -> Iterator[Proxy]:
    proxy = Proxy(redis_server.port)
    yield proxy
    proxy.cut()


@pytest.fixture
def wire_to_rabbitmq() -> Iterator[Proxy]:
    if not answers(*RABBITMQ):
        missing("RabbitMQ at 127.0.0.1:5672")
    proxy = Proxy(RABBITMQ[1])
    yield proxy
    proxy.cut()


@pytest.fixture
def wire_to_postgresql(postgresql: str) -> Iterator[tuple[Proxy, str]]:
    """Give a wire to PostgreSQL, and the address of an empty schema over it."""
    address = make_url(postgresql)
    proxy = Proxy(address.port or 5432)
    over = address.set(host="127.0.0.1", port=proxy.port)
    yield proxy, over.render_as_string(hide_password=False)
    proxy.cut()
