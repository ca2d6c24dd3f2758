"""The database of conversations: asked in threads, for a bounded time, with errors that quote nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import QueuePool

from doula.channels.door import StoreDownError
from doula.knowledge import traces
from doula.knowledge.calls import Threads
from doula.knowledge.engine import PATIENCE, Patience, connect
from doula.knowledge.writable import probe
from doula.server.conversation_tables import courier

IN_MEMORY = "sqlite://"
AT_ONCE = 10  # connections, and threads that wait for them

_Result = TypeVar("_Result")


class ConversationDatabase:
    """An engine, and threads that wait for it so that no other mother does."""

    def __init__(self, url: str, patience: Patience = PATIENCE) -> None:
        self.engine = _engine(url, patience)
        self._threads = Threads("conversations", AT_ONCE, patience.call)

    async def do(
        self, work: Callable[..., _Result], *arguments: Any, patience: float | None = None
    ) -> _Result:
        """Return what the work returns, which is done in a thread; raises StoreDownError."""
        with told():
            return await self._threads.do(partial(work, *arguments), patience)

    async def read(self, query: Any, patience: float | None = None) -> list[Any]:
        """Return the rows of a query; raises StoreDownError."""

        def read() -> list[Any]:
            with self.engine.begin() as connection:
                return list(connection.execute(query))

        return await self.do(read, patience=patience)

    async def probe(self, patience: float) -> None:
        """Write what changes nothing, to know that writing is possible; raises StoreDownError."""
        await self.do(probe, self.engine, courier.c.id, courier.c.seen, patience=patience)

    def overwrite(self) -> None:
        """Take what was just deleted out of the file, too."""
        with told():
            traces.overwrite(self.engine)

    def rewrite(self) -> None:
        """Take what was ever deleted out of the file."""
        with told():
            traces.rewrite(self.engine)


@contextmanager
def told() -> Iterator[None]:
    """Turn a database's error into one that says the store is down, without the statement's values."""
    try:
        yield
    except (SQLAlchemyError, OSError) as error:
        raise StoreDownError(type(error).__name__) from error


def _engine(url: str, patience: Patience) -> Engine:
    if url == IN_MEMORY:  # one connection, or each would have a database of its own
        options = {"poolclass": QueuePool, "pool_size": 1, "max_overflow": 0}
        return sa.create_engine(url, connect_args={"check_same_thread": False}, **options)
    return connect(url, patience)
