"""She writes for weeks: each turn costs what the first ones did, nothing is lost, nothing is interrupted."""

from __future__ import annotations

import asyncio
import secrets
import time
from itertools import cycle, islice
from statistics import mean

import pytest
from rasa.shared.core.domain import SessionConfig
from rasa.shared.core.events import SessionStarted

from doula.channels import sessions
from doula.channels.door import Door
from tests.mother import Mother

CHAT = ("why do my legs cramp at night", "in bed", "what can i eat", "hello", "thanks", "where is that from")


async def cost_of_turns(door: Door, turns: int) -> list[float]:
    """Return the processor time that each turn of one conversation takes."""
    conversation, spent = f"test:{secrets.token_urlsafe(16)}", []
    for text in islice(cycle(CHAT), turns):
        began = time.process_time()
        await door.receive(conversation, text, "test")
        spent.append(time.process_time() - began)
    said = (await door.conversations.page(conversation, most=10 * turns)).messages
    assert len([message for message in said if message["from"] == "user"]) == turns
    return spent


def test_turn_200_costs_what_turn_5_does(assistant: Door) -> None:
    spent = asyncio.run(cost_of_turns(assistant, 212))
    early, late = (mean(map(min, spent[at : at + 6], spent[at + 6 : at + 12])) for at in (2, 200))
    assert late < 1.3 * early, f"{early * 1000:.1f} ms, then {late * 1000:.1f} ms"


def test_a_session_that_ends_by_its_length_interrupts_no_check_in(
    mother: Mother, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "LONGEST", 1)
    assert "When do the cramps come?" in mother.says("why do my legs cramp").question
    assert mother.presses("At night in bed").outcomes == ["ask_back"]
    assert "no walking" not in mother.says("it's freezing in there")
    mother.says("not much walking really")
    assert mother.says("no").assessment.cites("Cold factors")


def test_a_session_that_ends_by_time_interrupts_no_open_danger_question(
    mother: Mother, assistant: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    mother.says("is bleeding normal?")
    monkeypatch.setattr(assistant.agent.domain, "session_config", SessionConfig(1e-9, False))
    assert mother.says("yes").urgent


def test_a_session_that_ends_by_time_keeps_the_topic(
    mother: Mother, assistant: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    mother.says("what foods help with leg cramps")
    monkeypatch.setattr(assistant.agent.domain, "session_config", SessionConfig(1e-9, False))
    assert mother.says("where is that from?").messages[0]["outcome"] != "not_covered"
    assert len(mother.history()) >= 4


def test_a_loss_is_remembered_for_ever(
    mother: Mother, assistant: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    mother.says("I had a miscarriage last week")
    kindly = mother.says("hello").text
    monkeypatch.setattr(assistant.agent.domain, "session_config", SessionConfig(1e-9, False))
    assert mother.says("hello").text == kindly


@pytest.mark.parametrize("hours", [-48, 48])
def test_a_clock_that_jumps_loses_nothing(
    mother: Mother, monkeypatch: pytest.MonkeyPatch, hours: int
) -> None:
    assert "When do the cramps come?" in mother.says("why do my legs cramp").question
    now = time.time
    monkeypatch.setattr(time, "time", lambda: now() + hours * 3600)
    assert mother.presses("At night in bed").outcomes == ["ask_back"]
    assert mother.says("it's freezing in there").outcomes == ["ask_back"]
    said = [message["from"] for message in mother.history()]
    assert said.count("user") == 3


def test_messages_that_are_refused_do_not_make_a_session_longer(mother: Mother, assistant: Door) -> None:
    for _ in range(2 * sessions.LONGEST):
        mother.says("")
    tracker = asyncio.run(assistant.agent.tracker_store.retrieve(mother._conversation))
    assert len(tracker.events) <= sessions.LONGEST + 3
    assert isinstance(tracker.events[0], SessionStarted)
