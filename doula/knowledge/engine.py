"""Connections to the database of the knowledge base, set up for safe use by several processes."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, event
from sqlalchemy.engine import URL, Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import QueuePool

_PATIENCE = 10  # seconds for a lock, a free connection, a silent server
_PRAGMAS = (
    f"busy_timeout = {_PATIENCE * 1000}",
    "journal_mode = WAL",
    "synchronous = NORMAL",
    "foreign_keys = ON",
)


class KnowledgeError(RuntimeError):
    """The knowledge base cannot be opened or does not answer; the message says why, without passwords."""


def connect(url: str) -> Engine:
    """Return an engine for any SQLAlchemy address; nothing is opened before its first use."""
    try:
        address = make_url(url)
        engine = create_engine(address, future=True, hide_parameters=True, **_options(address))
    except (NoSuchModuleError, ImportError) as error:
        raise KnowledgeError(f"this kind of database needs a driver that is not installed: {error}") from None
    except (ArgumentError, ValueError):  # their words may hold the password
        raise KnowledgeError(
            "the address of the database must read like sqlite:///folder/file "
            "or postgresql://user:password@host/name"
        ) from None
    if engine.dialect.name == "sqlite":
        event.listen(engine, "do_connect", _make_folder)
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def file_of(url: str) -> Path | None:
    """Return the file of an SQLite database, None for any other."""
    address = make_url(url)
    return Path(address.database) if address.get_backend_name() == "sqlite" and address.database else None


def reach(url: str) -> None:
    """Open a database for writing, and let it go again; raises KnowledgeError that says why it cannot be."""
    engine = connect(url)
    try:
        with writing(engine).begin() as connection:
            connection.exec_driver_sql("SELECT 1")
    except (SQLAlchemyError, OSError) as error:
        raise KnowledgeError(f"this database cannot be used: {_reason(error, engine.url)}") from None
    finally:
        engine.dispose()


def _reason(error: Exception, url: URL) -> str:
    """Return the first line of what a driver says, unless it quotes the password."""
    said = " ".join(str(getattr(error, "orig", None) or error).splitlines()[:1])
    return type(error).__name__ if not said or (url.password and str(url.password) in said) else said


def reading(engine: Engine) -> Engine:
    """Return the engine for transactions in which all statements see the same moment."""
    if engine.dialect.name == "sqlite":  # in WAL mode each transaction does
        return engine
    return engine.execution_options(isolation_level="REPEATABLE READ")


def writing(engine: Engine) -> Engine:
    """Return the engine for transactions that write: SQLite lets in one at a time, from their start."""
    return engine.execution_options(doula_writes=True)


def _options(url: URL) -> dict[str, Any]:
    pool = {"poolclass": QueuePool, "pool_size": 5, "max_overflow": 5, "pool_timeout": _PATIENCE}
    if url.get_backend_name() == "sqlite":
        if url.database in (None, "", ":memory:"):
            raise ValueError("each thread would have a database of its own")
        return pool | {"connect_args": {"check_same_thread": False}}
    if url.get_driver_name() != "psycopg2":
        return pool | {"pool_pre_ping": True}
    patience = {"connect_timeout": _PATIENCE, "tcp_user_timeout": _PATIENCE * 1000}
    batches = {"executemany_mode": "values_plus_batch"}  # else each row is a journey to the server
    return pool | batches | {"pool_pre_ping": True, "connect_args": patience}


def _make_folder(_dialect: Any, _record: Any, arguments: list[Any], _options: dict[str, Any]) -> None:
    Path(arguments[0]).parent.mkdir(mode=0o700, parents=True, exist_ok=True)


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    for pragma in _PRAGMAS:
        _set(connection, pragma)


def _set(connection: Any, pragma: str) -> None:
    """Set a pragma; turning to WAL while others do is refused at once, whatever the busy time-out."""
    for pause in (0.05, 0.1, 0.2, 0.4, 0.8, 1.6):
        try:
            connection.execute(f"PRAGMA {pragma}")
        except sqlite3.OperationalError:
            time.sleep(pause)
        else:
            return
    connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("doula_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
