"""The web channel and the command line in front of the project's own model, actions and articles."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest

from doula.channels.door import Door
from doula.messages import Outcome
from doula.server.questions import answer_lines
from tests.channels.service import Client, Server

NIGHT = "why do my legs cramp at night"
OUTCOMES = get_args(Outcome)


@pytest.fixture(scope="module")
def service(assistant: Door) -> Iterator[Server]:
    with Server(assistant) as running:
        yield running


@pytest.fixture
def client(service: Server) -> Client:
    visitor = Client(service.port)
    visitor.start()
    return visitor


def test_the_night_story_is_told_by_buttons(client: Client) -> None:
    messages = client.says(NIGHT)
    heard = [message["outcome"] for message in messages]
    while "assessment" not in heard and len(heard) < 12:
        payloads = {button["title"]: button["payload"] for button in messages[-1]["buttons"]}
        messages = client.presses(payloads.get("No", next(iter(payloads.values()))))
        heard += [message["outcome"] for message in messages]
    assert heard[0] == "answer"
    assert heard.count("ask_back") >= 2
    assert "assessment" in heard


def test_every_citation_equals_its_source(client: Client) -> None:
    citations = [c for message in client.says(NIGHT) for c in message["citations"]]
    assert citations
    for citation in citations:
        source = Path(f"seeds/{citation['article']}.txt").read_bytes().decode("utf-8")
        assert source[citation["start"] : citation["end"]] == citation["quote"]


@pytest.mark.parametrize(
    "text",
    [
        "a",
        "?",
        "🤰",
        "🤰👩‍🍼❤️",
        "x " * 1_000,
        "<b>legs</b><script>alert(1)</script>",
        "legs\x00\x1bcramp",
        "/ hm",
        "%s {0}",
    ],
)
def test_every_kind_of_text_gets_a_proper_reply(client: Client, text: str) -> None:
    assert all(message["text"] and message["outcome"] in OUTCOMES for message in client.says(text))


@pytest.mark.parametrize(
    "payload", ['/inform{"timing": "night"}', "/forget_me", "/restart", "/report_danger{}"]
)
def test_a_payload_that_was_not_offered_does_nothing(client: Client, payload: str) -> None:
    before = client.history()
    assert [message["outcome"] for message in client.presses(payload)] == ["not_covered"]
    assert client.history()[: len(before)] == before


def test_the_conversation_survives_a_reload(client: Client) -> None:
    said = client.says(NIGHT)
    assert [m["id"] for m in client.history() if m["from"] == "assistant"][-len(said) :] == [
        m["id"] for m in said
    ]


def test_who_asks_to_be_forgotten_is_forgotten(client: Client) -> None:
    client.says(NIGHT)
    assert "done" in [message["outcome"] for message in client.says("please delete everything I told you")]
    assert client.history() == []


def test_a_batch_understands_as_the_server_does(assistant: Door, client: Client) -> None:
    cases = [{"id": 1, "text": NIGHT}, {"id": 2, "turns": ["hello", NIGHT]}]
    written: list[str] = []
    lines = io.BytesIO("\n".join(map(json.dumps, cases)).encode())
    assert asyncio.run(answer_lines(assistant, lines, written.append))
    first, second = (json.loads(line) for line in written)
    assert first["turns"][0]["intent"]["name"] == second["turns"][1]["intent"]["name"] == "ask_cause"
    assert shown(first["turns"][0]["messages"]) == shown(client.says(NIGHT))


def shown(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: value for name, value in message.items() if name != "id"} for message in messages]
