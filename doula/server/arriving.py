"""How much is held of bodies that arrive: whose they are is only known when they are whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sanic import Sanic
from sanic.request import Request

from doula.channels.addresses import asker
from doula.channels.problems import RETRY_SOON, Problem

FOR_ONE = 8 * 1024 * 1024  # bytes for one address; the longest body that any service sends has 3 MB
FOR_ALL = 64 * 1024 * 1024

Take = Callable[[int], bool]


class Held:
    """Counts the bytes that are held, for each address and for all of them."""

    def __init__(self, for_one: int = FOR_ONE, for_all: int = FOR_ALL) -> None:
        self._for_one, self._for_all = for_one, for_all
        self._bytes: Counter[str] = Counter()

    def total(self) -> int:
        """Return how many bytes are held."""
        return self._bytes.total()

    @contextmanager
    def account(self, address: str) -> Iterator[Take]:
        """Give what tells whether so many bytes more may be held, until the end of the block."""
        taken = 0

        def take(more: int) -> bool:
            nonlocal taken
            if self._bytes[address] + more > self._for_one or self.total() + more > self._for_all:
                return False
            self._bytes[address] += more
            taken += more
            return True

        try:
            yield take
        finally:
            self._bytes[address] -= taken
            if not self._bytes[address]:
                del self._bytes[address]


class Arriving(Request):
    """A request whose body is let in only while there is room for it."""

    async def receive_body(self) -> None:
        """Hold the body when all of it is there; raises Problem when too much is held already."""
        if self.body:
            return
        stream: Any = self.stream
        body = bytearray()
        with self.app.ctx.held.account(asker(self)) as take:
            async for piece in stream:
                if not take(len(piece)):
                    raise Problem(503, headers=RETRY_SOON)
                body += piece
        self.body = bytes(body)


def bound(app: Sanic) -> None:
    """Bound what an application's requests may hold while they arrive."""
    app.request_class, app.ctx.held = Arriving, Held()
