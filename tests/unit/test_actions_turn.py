"""One turn as the actions read it from Rasa's tracker, and what saying something leaves behind."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.turn import (
    KINDS,
    MAYBE_THE_SIGN,
    Turn,
    closed_check_in,
    interrupted_check_in,
    remember,
    say,
    turn_in,
)
from doula.messages import Button, Citation, Message
from doula.observations import UNKNOWN, Observation
from doula.topics import Named

NIGHT = {"entity": "timing", "value": "night", "start": 0, "end": 5}
NOT_COLD = {"entity": "temperature", "value": "cold_room", "denied": True}
PROOF = Citation("cramps", "On cramps", 0, 5, "Cold.", "cause")


def turn(text: str = "", intent: str = "inform", entities: Any = (), slots: Any = (), **more: Any) -> Turn:
    message = {
        "text": text,
        "intent": {"name": intent, "confidence": 0.9},
        "entities": list(entities),
        **more,
    }
    return Turn(message, defaultdict(lambda: None, slots), "x")


def test_it_is_read_from_the_tracker() -> None:
    message = {"text": "at night", "intent": {"name": "inform"}, "entities": [NIGHT]}
    tracker = Tracker("x", {"week": ["28"]}, message, [], False, None, {}, "action_listen")
    assert turn_in(tracker) == Turn(message, {"week": ["28"]}, "x")


def test_what_she_tells_is_read_with_its_denial_and_without_topics() -> None:
    told = turn(entities=[NIGHT, NOT_COLD, {"entity": "topic", "value": "kelp"}]).tells
    assert told == (Observation("timing", "night"), Observation("temperature", "cold_room", denied=True))


def test_a_message_without_words_or_entities_tells_nothing() -> None:
    assert Turn({"text": None, "intent": {"name": "greet"}, "entities": None}, {}, "x").tells == ()
    assert Turn({"text": None, "intent": {"name": "greet"}}, {}, "x").text == ""


def test_what_she_told_before_is_read_from_the_slots() -> None:
    told = turn(slots={"timing": ["not night", "day"], "activity": [UNKNOWN]}).told
    assert told == {
        Observation("timing", "night", denied=True),
        Observation("timing", "day"),
        Observation("activity", UNKNOWN),
    }


def test_what_is_remembered_is_read_back() -> None:
    told = frozenset(
        {Observation("timing", "night", True), Observation("week", "28"), Observation("activity", UNKNOWN)}
    )
    slots = {event["name"]: event["value"] for event in remember(told)}
    assert slots.keys() == set(KINDS) and turn(slots=slots).told == told


def test_remembering_nothing_empties_every_slot() -> None:
    assert [event["value"] for event in remember(frozenset())] == [None] * len(KINDS)


def test_closing_a_check_in_forgets_all_of_it() -> None:
    emptied = {event["name"] for event in closed_check_in() if event["value"] is None}
    assert emptied >= {*KINDS, "check_in", "assessed", "asking", "unheard", "degrees"}


@pytest.mark.parametrize(
    ("slots", "open_now"),
    [({}, False), ({"check_in": "cramps"}, True), ({"check_in": "cramps", "assessed": True}, False)],
)
def test_follow_ups_are_open_until_the_assessment(slots: dict[str, Any], open_now: bool) -> None:
    assert turn(slots=slots).checking_in is open_now


def test_a_question_keeps_how_likely_each_kind_of_help_is_and_nothing_else() -> None:
    ranking = [{"name": "ask_diet", "confidence": 0.6}, {"name": "greet", "confidence": 0.3}]
    kelp = {"topic": "kelp", "words": "Kelp", "mere": False, "complaint": False}
    asked = {
        "text": "Kelp?",
        "intent": "ask_diet",
        "kinds": {"ask_diet": 0.6},
        "topics": [kelp],
        "beside": [],
    }
    (question,) = turn(
        "Kelp at night?", "ask_diet", [NIGHT], intent_ranking=ranking, questions=[asked]
    ).questions()
    assert question.kinds.keys() == {"ask_diet"} and question.topics == (Named("kelp", "Kelp"),)
    assert question.told == {Observation("timing", "night")} and question.vector.shape == (384,)


def test_a_few_words_are_about_what_she_asked_before() -> None:
    last = {"intent": "ask_diet", "topics": [{"topic": "kelp", "words": "kelp"}]}
    asked = {"text": "is it safe?", "intent": "ask_sign", "kinds": {"ask_sign": 1.0}, "topics": []}
    (question,) = turn("is it safe?", "ask_sign", questions=[asked], slots={"last_asked": last}).questions()
    assert question.topics == (Named("kelp", "kelp"),) and question.intent == "ask_sign"
    (more,) = turn(
        "and?", "ask_also", questions=[{**asked, "intent": "ask_also"}], slots={"last_asked": last}
    ).questions()
    assert more.intent == "ask_diet"


def test_a_pressed_question_is_certain() -> None:
    pressed = turn("/ask_relief", "ask_relief")
    pressed.message["intent"].pop("confidence")
    assert [question.kinds for question in pressed.questions()] == [{"ask_relief": 1.0}]


KELP = {"entity": "topic", "value": "kelp"}
COVERED = frozenset({"kelp"})


def test_only_a_question_waits_while_danger_is_settled() -> None:
    assert turn(asked={"name": "greet"}).asks(COVERED) is None and turn().asks(COVERED) is None
    waiting = turn("I bleed. can I eat kelp?", "report_danger", [NIGHT], asked={"name": "ask_diet"}).asks(
        COVERED
    )
    assert waiting and waiting["intent"] == {"name": "ask_diet"} and waiting["entities"] == [NIGHT]
    later = turn("I am safe", slots={"postponed": waiting}).postponed()
    assert later and later.intent == "ask_diet" and later.text == "I bleed. can I eat kelp?"


@pytest.mark.parametrize("kind", sorted(MAYBE_THE_SIGN))
def test_what_may_be_about_the_sign_itself_waits_only_if_an_article_covers_it(kind: str) -> None:
    swelling = {"entity": "topic", "value": "swelling"}
    assert turn("is that normal?", "report_danger", [swelling], asked={"name": kind}).asks(COVERED) is None
    assert turn("does kelp hurt?", "report_danger", [swelling, KELP], asked={"name": kind}).asks(COVERED)


@pytest.mark.parametrize(
    ("slots", "article"),
    [
        ({}, None),
        ({"check_in": "cramps"}, "cramps"),
        ({"check_in": "cramps", "assessed": True}, None),
        ({"interrupted": "cramps"}, "cramps"),
        ({"check_in": "cramps", "loss": True}, None),
    ],
)
def test_an_alarm_interrupts_only_what_may_be_gone_on_with(
    slots: dict[str, Any], article: str | None
) -> None:
    assert turn(slots=slots).interrupts == article


def test_what_she_told_outlives_an_interruption_and_its_question_does_not() -> None:
    events = interrupted_check_in(
        turn(slots={"check_in": "cramps", "timing": ["night"], "asking": "activity"})
    )
    changed = {event["name"]: event["value"] for event in events}
    assert changed["interrupted"] == "cramps" and changed["check_in"] is changed["asking"] is None
    assert not changed.keys() & set(KINDS)
    assert {event["name"] for event in interrupted_check_in(turn())} >= set(KINDS)


def test_nothing_waits_when_nothing_was_asked() -> None:
    assert turn().postponed() is None


def test_what_is_said_carries_its_id_outcome_buttons_and_proof() -> None:
    dispatcher = CollectingDispatcher()
    events = say(dispatcher, Message("Cold.", "answer", (Button("Yes", "/affirm"),), (PROOF,), "1"))
    (said,) = dispatcher.messages
    proof = {
        "article": "cramps",
        "title": "On cramps",
        "start": 0,
        "end": 5,
        "quote": "Cold.",
        "aspect": "cause",
        "id": "",
    }
    assert said["text"] == "Cold." and said["buttons"] == [{"title": "Yes", "payload": "/affirm"}]
    assert (said["id"], said["outcome"], said["citations"]) == ("1", "answer", [proof])
    assert [(event["name"], event["value"]) for event in events] == [("cited", [proof])]


def test_what_cites_nothing_leaves_the_last_source_alone() -> None:
    assert say(CollectingDispatcher(), Message("Hello.", "small_talk")) == []
