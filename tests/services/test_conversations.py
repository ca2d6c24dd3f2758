"""The database of conversations: of an older release, asked by many, full, slow, away."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, SessionStarted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.engine import make_url

from doula.channels.door import StoreDownError
from doula.knowledge.engine import Patience
from doula.server.conversation_tables import events, metadata
from doula.server.tracker_store import ConversationStore
from tests.services.proxy import Proxy


async def say(store: ConversationStore, name: str, *texts: str) -> None:
    tracker = await store.retrieve(name) or await store.create_tracker(name)
    for text in texts:
        tracker.update(UserUttered(text))
    await store.save(tracker)


async def said(store: ConversationStore, name: str) -> list[str]:
    return [message["text"] for message in (await store.page(name)).messages]


def rasas(address: str) -> None:
    """Keep a conversation of two sessions as Rasa's own store does."""
    if database := make_url(address).database:
        Path(database).parent.mkdir(exist_ok=True, parents=True)
    store = SQLTrackerStore(Domain.empty(), host=address)
    tracker = DialogueStateTracker("a", [])
    for event in (SessionStarted(), UserUttered("old"), SessionStarted(), UserUttered("hello")):
        tracker.update(event)
    asyncio.run(store.save(tracker))


@pytest.fixture
def store(address: str) -> Iterator[ConversationStore]:
    store = ConversationStore(host=address)
    yield store
    store.engine.dispose()


def test_conversations_of_an_older_release_go_on(address: str) -> None:
    rasas(address)

    async def run() -> None:
        store = ConversationStore(host=address)
        await say(store, "a", "again")
        assert await said(store, "a") == ["old", "hello", "again"]
        running = await store.retrieve("a")
        assert running and len(running.events) == 3

    asyncio.run(run())


def test_an_older_database_gets_all_columns_and_indexes(address: str) -> None:
    rasas(address)
    store = ConversationStore(host=address)
    found = sa.inspect(store.engine)
    assert {column.name for column in events.columns} == {c["name"] for c in found.get_columns("events")}
    assert {index.name for index in events.indexes} <= {
        index["name"] for index in found.get_indexes("events")
    }
    assert set(metadata.tables) <= set(found.get_table_names())


def test_processes_that_start_at_once_migrate_once(address: str) -> None:
    rasas(address)
    with ThreadPoolExecutor(4) as pool:
        stores = list(pool.map(lambda _: ConversationStore(host=address), range(4)))
    assert asyncio.run(said(stores[0], "a")) == ["old", "hello"]


def test_two_processes_cannot_both_continue_a_conversation(store: ConversationStore) -> None:
    async def run() -> None:
        await say(store, "a", "hello")
        first, second = await store.retrieve("a"), await store.retrieve("a")
        for tracker in (first, second):
            tracker.update(UserUttered("again"))
        await store.save(first)
        with pytest.raises(StoreDownError):
            await store.save(second)
        assert await said(store, "a") == ["hello", "again"]

    asyncio.run(run())


def test_a_turn_that_was_overtaken_by_a_deletion_brings_nothing_back(store: ConversationStore) -> None:
    async def run() -> None:
        await say(store, "a", "hello")
        tracker = await store.retrieve("a")
        tracker.update(UserUttered("again"))
        await store.revoke("a")
        with pytest.raises(StoreDownError):
            await store.save(tracker)
        assert await said(store, "a") == []

    asyncio.run(run())


def test_a_turn_is_stored_whole_or_not_at_all(store: ConversationStore) -> None:
    async def run() -> None:
        await say(store, "a", "hello")
        tracker = await store.retrieve("a")
        tracker.update_with_events([UserUttered("one"), ActionExecuted("x"), UserUttered("two")], None)
        sa.event.listen(store.engine, "before_cursor_execute", _fail_to_insert)
        with pytest.raises(StoreDownError):
            await store.save(tracker)
        sa.event.remove(store.engine, "before_cursor_execute", _fail_to_insert)
        assert await said(store, "a") == ["hello"]
        await store.save(tracker)
        assert await said(store, "a") == ["hello", "one", "two"]

    asyncio.run(run())


def _fail_to_insert(*arguments: Any) -> None:
    if "INSERT INTO events" in arguments[2]:
        raise sa.exc.OperationalError("insert", {}, Exception("disk I/O error"))


def test_a_full_disk_is_an_error_and_nothing_is_half_kept(tmp_path: Path) -> None:
    store = ConversationStore(host=f"sqlite:///{tmp_path}/c.db")

    def limit(pages: int) -> None:
        store.engine.dispose()
        sa.event.listen(store.engine, "connect", lambda c, _: c.execute(f"PRAGMA max_page_count = {pages}"))

    async def run() -> None:
        await say(store, "a", "hello")
        limit(1)  # SQLite takes the present size for the least
        with pytest.raises(StoreDownError):
            for _ in range(50):
                await say(store, "a", "x" * 2_000)
        before = await said(store, "a")
        limit(1_000_000)
        await say(store, "a", "there is room again")
        assert await said(store, "a") == [*before, "there is room again"]

    asyncio.run(run())


def test_postgresql_that_restarts_loses_nothing(wire_to_postgresql: tuple[Proxy, str]) -> None:
    wire, address = wire_to_postgresql

    async def run() -> None:
        store = ConversationStore(host=address)
        await say(store, "a", "before")
        tracker = await store.retrieve("a")
        tracker.update(UserUttered("in the middle"))
        wire.cut()
        began = time.monotonic()
        with pytest.raises(StoreDownError):
            await store.save(tracker)
        assert time.monotonic() - began < 5
        wire.mend()
        await store.save(tracker)  # as her page does when she tries again
        assert await said(store, "a") == ["before", "in the middle"]

    asyncio.run(run())


def test_postgresql_that_is_slow_keeps_nobody_else_waiting(wire_to_postgresql: tuple[Proxy, str]) -> None:
    wire, address = wire_to_postgresql

    async def run() -> None:
        store = ConversationStore(host=address)
        await say(store, "a", "hello")
        wire.delay = 0.1
        turn = asyncio.create_task(say(store, "a", "again"))
        ticks = 0
        while not turn.done():
            await asyncio.sleep(0.01)
            ticks += 1
        await turn
        assert ticks > 10, "the event loop stood still"

    asyncio.run(run())


def test_postgresql_that_hangs_is_an_error_within_seconds(
    wire_to_postgresql: tuple[Proxy, str],
) -> None:
    wire, address = wire_to_postgresql

    async def run() -> None:
        store = ConversationStore(host=address, patience=Patience(call=1.0))
        await say(store, "a", "hello")
        wire.delay = 30
        with pytest.raises(StoreDownError):
            await store.retrieve("a")
        wire.cut()
        wire.delay = 0
        wire.mend()
        await asyncio.sleep(0.1)
        assert await said(store, "a") == ["hello"]

    asyncio.run(run())


def test_a_message_sent_again_weeks_later_is_known(store: ConversationStore) -> None:
    async def run() -> None:
        tracker = await store.create_tracker("a")
        for number in range(60):
            tracker.update(SessionStarted())
            tracker.update(UserUttered(f"text {number}", message_id=f"m{number}"))
        await store.save(tracker)
        assert [event.text for event in await store.turn("a", "m3") if isinstance(event, UserUttered)] == [
            "text 3"
        ]
        assert await store.turn("a", "m60") == [] == await store.turn("b", "m3")

    asyncio.run(run())


def test_reading_and_writing_use_the_indexes(tmp_path: Path) -> None:
    store = ConversationStore(host=f"sqlite:///{tmp_path}/c.db")  # PostgreSQL scans tables that are small
    asked: list[tuple[str, Any]] = []
    sa.event.listen(store.engine, "before_cursor_execute", lambda *a: asked.append((a[2], a[3])))

    async def run() -> None:
        await say(store, "a", "hello")
        await say(store, "a", "again")
        await store.turn("a", "m1")

    asyncio.run(run())
    queries = [(text, values) for text, values in asked if text.startswith("SELECT")]
    assert len(queries) > 3
    with store.engine.begin() as connection:
        for text, values in queries:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", values).all()
            assert not [step for step in map(str, plan) if "SCAN events" in step], (text, plan)
