"""What tests of every kind share: databases of their own."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

SERVER = os.environ.get("DOULA_TEST_POSTGRESQL", "postgresql://postgres@127.0.0.1:5432/test")


@pytest.fixture
def postgresql() -> Iterator[str]:
    """Give the address of an empty PostgreSQL schema that is dropped afterwards."""
    engine = create_engine(SERVER, future=True, connect_args={"connect_timeout": 2})
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


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the address of an empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/var/knowledge.db"
    return str(request.getfixturevalue("postgresql"))
