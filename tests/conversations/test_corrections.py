"""What she takes back, what contradicts, and the second time round."""

from __future__ import annotations

import pytest

from tests.conversations.conftest import CheckedMother

TIMING, TEMPERATURE, ACTIVITY = (
    "When do the cramps come?",
    "How warm are your legs",
    "Which of these is most like",
)
CHANGED = "Thank you, I have changed that."


def assess(mother: CheckedMother, *told: str) -> None:
    *others, last = told
    for text in others:
        mother.says(text)
    mother.legs_are_fine(mother.says(last))


def test_a_correction_replaces_what_she_told(mother: CheckedMother) -> None:
    mother.says("why do my legs cramp")
    mother.says("at night")
    reply = mother.says("no, in the afternoon actually")
    assert reply.question.text.startswith(CHANGED) and TEMPERATURE in reply
    mother.says("warm enough")
    assert "None of them fits" in mother.legs_are_fine(mother.says("nothing special"))


@pytest.mark.parametrize("text", ["actually not at night, during the day", "sorry, I meant in the afternoon"])
def test_a_correction_has_many_wordings(mother: CheckedMother, text: str) -> None:
    mother.says("why do my legs cramp at night")
    assert CHANGED in mother.says(text).question


def test_a_contradiction_is_acknowledged_and_the_later_word_counts(mother: CheckedMother) -> None:
    mother.says("why do my legs cramp in the afternoon, my room is cold")
    assert mother.says("it's boiling hot in my room").question.text.startswith(CHANGED)
    assert not mother.legs_are_fine(mother.says("nothing special")).cites("Cold factors")


def test_more_of_a_kind_is_no_correction(mother: CheckedMother) -> None:
    mother.says("why do my legs cramp at night, my room is cold")
    assert CHANGED not in mother.says("my quilt is thin too")


def test_the_acknowledgement_is_said_once(mother: CheckedMother) -> None:
    mother.says("why do my legs cramp at night")
    mother.says("no, in the afternoon actually")
    assert CHANGED not in mother.says("warm enough")


def test_a_correction_after_the_assessment_assesses_again(mother: CheckedMother) -> None:
    assess(mother, "why do my legs cramp", "at night", "warm enough", "nothing special")
    again = mother.says("no, in the afternoon actually").assessment
    assert "None of them fits" in again and not again.cites("lower at night")


def test_something_new_after_the_assessment_assesses_again(mother: CheckedMother) -> None:
    assess(mother, "why do my legs cramp", "at night", "warm enough", "nothing special")
    again = mother.says("oh, and I'm on my feet all day").assessment
    assert again.cites("Walking too much") and again.cites("lower at night")


def test_a_correction_after_the_assessment_is_acknowledged(mother: CheckedMother) -> None:
    assess(mother, "why do my legs cramp", "at night", "warm enough", "nothing special")
    assert "changed" in mother.says("no, in the afternoon actually")


def test_a_second_check_in_starts_from_nothing_old(mother: CheckedMother) -> None:
    assess(mother, "why do my legs cramp", "at night", "my room is cold", "I'm on my feet all day")
    assert TIMING in mother.says("why do my legs cramp").question
    assert TEMPERATURE in mother.says("in the afternoon").question
    assert ACTIVITY in mother.says("warm enough").question
    assert "None of them fits" in mother.legs_are_fine(mother.says("nothing special"))


@pytest.mark.parametrize("text", ["start over", "stop"])
def test_a_check_in_after_a_fresh_start_asks_about_the_legs_again(mother: CheckedMother, text: str) -> None:
    assess(mother, "why do my legs cramp", "at night", "warm enough", "nothing special")
    mother.says(text)
    assess(mother, "why do my legs cramp", "at night", "warm enough", "nothing special")


@pytest.mark.parametrize("text", ["thanks", "can I eat kelp?", "hello"])
def test_after_the_assessment_nothing_is_asked(mother: CheckedMother, text: str) -> None:
    assess(mother, "why do my legs cramp", "at night", "warm enough", "nothing special")
    assert mother.says(text).outcomes in (["small_talk"], ["answer"])


def test_two_mothers_do_not_share_what_they_tell(mother: CheckedMother, assistant: object) -> None:
    other = CheckedMother(assistant)  # type: ignore[arg-type]
    mother.says("why do my legs cramp at night")
    assert TIMING in other.says("why do my legs cramp").question
