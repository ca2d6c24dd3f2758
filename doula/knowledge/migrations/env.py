"""Runs migrations for Alembic, on the connection it was given or the database that is set."""

from __future__ import annotations

from alembic import context
from sqlalchemy.engine import Connection

from doula.knowledge.engine import connect, writing
from doula.knowledge.tables import is_portable, metadata
from doula.settings import settings


def run(connection: Connection) -> None:
    """Run what Alembic was asked for, in the transaction of the connection."""
    # No batch mode: SQLite rebuilds a table by dropping it, which would delete the rows that refer to it.
    context.configure(connection, target_metadata=metadata, include_name=is_portable)
    with context.begin_transaction():
        context.run_migrations()


if given := context.config.attributes.get("connection"):
    run(given)
else:
    with writing(connect(settings().database_url)).begin() as opened:
        run(opened)
