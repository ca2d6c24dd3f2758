"""What tests of every kind share: databases of their own."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

SERVER = os.environ.get("DOULA_TEST_POSTGRESQL", "postgresql://postgres@127.0.0.1:5432")


@pytest.fixture
def postgresql() -> Iterator[str]:
    """Give the address of an empty PostgreSQL database that is dropped afterwards."""
    engine = create_engine(
        f"{SERVER}/test", future=True, isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": 2}
    )
    name = f"doula_{uuid.uuid4().hex}"
    try:
        with engine.connect() as server:
            server.execute(text(f"CREATE DATABASE {name}"))
    except OperationalError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"no PostgreSQL at {SERVER}: {error.orig}")
    yield f"{SERVER}/{name}"
    with engine.connect() as server:
        server.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the address of an empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/var/knowledge.db"
    return str(request.getfixturevalue("postgresql"))
