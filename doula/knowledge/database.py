"""Transactions: reading that survives a lost connection, and writing; errors in plain words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError

from doula.knowledge.engine import KnowledgeError, reading, unhurried, writing


class ConflictError(KnowledgeError):
    """The rules of the tables forbid a row."""


class _LostError(KnowledgeError):
    """The connection ended in the middle; another one may work."""


class Database:
    """The database of a knowledge base; raises KnowledgeError when it does not answer."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def read[Result](self, work: Callable[[Connection], Result], *, long: bool = False) -> Result:
        """Return what the work reads, of one moment; where the connection is lost it is done once more."""
        engine = reading(unhurried(self.engine) if long else self.engine)
        try:
            return _read(engine, work)
        except _LostError:
            return _read(engine, work)

    @contextmanager
    def writing(self, *, long: bool = False) -> Iterator[Connection]:
        """Give a connection whose changes are all kept, or none; `long` where it may take minutes."""
        engine = writing(unhurried(self.engine) if long else self.engine)
        with plain_errors(), engine.begin() as connection:
            yield connection


def _read[Result](engine: Engine, work: Callable[[Connection], Result]) -> Result:
    with plain_errors(), engine.begin() as connection:
        return work(connection)


@contextmanager
def plain_errors() -> Iterator[None]:
    """Turn what a database says into KnowledgeError, without the words of a statement."""
    try:
        yield
    except IntegrityError as error:
        raise ConflictError("what was to be kept contradicts what is kept or itself") from error
    except (SQLAlchemyError, OSError) as error:
        lost = isinstance(error, DBAPIError) and error.connection_invalidated
        kind = _LostError if lost else KnowledgeError
        raise kind(f"the knowledge base does not answer: {type(error).__name__}") from error
