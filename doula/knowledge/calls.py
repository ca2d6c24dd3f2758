"""Calls to a database, made in threads so that nobody else waits, and ended when they take too long."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from threading import Lock, local
from typing import Any

SILENT = 2.0  # seconds after which a connection that does not even answer a ping is replaced

_thread = local()


class Call:
    """What a thread is asked to do, and the connection that it waits for meanwhile."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._connection: Any = None
        self._is_pinging = self._is_over = False

    def run[Result](self, work: Callable[[], Result]) -> Result:
        """Do the work in this thread; raises TimeoutError when patience was over before it began."""
        with self._lock:
            if self._is_over:
                raise TimeoutError
        _thread.call = self
        try:
            return work()
        finally:
            _thread.call = None

    def hold(self, connection: Any, *, pinging: bool = False) -> None:
        """Go on with a connection; raises TimeoutError when patience is over."""
        with self._lock:
            if self._is_over:
                raise TimeoutError
            self._connection, self._is_pinging = connection, pinging

    def leave(self, connection: Any) -> None:
        """Give a connection back: it may be another call's from now on."""
        with self._lock:
            if self._connection is connection:
                self._connection = None

    def end_ping(self) -> None:
        """Take away a connection that does not answer a ping; the thread goes on with a new one."""
        with self._lock:
            if self._is_pinging:
                _cut(self._connection)

    def end(self) -> None:
        """Take the connection away for good: the thread that waits for it gets an error at once."""
        with self._lock:
            self._is_over = True
            _cut(self._connection)


class Threads:
    """Threads that wait for a database: so many at once, each call for so many seconds."""

    def __init__(self, name: str, at_once: int, patience: float) -> None:
        self._threads, self._patience = ThreadPoolExecutor(at_once, name), patience

    async def do[Result](self, work: Callable[[], Result], patience: float | None = None) -> Result:
        """Return what the work returns; raises TimeoutError, and no thread or connection is lost by it."""
        loop, call, longest = asyncio.get_running_loop(), Call(), patience or self._patience
        running = loop.run_in_executor(self._threads, call.run, work)
        timers = (loop.call_later(SILENT, call.end_ping), loop.call_later(longest, call.end))
        running.add_done_callback(partial(_settle, timers))
        if not (await asyncio.wait([running], timeout=longest))[0]:
            running.cancel()
            call.end()
            raise TimeoutError
        return running.result()


def current() -> Call | None:
    """Return the call that this thread makes, if it makes one."""
    return getattr(_thread, "call", None)


def _settle(timers: tuple[asyncio.TimerHandle, ...], done: asyncio.Future[Any]) -> None:
    for timer in timers:
        timer.cancel()
    if not done.cancelled():
        done.exception()  # is looked at here, for whoever waited may have gone


def _cut(connection: Any) -> None:
    """End what a driver waits for: a statement of SQLite, or the socket under a driver of PostgreSQL."""
    with suppress(Exception):  # it has ended by itself
        if hasattr(connection, "interrupt"):
            connection.interrupt()
        elif connection is not None:
            with socket.socket(fileno=os.dup(connection.fileno())) as wire:
                wire.shutdown(socket.SHUT_RDWR)
