"""Connections to the database of the knowledge base, set up for safe use by several processes."""

from __future__ import annotations

import sqlite3
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, event
from sqlalchemy.engine import URL, Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, InvalidatePoolError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import QueuePool

from doula.knowledge import calls, files

_UNHURRIED = 60.0  # seconds for a lock on SQLite that an ingest or a migration waits for
_PRAGMAS = ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON", "secure_delete = ON")
_KEEPALIVES = {"keepalives": 1, "keepalives_idle": 10, "keepalives_interval": 3, "keepalives_count": 3}
_NO_LIMITS = (
    "SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0; "
    "SET LOCAL idle_in_transaction_session_timeout = 0"
)


@dataclass(frozen=True)
class Patience:
    """How many seconds a database may take; what comes earlier is the plainer error."""

    connecting: int = 4
    lock: float = 5.0  # also for a free connection
    statement: float = 7.0
    call: float = 8.0  # all that is asked at once; then its connection is thrown away
    idle: float = 30.0  # until the server ends a transaction in which nobody asks anything any more


PATIENCE = Patience()


class KnowledgeError(RuntimeError):
    """The knowledge base cannot be opened or does not answer; the message says why, without passwords."""


def connect(url: str, patience: Patience = PATIENCE) -> Engine:
    """Return an engine for any SQLAlchemy address; nothing is opened before its first use."""
    try:
        address = make_url(url)
        engine = create_engine(address, hide_parameters=True, **_options(address, patience))
    except (NoSuchModuleError, ImportError) as error:
        raise KnowledgeError(f"this kind of database needs a driver that is not installed: {error}") from None
    except (ArgumentError, ValueError):  # their words may hold the password
        raise KnowledgeError(
            "the address of the database must read like sqlite:///folder/file "
            "or postgresql://user:password@host/name"
        ) from None
    event.listen(engine, "connect", _hold, insert=True)  # SQLAlchemy itself asks a new connection things
    if engine.dialect.name == "sqlite":
        event.listen(engine, "do_connect", _make_private)
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", partial(_begin_sqlite, patience))
    if engine.dialect.name == "postgresql":
        event.listen(engine, "connect", partial(_set_up_postgresql, patience))
        event.listen(engine, "begin", _begin_postgresql)
    event.listen(engine, "checkout", partial(_check_out, engine))
    event.listen(engine, "checkin", _leave)
    event.listen(engine, "close", _leave)
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


def unhurried(engine: Engine) -> Engine:
    """Return the engine for transactions that may take long: PostgreSQL's limits are not for them."""
    return engine.execution_options(doula_unhurried=True)


def _options(url: URL, patience: Patience) -> dict[str, Any]:
    pool = {"poolclass": QueuePool, "pool_size": 5, "max_overflow": 5, "pool_timeout": patience.lock}
    if url.get_backend_name() == "sqlite":
        if url.database in (None, "", ":memory:"):
            raise ValueError("each thread would have a database of its own")
        return pool | {"connect_args": {"check_same_thread": False}}
    if url.get_driver_name() != "psycopg2":
        return pool
    limits = {"connect_timeout": patience.connecting, "tcp_user_timeout": _milliseconds(patience.call)}
    batches = {"executemany_mode": "values_plus_batch"}  # else each row is a journey to the server
    return pool | batches | {"connect_args": limits | _KEEPALIVES}


def _hold(connection: Any, _record: Any) -> None:
    if call := calls.current():
        call.hold(connection)


def _leave(connection: Any, _record: Any) -> None:
    if call := calls.current():
        call.leave(connection)


def _check_out(engine: Engine, connection: Any, record: Any, _proxy: Any) -> None:
    """Ping a connection before it is used; where it is dead all that are older are replaced."""
    if call := calls.current():
        call.hold(connection, pinging=True)
    if engine.dialect.name != "sqlite":
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise InvalidatePoolError from error
    _hold(connection, record)


def _set_up_postgresql(patience: Patience, connection: Any, _record: Any) -> None:
    """Limit what the server may take; not by start-up options, which poolers refuse."""
    limits = {
        "statement_timeout": patience.statement,
        "lock_timeout": patience.lock,
        "idle_in_transaction_session_timeout": patience.idle,
    }
    with connection.cursor() as cursor:
        cursor.execute("; ".join(f"SET {name} = {_milliseconds(limits[name])}" for name in limits))
    connection.commit()


def _begin_postgresql(connection: Connection) -> None:
    if connection.get_execution_options().get("doula_unhurried"):
        connection.exec_driver_sql(_NO_LIMITS)


def _milliseconds(seconds: float) -> int:
    return int(seconds * 1000)


def _make_private(_dialect: Any, _record: Any, arguments: list[Any], _options: dict[str, Any]) -> None:
    files.make_private(Path(arguments[0]))


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


def _begin_sqlite(patience: Patience, connection: Connection) -> None:
    options = connection.get_execution_options()
    wait = _UNHURRIED if options.get("doula_unhurried") else patience.lock
    driver: Any = connection.connection.dbapi_connection
    driver.execute(f"PRAGMA busy_timeout = {_milliseconds(wait)}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("doula_writes") else "BEGIN")
