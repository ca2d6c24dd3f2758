"""Hundreds of connections that say nothing, or never finish: others do not notice, and they are let go."""

from __future__ import annotations

import resource
import selectors
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress

import pytest

from doula.server.connections import HEADER, SILENT, WHOLE
from tests.operating.process import Assistant, request

MANY = 200
LOOKS = 5  # seconds at most between two looks at the clock
UNKNOWN, _ = request("POST", "/nowhere", b"x" * 60_000, Connection="keep-alive")
HEAD, BODY = request("POST", "/webhooks/web/messages", b'{"text": "hello"}', Content_Type="application/json")

Begin = Callable[[socket.socket], object]


@pytest.fixture(autouse=True)
def enough_files() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, 4_096)), hard))


@pytest.fixture
def crowd(serving: Assistant) -> Iterator[Callable[[Begin], list[socket.socket]]]:
    with ExitStack() as connections:

        def come(begin: Begin) -> list[socket.socket]:
            crowd = [connections.enter_context(_connected(serving)) for _ in range(MANY)]
            for each in crowd:
                begin(each)
            return crowd

        yield come


def _connected(serving: Assistant) -> socket.socket:
    return socket.create_connection(("127.0.0.1", serving.port), timeout=20)


def let_go(connections: list[socket.socket], seconds: float, drop: bytes = b"") -> None:
    """Wait until all connections are closed, dropping something into each every half a second."""
    end, left = time.monotonic() + seconds, connections
    while left:
        assert time.monotonic() < end, f"{len(left)} are still open"
        readable = _readable(left)
        left = [each for each in left if each not in readable or _is_open(each)]
        for each in left if drop else ():
            with suppress(OSError):  # it is closed: the next look will see it
                each.send(drop)


def _readable(connections: list[socket.socket]) -> set[socket.socket]:
    with selectors.DefaultSelector() as watched:
        for each in connections:
            watched.register(each, selectors.EVENT_READ, each)
        return {key.data for key, _ in watched.select(0.5)}


def _is_open(connection: socket.socket) -> bool:
    try:
        return bool(connection.recv(65_536))  # an error that is told before the end
    except OSError:
        return False


def test_nobody_waits_for_those_who_say_nothing_and_they_are_let_go(
    serving: Assistant, crowd: Callable[[Begin], list[socket.socket]]
) -> None:
    silent = crowd(lambda _: None)
    half_header = crowd(lambda each: each.sendall(HEAD[:40]))
    half_body = crowd(lambda each: each.sendall(HEAD + BODY[:3]))
    dripping = crowd(lambda each: each.sendall(HEAD[:40]))[:50]
    client, began = serving.client(), time.monotonic()
    client.start()
    assert client.says("hello")
    assert time.monotonic() - began < 3
    let_go(dripping, HEADER + LOOKS, drop=b"x")
    let_go(silent, SILENT + LOOKS)
    let_go(half_header, HEADER + LOOKS)
    let_go(half_body, WHOLE + LOOKS)
    assert serving.health() == 200


def test_a_body_that_goes_on_dripping_after_its_answer_is_let_go(
    serving: Assistant, crowd: Callable[[Begin], list[socket.socket]]
) -> None:
    dripping = crowd(lambda each: each.sendall(UNKNOWN))[:50]
    let_go(dripping, SILENT + LOOKS, drop=b"x")
    assert serving.health() == 200
