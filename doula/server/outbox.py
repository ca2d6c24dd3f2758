"""Events on their way to the broker: stored with the turn they are of, kept until the broker has them."""

from __future__ import annotations

import json
import secrets
import time
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from doula.knowledge.engine import writing
from doula.server.conversation_tables import courier, outbox

TERM = 30.0  # seconds after which a process that was killed is followed by another
AT_ONCE = 100  # events
COUNT = sa.select(sa.func.count()).select_from(outbox)


def put(connection: Connection, rows: Iterable[Mapping[str, Any]]) -> None:
    """Put events, as rows of their table, in the outbox; they are sent if the transaction is kept."""
    waiting = [
        {
            "sender_id": row["sender_id"],
            "message_id": uuid.uuid4().hex,
            "body": json.dumps({"sender_id": row["sender_id"], **json.loads(row["data"])}),
        }
        for row in rows
    ]
    connection.execute(outbox.insert(), waiting)


def drop(connection: Connection, names: Sequence[str]) -> None:
    """Take the events of these conversations out of the outbox unsent."""
    connection.execute(sa.delete(outbox).where(outbox.c.sender_id.in_(names)))


class Outbox:
    """The outbox as the one process sees it that empties it."""

    def __init__(self, engine: Engine) -> None:
        self._engine, self._process = engine, secrets.token_hex(16)

    def first(self) -> list[Any]:
        """Return the oldest events, none if there is none or another process sends them."""
        with self._engine.begin() as connection:
            if connection.execute(sa.select(outbox.c.id).limit(1)).first() is None:
                return []
        with writing(self._engine).begin() as connection:
            if not self._take_over(connection):
                return []
            query = sa.select(outbox.c.id, outbox.c.message_id, outbox.c.body).order_by(outbox.c.id)
            return list(connection.execute(query.limit(AT_ONCE)))

    def sent(self, ids: Sequence[int]) -> None:
        """Take what the broker has confirmed out of the outbox."""
        with writing(self._engine).begin() as connection:
            connection.execute(sa.delete(outbox).where(outbox.c.id.in_(ids)))

    def _take_over(self, connection: Connection) -> bool:
        """Become or stay the process that sends; a clock that was set back makes nobody wait."""
        now = time.time()
        gone = sa.not_(courier.c.seen.between(now - TERM, now + TERM))
        mine = courier.c.process == self._process
        term = sa.update(courier).where(sa.or_(mine, courier.c.process.is_(None), gone))
        return bool(connection.execute(term.values(process=self._process, seen=now)).rowcount)
