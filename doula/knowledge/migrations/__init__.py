"""The history of the tables, and the way from one state of it to another."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import func, select
from sqlalchemy.engine import Connection, Engine

from doula.knowledge.engine import KnowledgeError, unhurried, writing

_LOCK = 0x646F756C61  # any number, the same in every process


def migrate(engine: Engine) -> None:
    """Bring the tables to the newest state, in one transaction, one process at a time."""
    with _alembic(engine) as config:
        command.upgrade(config, "head")


def undo(engine: Engine, revision: str = "base") -> None:
    """Take the tables back to an older state; what only newer ones hold is lost."""
    with _alembic(engine) as config:
        command.downgrade(config, revision)


@contextmanager
def _alembic(engine: Engine) -> Iterator[Config]:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    try:
        with writing(unhurried(engine)).begin() as connection:
            _lock(connection)
            config.attributes["connection"] = connection
            yield config
    except CommandError as error:
        raise KnowledgeError(f"the database was made by another release: {error}") from None


def _lock(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":  # SQLite is locked by its transaction
        connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
