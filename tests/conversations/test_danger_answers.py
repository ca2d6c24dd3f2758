"""What she says to the question that settles a doubtful mention."""

from __future__ import annotations

import pytest

from doula.channels.door import Door
from tests.conversations.danger import CONTENT, NIGHT, PLAINEST, UNSURE_IS_YES, Places

NOT_NO = [
    "yes", "Yes.", "yeah it is", "yep", "I think so", "a bit", "a little bit", "yes, a bit", "kind of",
    "not sure", "I'm not sure", "not really sure", "maybe", "I don't know",
    "I can't tell", "hard to say", "sometimes", "only at night", "it comes and goes",
    "not now but it was this morning", "blorp wibble", "?", "hm", "😟", "hello", "thank you",
    "who are you", "why do you ask", "skip",
    "stop asking", "what time is it in Sydney", "go on",
    "no idea", "no clue", "never mind", "no wait, yes", "no, just a little red",
    "no but it is a bit swollen",
]  # fmt: skip
NO = [
    "no", "No.", "NO", "nope", "nah", "no thanks", "none of that", "no, nothing like that",
    "nothing like that", "not at all", "neither", "no it isn't", "no, it's not", "it isn't", "not really",
    "no no no", "no, neither of them", "no swelling, no redness",
]  # fmt: skip
DIET = "which foods have calcium"


@pytest.fixture(scope="module")
def places(assistant: Door) -> Places:
    return Places(assistant)


def card(sign: str) -> str:
    return str(CONTENT["signs"][sign]["may_mean"])


@pytest.mark.parametrize("answer", NOT_NO)
def test_all_but_a_plain_no_raises_the_alarm(places: Places, answer: str) -> None:
    reply = places.ask_about("leg_clot").says(answer)
    assert reply.outcomes == ["urgent"]
    assert card("leg_clot") in reply


@pytest.mark.parametrize("answer", NO)
def test_a_plain_no_raises_none(places: Places, answer: str) -> None:
    assert places.ask_about("leg_clot").says(answer).outcomes == ["done"]


@pytest.mark.parametrize("sign", UNSURE_IS_YES)
@pytest.mark.parametrize("answer", ["a bit", "not sure"])
def test_unsure_counts_as_yes_for_every_sign_that_cannot_wait(places: Places, sign: str, answer: str) -> None:
    assert card(sign) in places.ask_about(sign).says(answer).urgent


@pytest.mark.parametrize("sign", CONTENT["signs"])
def test_yes_is_yes_for_every_sign(places: Places, sign: str) -> None:
    assert card(sign) in places.ask_about(sign).says("yes").urgent


@pytest.mark.parametrize("sign", CONTENT["signs"].keys() - set(UNSURE_IS_YES))
def test_unsure_about_a_sign_that_can_wait_is_told_whom_to_call(places: Places, sign: str) -> None:
    reply = places.ask_about(sign).says("not sure")
    assert reply.outcomes == ["done"]
    assert "maternity unit" in reply


@pytest.mark.parametrize("title", ["Yes", "I'm not sure"])
def test_the_buttons_say_what_they_mean(places: Places, title: str) -> None:
    assert places.come_to("asked a danger question").presses(title).outcomes == ["urgent"]


@pytest.mark.parametrize("answer", ["no", "nothing like that"])
def test_no_is_followed_by_the_answer_to_what_she_asked(places: Places, answer: str) -> None:
    reply = places.come_to("asked a danger question").says(answer)
    assert reply.outcomes == ["answer"]
    assert reply.cites("calcium")


def test_the_no_button_is_followed_by_the_answer(places: Places) -> None:
    assert places.come_to("asked a danger question").presses("No").outcomes == ["answer"]


def test_a_settled_question_is_not_open_any_more(places: Places) -> None:
    mother = places.ask_about("leg_clot")
    mother.says("no")
    assert mother.says("not sure").outcomes != ["urgent"]


def test_no_inside_a_check_in_goes_on_with_it(places: Places) -> None:
    mother = places.come_to("asked for the activity")
    assert mother.says("could it be a clot in my leg?").outcomes == ["check_urgent"]
    assert mother.says("no").outcomes[-1] == "ask_back"


@pytest.mark.parametrize("sign", ["bleeding", "breathing", "self_harm", "waters"])
def test_another_plain_sign_as_the_answer_is_urgent(places: Places, sign: str) -> None:
    assert card(sign) in places.ask_about("leg_clot").says(PLAINEST[sign]).urgent


@pytest.mark.parametrize("answer", ["could it be pre-eclampsia?", "could it be a clot in my leg?"])
def test_a_doubtful_mention_as_the_answer_does_not_drop_the_question(places: Places, answer: str) -> None:
    assert card("leg_clot") in places.ask_about("leg_clot").says(answer)


def test_a_change_of_subject_is_an_alarm_and_is_answered_later(places: Places) -> None:
    mother = places.ask_about("leg_clot")
    assert mother.says(DIET).outcomes == ["urgent"]
    assert mother.presses("I am safe, go on").answer.cites("calcium")


def test_who_wants_to_be_forgotten_is_forgotten_whatever_is_open(places: Places) -> None:
    mother = places.ask_about("leg_clot")
    assert "done" in mother.says("forget me, delete everything I told you").outcomes
    assert mother.history() == []


def test_a_loss_as_the_answer_is_met_and_closes_the_question(places: Places) -> None:
    mother = places.ask_about("baby_movement")
    assert "sorry for your loss" in mother.says("I lost my baby")
    assert "urgent" not in mother.says("thank you").outcomes


def test_who_starts_over_at_the_question_is_not_let_go_without_the_alarm(places: Places) -> None:
    mother = places.come_to("asked about her legs")
    assert mother.says("start over").outcomes == ["urgent"]
    assert mother.says("start over").outcomes == ["done"]
    assert "ask_back" in mother.says(NIGHT).outcomes
