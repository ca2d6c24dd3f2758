"""She asks to be forgotten: it is done, and nothing of hers is left."""

from __future__ import annotations

import asyncio
from unittest.mock import Mock

import pytest
from sqlalchemy import select

from actions.content import knowledge
from doula.channels.door import Door
from doula.knowledge import KnowledgeBase, KnowledgeError
from doula.server.conversation_tables import events
from tests.conversations.conftest import CheckedMother
from tests.mother import Mother


def stored(assistant: Door) -> str:
    """Return all that the store of conversations holds, as text."""
    with assistant.agent.tracker_store.engine.begin() as connection:
        return "\n".join(connection.execute(select(events.c.data)).scalars())


@pytest.mark.parametrize("text", ["forget me", "please delete everything I told you", "erase my data"])
def test_it_is_done_and_the_store_holds_nothing(mother: CheckedMother, assistant: Door, text: str) -> None:
    before = set(asyncio.run(assistant.agent.tracker_store.keys()))
    mother.says("my name is Wilhelmina Quux and my legs cramp at night, why?")
    assert "Wilhelmina Quux" in stored(assistant)
    assert mother.says(text).outcomes == ["done"]
    assert mother.history() == []
    assert set(asyncio.run(assistant.agent.tracker_store.keys())) == before
    assert "Wilhelmina Quux" not in stored(assistant)


def test_her_unanswered_questions_are_forgotten_in_whatever_channel(
    mother: CheckedMother, assistant: Door
) -> None:
    other = CheckedMother(assistant)
    other.says("what helps against frostbite of quibblers?")
    mother.says("what helps against frostbite of wombats?")
    mother.says("delete my data")
    questions = " ".join(gap.question for gap in knowledge().base.gaps(90))
    assert "quibblers" in questions and "wombats" not in questions


def test_what_cannot_be_deleted_is_not_said_to_be(assistant: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    mother = Mother(assistant)
    mother.says("why do my legs cramp at night")
    monkeypatch.setattr(KnowledgeBase, "forget", Mock(side_effect=KnowledgeError))
    assert mother.says("forget me").outcomes == ["urgent"]
    assert mother.history()


def test_she_can_begin_anew(mother: CheckedMother) -> None:
    mother.says("why do my legs cramp at night")
    mother.says("forget me")
    assert "not told you anything" in mother.says("where is that from?")
    assert "When do the cramps come?" in mother.says("why do my legs cramp").question


def test_her_old_buttons_are_forgotten_too(mother: CheckedMother) -> None:
    mother.says("why do my legs cramp")
    mother.says("forget me")
    assert mother.presses("At night in bed").outcomes == ["not_covered"]


def test_in_the_middle_of_a_check_in_nothing_more_is_asked(mother: CheckedMother) -> None:
    mother.says("why do my legs cramp")
    assert mother.says("forget me").outcomes == ["done"]


def test_others_are_not_forgotten(mother: CheckedMother, assistant: Door) -> None:
    other = CheckedMother(assistant)
    other.says("why do my legs cramp at night")
    mother.says("forget me")
    assert other.history()
    assert "Which of these is most like" in other.says("warm enough").question
