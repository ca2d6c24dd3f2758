"""Where conversations are kept: each turn whole or not at all, at one cost however long they are."""

from __future__ import annotations

import json
import time
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from itertools import islice
from typing import Any

import sqlalchemy as sa
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, SessionStarted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from doula.channels.conversations import PAGE
from doula.channels.door import StoreDownError
from doula.channels.receipts import KEPT, TERM, ClaimedError
from doula.channels.transcript import Page, id_of, refusal_id, title_of, transcript
from doula.knowledge.engine import PATIENCE, Patience, unhurried, writing
from doula.server import outbox, silent
from doula.server.conversation_database import ConversationDatabase, told
from doula.server.conversation_tables import events, migrate, received, revoked
from doula.server.event_relay import EventRelay
from doula.settings import settings

FORGOTTEN = "forgotten"  # the slot that an action sets to have everything deleted after the turn
LONGEST_TURN = 500  # events
_HERS, _OURS = UserUttered.type_name, BotUttered.type_name


class StoredTracker(DialogueStateTracker):
    """A conversation's running session, and how much of it is in the database."""

    stored = 0  # events
    position = 0  # of the last of them


class ConversationStore(TrackerStore):
    """Keeps conversations in any SQL database; in SQLite under var/ unless told otherwise."""

    def __init__(
        self,
        domain: Domain | None = None,
        host: str | None = None,
        event_broker: EventRelay | None = None,
        patience: Patience = PATIENCE,
        **kwargs: Any,
    ) -> None:
        self._database = ConversationDatabase(host or settings().tracker_url, patience)
        self.engine = self._database.engine
        with told():
            migrate(self.engine)
        super().__init__(domain, event_broker, **kwargs)

    async def create_tracker(self, sender_id: str, append_action_listen: bool = True) -> StoredTracker:
        """Return a conversation that has not begun; it is stored with its first turn."""
        tracker = StoredTracker(sender_id, self.domain.slots)
        if append_action_listen:
            tracker.update(ActionExecuted(ACTION_LISTEN_NAME))
        return tracker

    async def retrieve(self, sender_id: str) -> StoredTracker | None:
        """Return the running session of a conversation; raises StoreDownError."""
        latest = sa.select(sa.func.max(events.c.position)).where(
            events.c.sender_id == sender_id, events.c.type_name == SessionStarted.type_name
        )
        running = events.c.position >= sa.func.coalesce(latest.scalar_subquery(), 0)
        return self._tracker(sender_id, await self._database.read(_of(sender_id).where(running)))

    async def retrieve_full_tracker(self, conversation_id: str) -> StoredTracker | None:
        """Return all sessions of a conversation; raises StoreDownError."""
        return self._tracker(conversation_id, await self._database.read(_of(conversation_id)))

    async def page(self, conversation: str, before: int | None = None, most: int = PAGE) -> Page:
        """Return what both sides said last in all sessions, or last before a place."""
        wanted = [events.c.sender_id == conversation, events.c.type_name.in_((_HERS, _OURS))]
        if before is not None:
            wanted.append(events.c.position < before)
        query = sa.select(events.c.position, events.c.data).where(*wanted)
        query = query.order_by(events.c.position.desc()).limit(most + 1)
        return await self._database.do(self._page, query, most)

    async def place_of(self, conversation: str, message_id: str) -> int | None:
        """Return the place of a message of the assistant, None if there is no such message."""
        ours = _of(conversation).where(events.c.type_name == _OURS)
        held = events.c.data.contains(json.dumps({"id": message_id})[1:-1], autoescape=True)
        old = events.c.message_id.is_(None) & held  # of a release that did not name them
        for named in (events.c.message_id == message_id, old):
            for row in await self._database.read(ours.where(named)):
                if transcript([_event(row)])[0]["id"] == message_id:
                    return int(row.position)
        return None

    async def turn(self, conversation: str, sent: str) -> list[Event]:
        """Return her message of this id, or what refuses it, and what was said until her next one.

        Nothing if it never came.
        """
        hers = events.c.type_name == _HERS
        taken = hers & (events.c.message_id == sent)
        refused = (events.c.type_name == _OURS) & (events.c.message_id == refusal_id(conversation, sent))
        found = _of(conversation).where(taken | refused).order_by(None).order_by(events.c.position.desc())
        if not (first := await self._database.read(found.limit(1))):
            return []
        if isinstance(refusal := _event(first[0]), BotUttered):
            return [refusal]
        start = first[0].position
        later = _of(conversation).where(hers, events.c.position > start).limit(1)
        end = [events.c.position < row.position for row in await self._database.read(later)]
        turn = _of(conversation).where(events.c.position >= start, *end).limit(LONGEST_TURN)
        return _events(await self._database.read(turn))

    async def title_of(self, conversation: str, payload: str) -> str | None:
        """Return the title of a button with this payload that was ever offered, None if there was none."""
        holds = events.c.data.contains(json.dumps(payload), autoescape=True)
        ours = _of(conversation).where(events.c.type_name == _OURS, holds)
        newest = ours.order_by(None).order_by(events.c.position.desc()).limit(1)
        return title_of(payload, _events(await self._database.read(newest)))

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Store what is new, or delete everything when she asked to be forgotten; raises StoreDownError."""
        if tracker.get_slot(FORGOTTEN):
            await self.delete(tracker.sender_id)
        else:
            await self._database.do(self._append, tracker)
            if self.event_broker:
                self.event_broker.wake()

    async def delete(self, sender_id: str) -> None:
        """Delete everything of a conversation, also from the file."""
        await self._database.do(self._delete, sender_id)

    async def revoke(self, sender_id: str) -> None:
        """Delete everything of a conversation and refuse it from now on."""
        await self._database.do(self._revoke, sender_id)

    async def is_revoked(self, sender_id: str) -> bool:
        """Tell whether a conversation is refused."""
        query = sa.select(revoked.c.conversation).where(revoked.c.conversation == _mark(sender_id))
        return bool(await self._database.read(query))

    async def keys(self) -> Iterable[str]:
        """Return the names of all conversations."""
        return [row.sender_id for row in await self._database.read(sa.select(events.c.sender_id).distinct())]

    async def claim(self, marks: Collection[str]) -> set[str]:
        """Claim those of these messages that are new, all or none; raises ClaimedError, StoreDownError."""
        return await self._database.do(self._claim, sorted(marks))

    async def confirm(self, marks: Collection[str]) -> None:
        """Keep claims for KEPT seconds; raises StoreDownError."""
        await self._database.do(self._confirm, sorted(marks))

    def purge(self, older_than: datetime) -> int:
        """Delete the conversations in which nothing was said since then, and return how many these were."""
        return self._purge(silent.silent(older_than))

    def purge_unused(self, older_than: datetime) -> int:
        """Delete the conversations that were begun before then and in which she never said anything."""
        return self._purge(silent.unused(older_than))

    def _purge(self, query: sa.Select[tuple[str]]) -> int:
        with told():
            purged = sum(silent.delete_each(unhurried(self.engine), query))
        self._database.overwrite()
        return purged

    def rewrite(self) -> None:
        """Take what was ever deleted out of the file; raises StoreDownError."""
        self._database.rewrite()

    async def unsent(self, patience: float) -> int:
        """Return how many events wait to be sent to the broker; raises StoreDownError."""
        return int((await self._database.read(outbox.COUNT, patience))[0][0])

    async def ping(self, patience: float) -> None:
        """Ask the database for a sign of life; raises StoreDownError."""
        await self._database.read(sa.select(sa.literal(1)), patience)

    async def probe(self, patience: float) -> None:
        """Write what changes nothing, to know that writing is possible; raises StoreDownError."""
        await self._database.probe(patience)

    def _tracker(self, name: str, rows: Sequence[Any]) -> StoredTracker | None:
        if not rows:
            return None
        tracker = StoredTracker.from_events(name, _events(rows), self.domain.slots)
        tracker.stored, tracker.position = len(rows), rows[-1].position
        return tracker  # type: ignore[no-any-return]

    def _page(self, query: Any, most: int) -> Page:
        """Read a page, in the thread: most of its cost is to make events of rows."""
        with self.engine.begin() as connection:
            newest_first = connection.execute(query).all()
        rows = newest_first[:most][::-1]
        return Page(transcript(_events(rows)), rows[0].position if len(newest_first) > most else None)

    def _append(self, tracker: DialogueStateTracker) -> None:
        stored, last = getattr(tracker, "stored", 0), getattr(tracker, "position", 0)
        new = list(islice(tracker.events, stored, None))
        rows = [_row(tracker.sender_id, place, event) for place, event in enumerate(new, last + 1)]
        with writing(self.engine).begin() as connection:
            if last and not _stands(connection, tracker.sender_id, last):
                raise StoreDownError("the conversation was deleted meanwhile")
            if rows:
                connection.execute(events.insert(), rows)
            if rows and self.event_broker:
                outbox.put(connection, rows)
        if isinstance(tracker, StoredTracker):
            tracker.stored, tracker.position = stored + len(new), last + len(new)

    def _delete(self, name: str) -> None:
        with writing(self.engine).begin() as connection:
            silent.delete(connection, [name])
        self._database.overwrite()

    def _revoke(self, name: str) -> None:
        """Delete and refuse in one transaction: whoever finds nothing any more finds it refused."""
        refused = revoked.c.conversation == _mark(name)
        with suppress(IntegrityError), writing(self.engine).begin() as connection:  # another process does it
            silent.delete(connection, [name])
            if connection.execute(sa.select(revoked).where(refused)).first() is None:
                connection.execute(revoked.insert().values(conversation=_mark(name)))
        self._database.overwrite()

    def _claim(self, marks: list[str]) -> set[str]:
        these = received.c.mark.in_(marks)
        try:
            with writing(self.engine).begin() as connection:
                now = time.time()  # as it is when the database lets us in
                given_up = sa.not_(
                    received.c.until.between(now, now + 2 * TERM)
                )  # also by a clock gone wrong
                connection.execute(sa.delete(received).where(received.c.at < now - KEPT))
                connection.execute(sa.delete(received).where(these, given_up))
                known = connection.execute(sa.select(received.c.mark, received.c.until).where(these)).all()
                if any(row.until is not None for row in known):
                    raise ClaimedError
                new = set(marks) - {row.mark for row in known}
                if new:
                    claims = [{"mark": mark, "at": now, "until": now + TERM} for mark in sorted(new)]
                    connection.execute(received.insert(), claims)
        except IntegrityError:  # another process claims one of them at this moment
            raise ClaimedError from None
        return new

    def _confirm(self, marks: list[str]) -> None:
        with writing(self.engine).begin() as connection:
            these = received.c.mark.in_(marks)
            connection.execute(sa.update(received).where(these).values(until=None))


def _of(name: str) -> Any:
    query = sa.select(events.c.position, events.c.data).where(events.c.sender_id == name)
    return query.order_by(events.c.position)


def _events(rows: Iterable[Any]) -> list[Event]:
    return [_event(row) for row in rows]


def _event(row: Any) -> Event:
    return Event.from_parameters(json.loads(row.data))


def _row(name: str, position: int, event: Event) -> dict[str, Any]:
    data = event.as_dict()
    return {
        "sender_id": name,
        "position": position,
        "type_name": event.type_name,
        "timestamp": data.get("timestamp"),
        "intent_name": data.get("parse_data", {}).get("intent", {}).get("name"),
        "action_name": data.get("name"),
        "message_id": id_of(event) if isinstance(event, BotUttered) else data.get("message_id"),
        "data": json.dumps(data),
    }


def _stands(connection: Connection, name: str, position: int) -> bool:
    """Tell whether what a turn follows is still there, and keep it there until the turn is stored."""
    query = sa.select(events.c.id).where(events.c.sender_id == name, events.c.position == position)
    return connection.execute(query.with_for_update()).first() is not None


def _mark(sender_id: str) -> str:
    return sha256(sender_id.encode()).hexdigest()
