"""Conversations in which nothing was said for long, or ever: which they are, and how they are deleted."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import batched
from typing import Any

import sqlalchemy as sa
from rasa.shared.core.constants import IS_EXTERNAL
from rasa.shared.core.events import UserUttered
from sqlalchemy.engine import Connection, Engine

from doula.knowledge.engine import reading, writing
from doula.server import outbox
from doula.server.conversation_tables import events

FOUND_AT_ONCE = 50_000  # conversations
DELETED_AT_ONCE = 500  # others who write wait that long

_IS_EXTERNAL = events.c.data.contains(json.dumps({IS_EXTERNAL: True})[1:-1], autoescape=True)
_IS_HERS = sa.and_(events.c.type_name == UserUttered.type_name, ~_IS_EXTERNAL)
_BY_NAME = sa.select(events.c.sender_id).group_by(events.c.sender_id)


def silent(since: datetime) -> sa.Select[tuple[str]]:
    """Return the query for the names of conversations in which nothing was said since then."""
    return _BY_NAME.having(sa.func.max(events.c.timestamp) < since.timestamp())


def unused(since: datetime) -> sa.Select[tuple[str]]:
    """Return the query for those of them in which she never said anything: they were only begun."""
    return silent(since).having(sa.func.sum(sa.case((_IS_HERS, 1), else_=0)) == 0)


def delete_each(engine: Engine, query: sa.Select[tuple[str]]) -> Iterator[int]:
    """Delete the conversations that a query finds, a few at a time, and list how many these were."""
    while found := _found(engine, query):
        for names in batched(found, DELETED_AT_ONCE, strict=False):
            with writing(reading(engine)).begin() as connection:
                still = connection.execute(query.where(events.c.sender_id.in_(names))).scalars().all()
                delete(connection, still)
            yield len(still)


def delete(connection: Connection, names: Sequence[str]) -> None:
    """Delete all of some conversations."""
    connection.execute(sa.delete(events).where(events.c.sender_id.in_(names)))
    outbox.drop(connection, names)


def _found(engine: Engine, query: sa.Select[Any]) -> Sequence[str]:
    with engine.connect() as connection:
        return connection.execute(query.limit(FOUND_AT_ONCE)).scalars().all()
