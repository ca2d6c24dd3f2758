"""Events reach RabbitMQ in their order, whatever happens to it, and no turn waits for it."""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aio_pika
import pytest
import sqlalchemy as sa
from rasa.shared.core.events import SlotSet, UserUttered

from doula.server import event_relay
from doula.server.conversation_tables import courier, outbox
from doula.server.event_relay import EventRelay
from doula.server.outbox import TERM, Outbox
from doula.server.tracker_store import ConversationStore
from tests.services.proxy import Proxy


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_relay, "PAUSES", (0.1, 0.2))
    monkeypatch.setattr(event_relay, "PATIENCE", 1.0)


class Listener:
    """Another program that takes the events."""

    def __init__(self, wire: Proxy) -> None:
        name = f"doula-test-{secrets.token_hex(6)}"
        self.relay = EventRelay(f"amqp://127.0.0.1:{wire.port}", name, name)
        self._queue = name

    async def hears(self, number: int, seconds: float = 10) -> list[Any]:
        """Return the messages in the queue once there are so many, or all that came in time."""
        connection = await aio_pika.connect("amqp://127.0.0.1:5672")
        heard: list[Any] = []
        async with connection:
            channel = await connection.channel()
            queue = await channel.declare_queue(self._queue, durable=True)
            deadline = time.monotonic() + seconds
            while len(heard) < number and time.monotonic() < deadline:
                message = await queue.get(fail=False, no_ack=True)
                heard += [message] if message else []
                await asyncio.sleep(0 if message else 0.05)
        return heard

    async def leave(self) -> None:
        await self.relay.close()
        async with await aio_pika.connect("amqp://127.0.0.1:5672") as connection:
            channel = await connection.channel()
            await channel.queue_delete(self._queue)
            await channel.exchange_delete(self._queue)


@asynccontextmanager
async def listening(wire: Proxy, address: str) -> AsyncIterator[tuple[Listener, ConversationStore]]:
    listener = Listener(wire)
    store = ConversationStore(host=address, event_broker=listener.relay)
    listener.relay.start(store.engine)
    try:
        yield listener, store
    finally:
        await listener.leave()


async def say(store: ConversationStore, name: str, *texts: str, forget: bool = False) -> None:
    tracker = await store.retrieve(name) or await store.create_tracker(name, append_action_listen=False)
    for text in texts:
        tracker.update(UserUttered(text))
    if forget:
        tracker.update(SlotSet("forgotten", True))
    await store.save(tracker)


def texts(messages: list[Any]) -> list[str]:
    return [json.loads(message.body)["text"] for message in messages]


def waiting(store: ConversationStore) -> int:
    with store.engine.begin() as connection:
        return int(connection.execute(sa.select(sa.func.count()).select_from(outbox)).scalar_one())


def test_each_event_arrives_once_in_its_order(wire_to_rabbitmq: Proxy, address: str) -> None:
    async def run() -> None:
        async with listening(wire_to_rabbitmq, address) as (listener, store):
            for number in range(5):
                await say(store, "a", f"{number} a", f"{number} b")
            heard = await listener.hears(11, seconds=3)
            assert texts(heard) == [f"{number} {letter}" for number in range(5) for letter in "ab"]
            assert len({message.message_id for message in heard}) == 10
            assert json.loads(heard[0].body)["sender_id"] == "a" and heard[0].app_id == "doula"
            assert waiting(store) == 0

    asyncio.run(run())


def test_while_rabbitmq_is_away_turns_go_on_and_nothing_is_lost(
    wire_to_rabbitmq: Proxy, address: str
) -> None:
    async def run() -> None:
        async with listening(wire_to_rabbitmq, address) as (listener, store):
            await say(store, "a", "before")
            assert texts(await listener.hears(1)) == ["before"]
            wire_to_rabbitmq.cut()
            began = time.monotonic()
            await say(store, "a", "meanwhile")
            assert time.monotonic() - began < 1
            await asyncio.sleep(0.5)
            assert waiting(store) == 1
            wire_to_rabbitmq.mend()
            await say(store, "a", "after")
            assert texts(await listener.hears(2)) == ["meanwhile", "after"]
            assert await listener.hears(1, seconds=0.5) == []

    asyncio.run(run())


def test_a_rabbitmq_that_hangs_delays_no_turn_and_gets_all_in_the_end(
    wire_to_rabbitmq: Proxy, address: str
) -> None:
    async def run() -> None:
        wire_to_rabbitmq.delay = 30
        async with listening(wire_to_rabbitmq, address) as (listener, store):
            began = time.monotonic()
            await say(store, "a", "one", "two")
            assert time.monotonic() - began < 1
            await asyncio.sleep(0.3)
            wire_to_rabbitmq.delay = 0
            wire_to_rabbitmq.cut()
            wire_to_rabbitmq.mend()
            assert texts(await listener.hears(2)) == ["one", "two"]

    asyncio.run(run())


def test_what_a_stopped_process_left_is_sent_after_the_next_start(
    wire_to_rabbitmq: Proxy, address: str
) -> None:
    async def run() -> None:
        listener = Listener(wire_to_rabbitmq)
        store = ConversationStore(host=address, event_broker=listener.relay)
        await say(store, "a", "left")
        listener.relay.start(ConversationStore(host=address).engine)
        assert texts(await listener.hears(1)) == ["left"]
        await listener.leave()

    asyncio.run(run())


def test_a_cancellation_that_is_lost_delays_the_end_but_does_not_prevent_it(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def run() -> None:
        lost: list[asyncio.CancelledError] = []

        async def lose_one(relay: EventRelay, of: Outbox) -> int:
            try:
                await asyncio.sleep(30)
            except asyncio.CancelledError as cancelled:
                if lost:
                    raise
                lost.append(cancelled)
            return 0

        monkeypatch.setattr(EventRelay, "_send_some", lose_one)
        relay = EventRelay("amqp://127.0.0.1:1")
        relay.start(ConversationStore(host=address).engine)
        await asyncio.sleep(0.1)
        await asyncio.wait_for(relay.close(), 10)
        assert lost

    asyncio.run(run())


def test_who_is_forgotten_has_no_events_left_to_send(address: str) -> None:
    async def run() -> None:
        store = ConversationStore(host=address, event_broker=EventRelay("amqp://127.0.0.1:1"))
        await say(store, "a", "hers")
        await say(store, "b", "another's")
        await store.delete("a")
        assert waiting(store) == 1
        await store.revoke("b")
        assert waiting(store) == 0

    asyncio.run(run())


def test_one_process_sends_and_another_follows_one_that_is_gone(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = ConversationStore(host=address, event_broker=EventRelay("amqp://127.0.0.1:1"))
    asyncio.run(say(store, "a", "hello"))
    first, second = Outbox(store.engine), Outbox(store.engine)
    assert len(first.first()) == len(first.first()) == 1
    assert second.first() == []
    now = time.time()
    monkeypatch.setattr("doula.server.outbox.time.time", lambda: now + TERM + 1)
    assert len(second.first()) == 1
    assert first.first() == []


def test_a_clock_that_was_set_back_makes_no_event_wait(address: str) -> None:
    store = ConversationStore(host=address, event_broker=EventRelay("amqp://127.0.0.1:1"))
    asyncio.run(say(store, "a", "hello"))
    with store.engine.begin() as connection:
        connection.execute(sa.update(courier).values(process="gone", seen=time.time() + 86_400))
    assert len(Outbox(store.engine).first()) == 1
