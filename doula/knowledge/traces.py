"""What SQLite leaves of what was deleted, taken out of its files; other databases see to that themselves."""

from __future__ import annotations

import logging
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy.engine import Engine

_PATIENCE = 2_000  # milliseconds for whoever reads or writes
_LARGEST = 100_000_000  # bytes that are rewritten, in a second or two in which nobody else can write

log = logging.getLogger(__name__)


def overwrite(engine: Engine) -> None:
    """Empty the file of recent changes, in which what was just deleted still stands."""
    if engine.dialect.name != "sqlite":
        return
    try:
        busy, *_ = _run(engine, "PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.OperationalError:
        busy = True
    if busy:
        log.warning("What was deleted is overwritten with the next deletion or purge: somebody reads")


def rewrite(engine: Engine) -> None:
    """Write the file anew: where SQLite moved rows it leaves copies that secure_delete does not reach."""
    if engine.dialect.name != "sqlite":
        return
    if Path(engine.url.database or "").stat().st_size > _LARGEST:
        log.warning(
            "A database is too large to be rewritten each day; docs/operating.md tells what that means"
        )
    else:
        _vacuum(engine)
    overwrite(engine)


def _vacuum(engine: Engine) -> None:
    try:
        _run(engine, "VACUUM")
    except sqlite3.OperationalError as error:  # in use, or no room for a second one
        log.warning("A database was not rewritten, and will be with the next purge: %s", error)


def _run(engine: Engine, statement: str) -> Any:
    """Run a statement outside of a transaction, and return its first row."""
    with closing(engine.raw_connection()) as connection:
        connection.execute(f"PRAGMA busy_timeout = {_PATIENCE}")
        return connection.execute(statement).fetchone()
