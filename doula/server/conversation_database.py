"""The database of conversations: asked in threads, for a bounded time, with errors that quote nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import QueuePool

from doula.channels.door import StoreDownError
from doula.knowledge.engine import connect

IN_MEMORY = "sqlite://"
LONGEST = 15.0  # seconds that the database may take
AT_ONCE = 10  # connections, and threads that wait for them

_Result = TypeVar("_Result")


class ConversationDatabase:
    """An engine, and threads that wait for it so that no other mother does."""

    def __init__(self, url: str) -> None:
        self.engine = _engine(url)
        self._threads = ThreadPoolExecutor(AT_ONCE, "conversations")

    async def do(self, work: Callable[..., _Result], *arguments: Any) -> _Result:
        """Return what the work returns, which is done in a thread; raises StoreDownError."""
        running = asyncio.get_running_loop().run_in_executor(self._threads, work, *arguments)
        try:
            with told():
                return await asyncio.wait_for(running, LONGEST)
        except TimeoutError:
            raise StoreDownError("TimeoutError") from None

    async def read(self, query: Any) -> list[Any]:
        """Return the rows of a query; raises StoreDownError."""

        def read() -> list[Any]:
            with self.engine.begin() as connection:
                return list(connection.execute(query))

        return await self.do(read)

    def ping(self) -> None:
        """Ask for a sign of life; raises StoreDownError."""
        with told(), self.engine.connect() as connection:
            connection.execute(sa.select(sa.literal(1)))

    def overwrite(self) -> None:
        """Take what was deleted out of SQLite's file of recent changes, too."""
        if self.engine.dialect.name == "sqlite":
            with told(), closing(self.engine.raw_connection()) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@contextmanager
def told() -> Iterator[None]:
    """Turn a database's error into one that says the store is down, without the statement's values."""
    try:
        yield
    except SQLAlchemyError as error:
        raise StoreDownError(type(error).__name__) from error


def _engine(url: str) -> Engine:
    if url == IN_MEMORY:  # one connection, or each would have a database of its own
        options = {"poolclass": QueuePool, "pool_size": 1, "max_overflow": 0}
        return sa.create_engine(url, future=True, connect_args={"check_same_thread": False}, **options)
    engine = connect(url)
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _overwrite_what_is_deleted)
    return engine


def _overwrite_what_is_deleted(connection: Any, _: object) -> None:
    connection.execute("PRAGMA secure_delete = ON")
