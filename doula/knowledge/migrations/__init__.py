"""The history of the tables, and the way from one state of it to another."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import func, select
from sqlalchemy.engine import Connection, Engine

from doula.knowledge.engine import writing

_LOCK = 0x646F756C61  # any number, the same in every process


def migrate(engine: Engine) -> None:
    """Bring the tables to the newest state, in one transaction, one process at a time."""
    with writing(engine).begin() as connection:
        _lock(connection)
        command.upgrade(_config(connection), "head")


def undo(engine: Engine, revision: str = "base") -> None:
    """Take the tables back to an older state; what only newer ones hold is lost."""
    with writing(engine).begin() as connection:
        _lock(connection)
        command.downgrade(_config(connection), revision)


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _lock(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":  # SQLite is locked by its transaction
        connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
