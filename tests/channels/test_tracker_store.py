from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.slots import BooleanSlot
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig
from sqlalchemy import update

from doula.channels.door import StoreDownError
from doula.knowledge.engine import writing
from doula.server.conversation_database import IN_MEMORY
from doula.server.conversation_tables import events, metadata
from doula.server.tracker_store import ConversationStore
from doula.settings import settings


@pytest.fixture(params=["sqlite", "postgresql", "memory"])
def any_store(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    if request.param == "memory":
        return ConversationStore(host=IN_MEMORY)
    if request.param == "sqlite":
        return ConversationStore(host=f"sqlite:///{tmp_path}/new/conversations.db")
    return ConversationStore(host=request.getfixturevalue("postgresql"))


def conversation(name: str, *texts: str, forgotten: bool = False) -> DialogueStateTracker:
    slots = [BooleanSlot("forgotten", mappings=[], influence_conversation=False)]
    tracker = DialogueStateTracker(name, slots)
    for event in (SessionStarted(), *(UserUttered(text) for text in texts), BotUttered("ok")):
        tracker.update(event)
    if forgotten:
        tracker.update(SlotSet("forgotten", True))
    return tracker


def texts_in(store: Any, name: str) -> list[str]:
    tracker = asyncio.run(store.retrieve_full_tracker(name))
    return [event.text for event in tracker.events if isinstance(event, UserUttered)] if tracker else []


def test_what_is_saved_is_read_again(any_store: Any) -> None:
    asyncio.run(any_store.save(conversation("a", "hello", "ça va 🤰")))
    assert texts_in(any_store, "a") == ["hello", "ça va 🤰"]


def test_deleting_one_conversation_leaves_the_others(any_store: Any) -> None:
    for name in ("a", "b"):
        asyncio.run(any_store.save(conversation(name, "hello")))
    asyncio.run(any_store.delete("a"))
    assert texts_in(any_store, "a") == []
    assert texts_in(any_store, "b") == ["hello"]


def test_a_conversation_that_is_to_be_forgotten_is_deleted_instead_of_saved(any_store: Any) -> None:
    asyncio.run(any_store.save(conversation("a", "hello")))
    asyncio.run(any_store.save(conversation("a", "forget me", forgotten=True)))
    assert texts_in(any_store, "a") == []


def test_a_revoked_conversation_is_refused_and_revoking_twice_is_fine(any_store: Any) -> None:
    store = any_store
    asyncio.run(store.save(conversation("a", "hello")))
    for _ in range(2):
        asyncio.run(store.revoke("a"))
    assert asyncio.run(store.is_revoked("a"))
    assert not asyncio.run(store.is_revoked("b"))
    assert texts_in(store, "a") == []


def test_a_second_process_sees_the_same_conversations(address: str) -> None:
    asyncio.run(ConversationStore(host=address).save(conversation("a", "hello")))
    assert texts_in(ConversationStore(host=address), "a") == ["hello"]


def test_a_database_that_is_away_is_an_error_at_once() -> None:
    with pytest.raises(StoreDownError):
        ConversationStore(host="postgresql://nobody@127.0.0.1:1/none")


def test_a_broken_database_is_an_error_without_her_words(address: str) -> None:
    store = ConversationStore(host=address)
    metadata.drop_all(store.engine)
    with pytest.raises(StoreDownError) as raised:
        asyncio.run(store.save(conversation("a", "xylophone")))
    assert "xylophone" not in f"{raised.value} {raised.value.__cause__}"


def test_rasa_can_load_it_from_endpoints_yml(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOULA_TRACKER_URL", address)
    settings.cache_clear()
    endpoint = EndpointConfig.from_dict({"type": "doula.server.tracker_store.ConversationStore"})
    store = TrackerStore.create(endpoint, Domain.empty())
    settings.cache_clear()
    assert isinstance(store, ConversationStore)
    assert asyncio.run(store.retrieve("a")) is None


def age(store: Any, name: str, days: float) -> None:
    """Make a conversation look as if it had been held some days ago."""
    with writing(store.engine).begin() as connection:
        older = events.c.timestamp - days * 86_400
        connection.execute(update(events).where(events.c.sender_id == name).values(timestamp=older))


def test_a_conversation_in_which_she_said_nothing_goes_first(any_store: Any) -> None:
    for name in ("begun", "young", "used"):
        tracker = conversation(name, *(['{"is_external": true}'] if name == "used" else []))
        tracker.update(UserUttered.create_external("greet", [], "web"))
        asyncio.run(any_store.save(tracker))
    age(any_store, "begun", 2)
    age(any_store, "used", 2)
    day_ago = datetime.now(UTC) - timedelta(days=1)
    assert any_store.purge_unused(day_ago) == 1
    assert set(asyncio.run(any_store.keys())) == {"young", "used"}


def test_purging_deletes_what_is_silent_for_long_and_nothing_else(any_store: Any) -> None:
    for name in ("a", "b", "c"):
        asyncio.run(any_store.save(conversation(name, "hello")))
    age(any_store, "a", 31)
    age(any_store, "b", 29)
    month_ago = datetime.now(UTC) - timedelta(days=30)
    assert any_store.purge(month_ago) == 1
    assert any_store.purge(month_ago) == 0
    assert [bool(texts_in(any_store, name)) for name in ("a", "b", "c")] == [False, True, True]
