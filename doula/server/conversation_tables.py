"""The tables of conversations, and the way to them from those of older releases."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from doula.knowledge.engine import unhurried, writing

_LOCK = 0x6D6F74686572  # any number, the same in every process

metadata = sa.MetaData()

events = sa.Table(  # Rasa's columns, so that its tools read it; position and message_id are ours
    "events",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("sender_id", sa.String(255), nullable=False),
    sa.Column("position", sa.Integer),  # in its conversation, rising; no two processes can take the same
    sa.Column("type_name", sa.String(255), nullable=False),
    sa.Column("timestamp", sa.Float),
    sa.Column("intent_name", sa.String(255)),
    sa.Column("action_name", sa.String(255)),
    sa.Column("message_id", sa.String(255)),
    sa.Column("data", sa.Text),
)

_STARTED = events.c.type_name == "session_started"
_NAMED = events.c.message_id.isnot(None)

sa.Index("events_position", events.c.sender_id, events.c.position, unique=True)
sa.Index(
    "events_session",
    events.c.sender_id,
    events.c.position,
    sqlite_where=_STARTED,
    postgresql_where=_STARTED,
)
sa.Index(
    "events_message",
    events.c.sender_id,
    events.c.message_id,
    sqlite_where=_NAMED,
    postgresql_where=_NAMED,
)

revoked = sa.Table("revoked", metadata, sa.Column("conversation", sa.String(64), primary_key=True))

received = sa.Table(
    "received",
    metadata,
    sa.Column("mark", sa.String(64), primary_key=True),
    sa.Column("at", sa.Float, nullable=False, index=True),  # seconds since 1970
    sa.Column("until", sa.Float),  # in such seconds: when a claim ends that is not confirmed; none once it is
)

outbox = sa.Table(  # events that the broker has not confirmed
    "outbox",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("sender_id", sa.String(255), nullable=False, index=True),
    sa.Column("message_id", sa.String(64), nullable=False),
    sa.Column("body", sa.Text, nullable=False),
)

courier = sa.Table(  # one row: the process that empties the outbox, so that the order is kept
    "courier",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("process", sa.String(64)),
    sa.Column("seen", sa.Float, nullable=False),  # seconds since 1970
)


def migrate(engine: Engine) -> None:
    """Bring the tables to the newest state, in one transaction, one process at a time."""
    with writing(unhurried(engine)).begin() as connection:
        if connection.dialect.name == "postgresql":  # SQLite is locked by its transaction
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
        if sa.inspect(connection).has_table(events.name):
            _extend(connection)
        if sa.inspect(connection).has_table(received.name):
            _add_columns(connection, received.c.until)
        metadata.create_all(connection)
        if connection.execute(sa.select(courier.c.id)).first() is None:
            connection.execute(courier.insert().values(id=1, seen=0.0))


def _extend(connection: Connection) -> None:
    """Give a table of events that Rasa made what ours has more."""
    _add_columns(connection, events.c.position, events.c.message_id)
    connection.execute(sa.update(events).where(events.c.position.is_(None)).values(position=events.c.id))
    indexes = {index["name"] for index in sa.inspect(connection).get_indexes(events.name)}
    for index in events.indexes:
        if index.name not in indexes:
            index.create(connection)


def _add_columns(connection: Connection, *columns: sa.Column[Any]) -> None:
    """Add what a table does not have yet."""
    table = columns[0].table
    present = {column["name"] for column in sa.inspect(connection).get_columns(table.name)}
    for column in columns:
        if column.name not in present:
            kind = column.type.compile(connection.dialect)
            connection.execute(sa.text(f"ALTER TABLE {table.name} ADD COLUMN {column.name} {kind}"))
