"""Where conversations are kept: Rasa's SQL store that can also forget, and that says when it is down."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import InMemoryTrackerStore, SQLTrackerStore, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm import sessionmaker

from doula.channels.door import StoreDownError
from doula.channels.receipts import KEPT
from doula.knowledge.engine import connect, writing
from doula.settings import settings

FORGOTTEN = "forgotten"  # the slot that an action sets to have everything deleted after the turn

_revoked = sa.Table(
    "revoked", SQLTrackerStore.Base.metadata, sa.Column("conversation", sa.String(64), primary_key=True)
)

_received = sa.Table(
    "received",
    SQLTrackerStore.Base.metadata,
    sa.Column("mark", sa.String(64), primary_key=True),
    sa.Column("at", sa.Float, nullable=False, index=True),  # seconds since 1970
)


class ConversationStore(SQLTrackerStore):
    """Keeps conversations in any SQL database; in SQLite under var/ unless told otherwise."""

    def __init__(
        self,
        domain: Domain | None = None,
        host: str | None = None,
        event_broker: EventBroker | None = None,
        **kwargs: Any,
    ) -> None:
        self.engine = _engine(host or settings().tracker_url)
        with _told():
            self.Base.metadata.create_all(self.engine)
        self.sessionmaker = sessionmaker(bind=self.engine)
        TrackerStore.__init__(self, domain, event_broker, **kwargs)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Store what is new, or delete everything when she asked to be forgotten."""
        if tracker.get_slot(FORGOTTEN):
            return await self.delete(tracker.sender_id)
        with _told():
            return await super().save(tracker)  # type: ignore[no-any-return]

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Return the latest session of a conversation; raises StoreDownError."""
        with _told():
            return await super().retrieve(sender_id)

    async def retrieve_full_tracker(self, conversation_id: str) -> DialogueStateTracker | None:
        """Return all sessions of a conversation; raises StoreDownError."""
        with _told():
            return await super().retrieve_full_tracker(conversation_id)

    async def delete(self, sender_id: str) -> None:
        """Delete everything of a conversation, also from the file."""
        with _told(), self.engine.begin() as connection:
            connection.execute(sa.delete(self.SQLEvent).where(self.SQLEvent.sender_id == sender_id))
        self._forget_on_disk()

    async def revoke(self, sender_id: str) -> None:
        """Delete everything of a conversation and refuse it from now on."""
        await self.delete(sender_id)
        if not await self.is_revoked(sender_id):
            with _told(), self.engine.begin() as connection:
                connection.execute(_revoked.insert().values(conversation=_mark(sender_id)))

    async def is_revoked(self, sender_id: str) -> bool:
        """Tell whether a conversation is refused."""
        query = sa.select(_revoked.c.conversation).where(_revoked.c.conversation == _mark(sender_id))
        with _told(), self.engine.connect() as connection:
            return connection.execute(query).first() is not None

    def claim(self, marks: Sequence[str]) -> set[str]:
        """Keep marks of messages that came in and return those that were new; raises StoreDownError."""
        with _told():
            return {mark for mark in marks if self._is_new(mark)}

    def _is_new(self, mark: str) -> bool:
        now = time.time()
        try:
            with self.engine.begin() as connection:
                connection.execute(sa.delete(_received).where(_received.c.at < now - KEPT))
                connection.execute(_received.insert().values(mark=mark, at=now))
        except IntegrityError:
            return False
        return True

    def ping(self) -> None:
        """Ask the database for a sign of life; raises StoreDownError."""
        with _told(), self.engine.connect() as connection:
            connection.execute(sa.select(sa.literal(1)))

    def _forget_on_disk(self) -> None:
        if self.engine.dialect.name == "sqlite":
            with _told(), closing(self.engine.raw_connection()) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


class MemoryStore(InMemoryTrackerStore):
    """Keeps conversations as long as the process lives."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._marks: set[str] = set()

    def claim(self, marks: Sequence[str]) -> set[str]:
        """Keep marks of messages that came in and return those that were new."""
        new = set(marks) - self._marks
        self._marks |= new
        return new

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Store a conversation, or delete it when she asked to be forgotten."""
        if tracker.get_slot(FORGOTTEN):
            await self.delete(tracker.sender_id)
        else:
            await super().save(tracker)

    async def delete(self, sender_id: str) -> None:
        """Delete everything of a conversation."""
        self.store.pop(sender_id, None)

    async def revoke(self, sender_id: str) -> None:
        """Delete everything of a conversation; in memory nobody can come back to it."""
        await self.delete(sender_id)

    async def is_revoked(self, _: str) -> bool:
        """Tell that no conversation is refused."""
        return False

    def ping(self) -> None:
        """Do nothing: memory is always there."""


@contextmanager
def _told() -> Iterator[None]:
    """Turn a database's error into one that says the store is down, without the statement's values."""
    try:
        yield
    except SQLAlchemyError as error:
        raise StoreDownError(type(error).__name__) from error


def _mark(sender_id: str) -> str:
    return sha256(sender_id.encode()).hexdigest()


def _engine(url: str) -> Engine:
    engine = writing(connect(url))  # what is new is counted and stored in one moment
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _overwrite_what_is_deleted)
    return engine


def _overwrite_what_is_deleted(connection: Any, _: object) -> None:
    connection.execute("PRAGMA secure_delete = ON")
