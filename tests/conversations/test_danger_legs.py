"""The leg question: once in a check-in about legs, last, before the assessment."""

from __future__ import annotations

import pytest

from doula.channels.door import Door
from tests.conversations.danger import CONTENT, NIGHT, Places
from tests.mother import Mother, Reply

QUESTION = CONTENT["signs"]["leg_clot"]["question"]
CHECK_INS = {
    "by words": ["why do my legs cramp", "in the evening", "the room is warm", "normal day"],
    "by giving up": ["why do my legs cramp", "skip", "skip", "I don't know"],
    "told together": ["why do my legs cramp", "at night in my cold room, and I walk a lot"],
    "by answers that tell nothing": ["why do my legs cramp at night", *["blorp wibble"] * 4],
    "with a question between": [NIGHT, "freezing", "which foods have calcium", "I walk a lot"],
    "with a correction": [NIGHT, "freezing", "no, in the day", "I walk a lot"],
}


@pytest.fixture(scope="module")
def places(assistant: Door) -> Places:
    return Places(assistant)


def hold(mother: Mother, turns: list[str]) -> list[Reply]:
    return [mother.says(text) for text in turns]


@pytest.mark.parametrize("check_in", CHECK_INS)
def test_legs_are_asked_about_once_and_last(mother: Mother, check_in: str) -> None:
    replies = hold(mother, CHECK_INS[check_in])
    assert [QUESTION in reply for reply in replies].index(True) == len(replies) - 1
    assert replies[-1].outcomes[-1] == "check_urgent"
    assert mother.says("no").outcomes == ["assessment"]


@pytest.mark.parametrize("answer", ["a bit", "not sure", "my knee is fine", "hmm", "skip"])
def test_an_unclear_answer_counts_as_yes(places: Places, answer: str) -> None:
    reply = places.come_to("asked about her legs").says(answer)
    assert reply.outcomes == ["urgent"]
    assert "blood clot" in reply


def test_a_correction_is_assessed_again_without_the_question(places: Places) -> None:
    reply = places.come_to("after the assessment").says("sorry, the room is warm")
    assert reply.outcomes == ["assessment"]
    assert QUESTION not in reply


def test_a_new_check_in_asks_again(places: Places) -> None:
    mother = places.come_to("after the assessment")
    asked = hold(mother, ["why do my legs cramp", "during the day", "it was warm", "I stood for hours"])[-1]
    assert asked.text == QUESTION


def test_a_check_in_after_starting_over_asks_again(places: Places) -> None:
    mother = places.come_to("after the assessment")
    replies = hold(mother, ["start over", NIGHT, "freezing", "I walk a lot"])
    assert replies[-1].text == QUESTION


def test_a_check_in_after_an_alarm_asks_again(places: Places) -> None:
    mother = places.come_to("asked about her legs")
    assert mother.says("yes").outcomes == ["urgent"]
    assert mother.says(NIGHT).outcomes[-1] == "check_urgent"


def test_who_goes_on_after_the_alarm_is_asked_again(places: Places) -> None:
    mother = places.come_to("asked about her legs")
    mother.says("yes")
    assert mother.presses("I am safe, go on").text == QUESTION
    assert mother.says("no").outcomes == ["assessment"]


def test_a_doubtful_mention_instead_of_an_answer_is_no_way_around_the_question(places: Places) -> None:
    mother = places.come_to("asked about her legs")
    said = [*mother.says("could it be pre-eclampsia?").outcomes, *mother.says("no").outcomes]
    assert "assessment" not in said or said.count("check_urgent") > 1


def test_legs_that_were_said_to_be_swollen_are_not_asked_about(places: Places) -> None:
    reply = places.come_to("asked for the activity").says("I walk a lot and my left calf is swollen and hot")
    assert reply.outcomes == ["urgent"]
