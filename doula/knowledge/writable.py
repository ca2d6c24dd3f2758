"""Whether a database can be written to: it may be read-only, or its disk full, and still answer."""

from __future__ import annotations

import os
import sqlite3
from typing import Any

from sqlalchemy import Column, select, update
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import OperationalError

_ROOM = 1_000_000  # bytes that an SQLite database needs for the next turns


def probe(engine: Engine, key: Column[int], column: Column[Any]) -> None:
    """Write something as it is, in PostgreSQL a column of a row; what others write now proves it as well."""
    _look_for_room(engine)
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            _write_sqlite(connection)
        else:
            free = select(key).limit(1).with_for_update(skip_locked=True).scalar_subquery()
            connection.execute(update(key.table).where(key.in_(free)).values({column: column}))


def _write_sqlite(connection: Connection) -> None:
    """Write the first page: SQLite leaves out a row that does not change."""
    connection.exec_driver_sql("PRAGMA busy_timeout = 0")
    kept = connection.exec_driver_sql("PRAGMA user_version").scalar()
    try:
        connection.exec_driver_sql(f"PRAGMA user_version = {kept}")
    except OperationalError as error:
        if not _is_being_written(error):
            raise


def _look_for_room(engine: Engine) -> None:
    if engine.dialect.name == "sqlite" and engine.url.database:
        disk = os.statvfs(engine.url.database)
        if disk.f_bavail * disk.f_frsize < _ROOM:
            raise OSError("the disk is full")


def _is_being_written(error: OperationalError) -> bool:
    code: int = getattr(error.orig, "sqlite_errorcode", 0)
    return code & 0xFF == sqlite3.SQLITE_BUSY  # without what sort of busy it is
