"""A PostgreSQL of a test's own, and everything that can happen to it and to the way to it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from signal import SIGCONT, SIGSTOP, Signals
from typing import Any

from sqlalchemy import create_engine, text

from tests.services.proxy import Proxy


class OwnPostgreSQL:
    """A server that may be frozen, and a wire to it; `address` leads over the wire."""

    def __init__(self, server: Any) -> None:
        self._server = server.get_postmaster_info()
        self._direct = create_engine(server.get_uri(), isolation_level="AUTOCOMMIT")
        self.wire = Proxy(Path(self._server.socket_path))
        self.address = f"postgresql://postgres@127.0.0.1:{self.wire.port}/postgres"

    def empty(self) -> None:
        self.execute("DROP SCHEMA public CASCADE", "CREATE SCHEMA public")

    def execute(self, *statements: str) -> None:
        with self._direct.connect() as connection:
            for statement in statements:
                connection.execute(text(statement))

    def close(self) -> None:
        self._direct.dispose()
        self.wire.cut()

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """End all connections and take no new ones, as a server does that is stopped."""
        self.wire.cut()
        yield
        self.wire.mend()

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Stop all its processes where they are."""
        self._signal(SIGSTOP)
        try:
            yield
        finally:
            self._signal(SIGCONT)

    @contextmanager
    def silent(self) -> Iterator[None]:
        """Take what is sent over old and new connections and never answer."""
        self.wire.silence()
        self.wire.is_silent = True
        yield
        self.wire.is_silent = False

    @contextmanager
    def silent_once(self) -> Iterator[None]:
        """Never answer over the connections that are open; new ones work."""
        self.wire.silence()
        yield

    @contextmanager
    def read_only(self) -> Iterator[None]:
        """Refuse to write, as a server does whose disk is full or that follows another."""
        set_to = "ALTER SYSTEM SET default_transaction_read_only = {}"
        self.execute(set_to.format("on"), "SELECT pg_reload_conf()")
        try:
            yield
        finally:
            undo = (
                "SET default_transaction_read_only = off",
                set_to.format("off"),
                "SELECT pg_reload_conf()",
            )
            self.execute(*undo)

    def locked(self, table: str) -> Callable[[], AbstractContextManager[None]]:
        """Return what keeps everybody from a table, as VACUUM FULL and ALTER TABLE do."""

        @contextmanager
        def lock() -> Iterator[None]:
            with self._direct.execution_options(isolation_level="READ COMMITTED").begin() as connection:
                connection.execute(text(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE"))
                yield

        return lock

    def _signal(self, signal: Signals) -> None:
        server = self._server.process
        for process in [server, *server.children(recursive=True)]:
            process.send_signal(signal)


def becomes(wanted: bool, condition: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while condition() is not wanted:
        assert time.monotonic() < end
        time.sleep(0.1)
