from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import event, inspect, text
from sqlalchemy.engine import Engine

from doula.knowledge import KnowledgeBase, KnowledgeError, migrate, tables
from doula.knowledge.engine import connect
from doula.knowledge.migrations import undo
from doula.settings import Settings


@pytest.fixture
def engine(address: str) -> Iterator[Engine]:
    engine = connect(address)
    yield engine
    engine.dispose()


def names(engine: Engine) -> set[str]:
    found = set(inspect(engine).get_table_names()) - {"alembic_version"}
    return {name for name in found if tables.is_portable(name, "table")}


def test_the_migrations_make_the_tables_that_the_code_knows(engine: Engine) -> None:
    migrate(engine)
    with engine.begin() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"compare_type": True, "compare_server_default": True, "include_name": tables.is_portable},
        )
        assert compare_metadata(context, tables.metadata) == []
        assert names(engine) == set(tables.metadata.tables)


def test_alembic_itself_works_on_the_database_that_is_set(
    address: str, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("doula.settings.settings", lambda: Settings(database_url=address))
    config = Config()
    config.set_main_option("script_location", "doula.knowledge:migrations")
    command.upgrade(config, "head")
    command.check(config)
    assert KnowledgeBase(engine).ready()


def test_migrating_again_changes_nothing(engine: Engine) -> None:
    migrate(engine)
    knowledge = KnowledgeBase(engine)
    knowledge.add_feedback("she", "m1", True)
    migrate(engine)
    with engine.begin() as connection:
        assert connection.execute(text("SELECT count(*) FROM feedback")).scalar() == 1


def test_migrations_can_be_undone_and_done_again(engine: Engine) -> None:
    migrate(engine)
    undo(engine)
    assert names(engine) == set()
    migrate(engine)
    assert KnowledgeBase(engine).ready()


def test_processes_that_start_at_once_migrate_once(address: str, engine: Engine) -> None:
    def start(_: int) -> None:
        own = connect(address)
        migrate(own)
        own.dispose()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(start, range(4)))
    assert KnowledgeBase(engine).ready()


def test_a_migration_that_fails_in_the_middle_leaves_nothing(engine: Engine) -> None:
    def fail(*arguments: object) -> None:
        if "CREATE TABLE passages" in str(arguments[2]):
            raise RuntimeError("the disk is full")

    event.listen(engine, "before_cursor_execute", fail)
    with pytest.raises(RuntimeError, match="the disk is full"):
        migrate(engine)
    event.remove(engine, "before_cursor_execute", fail)
    assert names(engine) == set()
    migrate(engine)
    assert KnowledgeBase(engine).ready()


def test_a_database_of_a_newer_release_is_refused(engine: Engine) -> None:
    migrate(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(KnowledgeError, match=r"another release: .*9999"):
        migrate(engine)
