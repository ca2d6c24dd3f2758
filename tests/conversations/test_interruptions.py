"""What else she says while a follow-up is open: it is dealt with, and the follow-up is put again."""

from __future__ import annotations

import pytest

from tests.conversations.conftest import CheckedMother

TIMING, TEMPERATURE, ACTIVITY = (
    "When do the cramps come?",
    "How warm are your legs",
    "Which of these is most like",
)


@pytest.fixture(autouse=True)
def check_in(mother: CheckedMother) -> None:
    assert TIMING in mother.says("why do my legs cramp")


def goes_on(mother: CheckedMother) -> bool:
    """Tell whether the check-in is where it was."""
    return TEMPERATURE in mother.says("at night").question


@pytest.mark.parametrize(
    ("text", "cites"),
    [
        ("can I eat kelp?", "Kelp is rich in iodine"),
        ("how many calcium tablets a day?", "one calcium tablet per day"),
        ("does massage help?", "Do muscle massage regularly"),
        ("is it bad for the baby?", "affect fetal movement"),
        ("what helps right now?", "land on your heels"),
    ],
)
def test_a_question_is_answered_and_the_follow_up_put_again(
    mother: CheckedMother, text: str, cites: str
) -> None:
    reply = mother.says(text)
    assert reply.outcomes == ["answer", "ask_back"]
    assert reply.answer.cites(cites) and reply.question.text == TIMING
    assert goes_on(mother)


@pytest.mark.parametrize("text", ["does magnesium help?", "what about bananas"])
def test_a_question_without_an_answer_leaves_the_follow_up_open(mother: CheckedMother, text: str) -> None:
    assert mother.says(text).outcomes == ["not_covered", "ask_back"]
    assert goes_on(mother)


@pytest.mark.parametrize(
    "text",
    [
        "thanks",
        "hello",
        "how are you?",
        "who are you",
        "you are great",
        "tell me a joke",
        "what's the capital of France?",
    ],
)
def test_chat_is_met_and_the_follow_up_put_again(mother: CheckedMother, text: str) -> None:
    reply = mother.says(text)
    assert reply.outcomes == ["small_talk", "ask_back"]
    assert reply.question.text == TIMING and goes_on(mother)


def test_the_weather_is_off_topic(mother: CheckedMother) -> None:
    assert mother.says("what's the weather like today").outcomes == ["small_talk", "ask_back"]


def test_where_an_answer_is_from_can_be_asked(mother: CheckedMother) -> None:
    reply = mother.says("where is that from?")
    assert reply.outcomes == ["answer", "ask_back"]
    assert goes_on(mother)


@pytest.mark.parametrize(("text", "cites"), [
    ("at night, what can I do against it?", "soak your feet"),
    ("At night. Is calcium good for that?", "calcium"),
])  # fmt: skip
def test_a_message_that_asks_and_tells_is_heard_on_both(mother: CheckedMother, text: str, cites: str) -> None:
    reply = mother.says(text)
    assert reply.answer.cites(cites) and TEMPERATURE in reply.question


def test_gibberish_is_apologised_for_once_then_the_question_is_dropped(mother: CheckedMother) -> None:
    first, second = mother.says("asdkfj"), mother.says("blah blub")
    assert first.question.text.startswith("Sorry") and TIMING in first
    assert "Sorry" not in second and TEMPERATURE in second.question


def test_a_question_dropped_can_still_be_answered_later(mother: CheckedMother) -> None:
    mother.says("asdkfj")
    mother.says("blah blub")
    mother.says("oh, it is at night")
    mother.says("warm enough")
    assert mother.legs_are_fine(mother.says("nothing special")).cites("lower at night")


def test_each_question_has_its_own_two_tries(mother: CheckedMother) -> None:
    mother.says("asdkfj")
    mother.says("at night")
    assert TEMPERATURE in mother.says("asdkfj").question


def test_no_gibberish_is_a_goodbye(mother: CheckedMother) -> None:
    for text in ("qwoeiru", "lkjwer zzz"):
        assert mother.says(text).outcomes == ["ask_back"]


@pytest.mark.parametrize("text", ["stop", "stop asking me things", "enough questions"])
def test_stop_stops_it(mother: CheckedMother, text: str) -> None:
    mother.says("at night")
    assert mother.says(text).outcomes == ["done"]
    assert mother.says("thanks").outcomes == ["small_talk"]
    assert mother.says("can I eat kelp?").outcomes == ["answer"]


@pytest.mark.parametrize("text", ["bye", "ok thanks bye", "good night, talk to you tomorrow"])
def test_who_says_goodbye_is_asked_nothing_more(mother: CheckedMother, text: str) -> None:
    mother.says("at night")
    assert mother.says(text).outcomes == ["small_talk"]
    assert mother.says("thanks").outcomes == ["small_talk"]
    assert TIMING in mother.says("why do my legs cramp").question


def test_after_stop_what_she_told_is_not_used(mother: CheckedMother) -> None:
    mother.says("at night")
    mother.says("stop")
    assert TIMING in mother.says("why do my legs cramp").question


@pytest.mark.parametrize("text", ["start over", "let's start again from the beginning"])
def test_start_over_forgets_what_she_told(mother: CheckedMother, text: str) -> None:
    mother.says("at night")
    assert mother.says(text).outcomes == ["done"]
    assert TIMING in mother.says("why do my legs cramp").question


def test_an_alarm_in_the_middle_is_heard(mother: CheckedMother) -> None:
    assert mother.says("I am bleeding a lot").outcomes[0] == "urgent"
