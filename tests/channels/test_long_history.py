"""A conversation of thousands of messages is read in parts, and costs others nothing."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import quote

import pytest
from rasa.shared.core.events import BotUttered, Event, UserUttered

from doula.channels import tokens
from doula.channels.conversations import PAGE
from doula.channels.door import Door
from doula.channels.transcript import Page
from tests.channels.service import Client

MANY = 1_000  # of each side
BUTTON = {"title": "At night", "payload": '/inform{"timing": "night"}'}


@pytest.fixture
def long(client: Client, store: Any) -> Client:
    """Give a client whose conversation is long."""
    conversation = str(tokens.conversation_of(str(client.token), "s" * 40))

    async def say() -> None:
        tracker = await store.retrieve(conversation)
        for number in range(MANY):
            tracker.events.append(UserUttered(f"hers {number}", message_id=f"h{number}"))
            ours = {"id": f"o{number}", "outcome": "answer"}
            tracker.events.append(BotUttered(f"ours {number}", {"buttons": [BUTTON]}, ours))
        await store.save(tracker)

    asyncio.run(say())
    return client


def test_the_newest_come_first_and_earlier_ones_when_asked_for(long: Client) -> None:
    parts = [long.call("GET", "/messages").body]
    while earlier := parts[-1].get("earlier"):
        parts.append(long.call("GET", f"/messages?before={earlier}").body)
    assert max(len(part["messages"]) for part in parts) == PAGE
    texts = [message["text"] for part in reversed(parts) for message in part["messages"]]
    assert texts[1:] == [f"{side} {number}" for number in range(MANY) for side in ("hers", "ours")]


def test_a_short_conversation_is_whole(client: Client) -> None:
    client.says("hello")
    assert client.call("GET", "/messages").body.keys() == {"messages"}


@pytest.mark.parametrize("before", ["x", "-1", "1.5", "9" * 30, "٣", "1;2"])
def test_a_place_that_was_never_told_is_refused(client: Client, before: str) -> None:
    answer = client.call("GET", f"/messages?before={quote(before)}")
    assert answer.status == 422 and answer.headers["content-type"] == "application/problem+json"


def test_a_pressed_button_reads_as_its_title_however_long_ago_it_was_offered(long: Client) -> None:
    long.presses(BUTTON["payload"])
    newest = long.history()[-2:]
    assert [message["text"] for message in newest] == ["At night", "You said night."]


@pytest.mark.parametrize("message_id", ["o3", f"o{MANY - 1}", "nobody", "o", "%", "h3"])
def test_feedback_reads_no_more_than_what_stood_before_the_message(
    long: Client, message_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[Any] = []
    make = Event.from_parameters
    monkeypatch.setattr(Event, "from_parameters", staticmethod(lambda data: read.append(1) or make(data)))
    answer = long.call("POST", "/feedback", {"message_id": message_id, "helpful": False})
    assert answer.status == (204 if message_id[1:].isdecimal() and message_id[0] == "o" else 422)
    assert len(read) <= PAGE + 2


def test_feedback_of_a_message_that_an_older_release_stored_is_kept(long: Client, store: Any) -> None:
    with store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE events SET message_id = NULL WHERE type_name = 'bot'")
    assert long.call("POST", "/feedback", {"message_id": "o3", "helpful": True}).status == 204
    assert long.call("POST", "/feedback", {"message_id": "o", "helpful": True}).status == 422


def test_only_few_read_one_conversation_at_once(
    client: Client, tiny_door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def slowly(*_: Any) -> Page:
        await asyncio.sleep(1)
        return Page([])

    monkeypatch.setattr(tiny_door.conversations, "page", slowly)
    with ThreadPoolExecutor() as pool:
        answers = list(pool.map(lambda _: client.call("GET", "/messages"), range(6)))
    refused = [answer for answer in answers if answer.status == 429]
    assert 1 <= len(refused) <= 4 and all(answer.headers["retry-after"] for answer in refused)
    assert client.call("GET", "/messages").status == 200
