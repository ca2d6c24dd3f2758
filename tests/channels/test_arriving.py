"""Bodies that arrive from whoever: what is held of them has a bound, and others do not notice."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress

import pytest

from doula.channels.door import Door
from doula.server.arriving import FOR_ALL, FOR_ONE, Held
from tests.channels.messaging import MessagingMother, Services, served

LENGTH = 2_900_000  # bytes, less than WhatsApp may send
MANY = 20


@pytest.fixture(scope="module")
def behind_proxy(assistant: Door, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SANIC_PROXIES_COUNT", "1")
        with served(assistant, tmp_path_factory.mktemp("arriving")) as running:
            yield running


def begun(services: Services, path: str, length: int, address: str, body: bytes = b"") -> socket.socket:
    """Send the head of an unsigned request and some of its body."""
    connection = socket.create_connection(("127.0.0.1", services.server.port), timeout=20)
    head = (
        f"POST {path} HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: {address}\r\nContent-Length: {length}\r\n\r\n"
    )
    with suppress(OSError):  # it was refused before all of it was sent
        connection.sendall(head.encode() + body)
    return connection


def answer(connection: socket.socket) -> bytes:
    """Return the beginning of what is answered, nothing if it is closed on somebody who still sends."""
    with suppress(ConnectionError):
        return connection.recv(12)
    return b""


def held(services: Services) -> int:
    return int(services.server.app.ctx.held.total())


def settles(services: Services, least: int, most: int) -> bool:
    """Tell whether what is held comes to lie in these bounds."""
    end = time.monotonic() + 20
    while not least <= held(services) <= most:
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


def test_bodies_that_one_address_leaves_open_take_little_and_shut_nobody_out(behind_proxy: Services) -> None:
    hook = MessagingMother(behind_proxy, "whatsapp").phone.event("words", "hello")
    mothers = hook.headers | {"X-Forwarded-For": "192.0.2.9"}
    with ExitStack() as opened:
        crowd = [
            opened.enter_context(
                begun(behind_proxy, "/webhooks/whatsapp", LENGTH, "192.0.2.1", b"a" * (LENGTH - 1))
            )
            for _ in range(MANY)
        ]
        assert settles(behind_proxy, FOR_ONE // 2, FOR_ONE)
        assert {answer(each) for each in crowd[-MANY // 2 :]} <= {b"HTTP/1.1 503", b""}
        assert held(behind_proxy) <= FOR_ONE
        hook.headers.update(mothers)
        assert behind_proxy.post("whatsapp", hook).status == 200
    assert settles(behind_proxy, 0, 0), "it is given back when they are gone"


def test_a_forged_update_is_refused_before_its_body_has_come(behind_proxy: Services) -> None:
    with begun(behind_proxy, "/webhooks/telegram", 900_000, "192.0.2.1") as connection:
        assert connection.recv(12) == b"HTTP/1.1 403"
    assert settles(behind_proxy, 0, 0)


def test_one_network_gets_its_share_and_no_more() -> None:
    bound = Held(for_one=10, for_all=25)
    with bound.account("a") as a, bound.account("a") as also_a, bound.account("b") as b:
        assert [a(6), also_a(6), also_a(4), b(10)] == [True, False, True, True]
        with bound.account("c") as c:
            assert [c(6), c(5)] == [False, True]
        assert bound.total() == 20
    assert bound.total() == 0


def test_what_is_taken_is_given_back_when_the_request_breaks_off() -> None:
    bound = Held(for_one=10)
    with pytest.raises(ConnectionError), bound.account("a") as take:
        take(10)
        raise ConnectionError
    with bound.account("a") as take:
        assert take(10)


def test_all_together_hold_a_fraction_of_the_memory() -> None:
    assert FOR_ONE < FOR_ALL <= 100_000_000
