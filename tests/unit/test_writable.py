"""Whether a database can be written to is found out by writing, without harm and without waiting."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table, event, select, update
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError

from doula.knowledge import writable
from doula.knowledge.engine import connect, writing
from doula.knowledge.writable import probe

metadata = MetaData()
notes = Table("notes", metadata, Column("id", Integer, primary_key=True), Column("text", String))


@pytest.fixture
def engine(address: str) -> Engine:
    engine = connect(address)
    with writing(engine).begin() as connection:
        metadata.create_all(connection)
        connection.execute(notes.insert().values(id=1, text="as it is"))
    return engine


def look(engine: Engine) -> None:
    probe(engine, notes.c.id, notes.c.text)


def test_writing_changes_nothing(engine: Engine) -> None:
    look(engine)
    with engine.begin() as connection:
        assert connection.execute(select(notes)).all() == [(1, "as it is")]


def test_sqlite_writes_though_nothing_changes(tmp_path: Path) -> None:
    engine = connect(f"sqlite:///{tmp_path}/some.db")
    with writing(engine).begin() as connection:
        metadata.create_all(connection)
    log = tmp_path / "some.db-wal"
    before = log.stat().st_size
    look(engine)
    assert log.stat().st_size > before


def test_what_is_being_written_is_not_waited_for(engine: Engine) -> None:
    with writing(engine).begin() as connection:
        connection.execute(update(notes).values(text="other"))
        began = time.monotonic()
        look(engine)
        assert time.monotonic() - began < 2


def test_a_database_that_is_read_only_is_found(engine: Engine) -> None:
    statement = {
        "sqlite": "PRAGMA query_only = ON",
        "postgresql": "SET default_transaction_read_only = on",
    }[engine.dialect.name]

    def close(connection: object, _: object) -> None:
        connection.cursor().execute(statement)  # type: ignore[attr-defined]
        connection.commit()  # type: ignore[attr-defined]

    event.listen(engine, "connect", close)
    engine.dispose()
    with pytest.raises(SQLAlchemyError):
        look(engine)


def test_a_disk_that_is_nearly_full_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = connect(f"sqlite:///{tmp_path}/some.db")
    with writing(engine).begin() as connection:
        metadata.create_all(connection)
    look(engine)
    monkeypatch.setattr(writable, "_ROOM", 1 << 60)
    with pytest.raises(OSError, match="full"):
        look(engine)
