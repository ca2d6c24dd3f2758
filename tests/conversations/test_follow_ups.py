"""The follow-ups: which are asked, in which order, and what counts as an answer."""

from __future__ import annotations

import pytest

from tests.conversations.conftest import CheckedMother

WHY = "why do my legs cramp"
TIMING, TEMPERATURE, ACTIVITY = (
    "When do the cramps come?",
    "How warm are your legs",
    "Which of these is most like",
)
DONT_KNOW = ["I don't know", "no idea", "not sure tbh"]
SKIP = ["skip", "next question please", "rather not say"]


def test_they_come_in_their_order_one_at_a_time(mother: CheckedMother) -> None:
    assert TIMING in mother.says(WHY).question
    assert TEMPERATURE in mother.says("at night").question
    assert ACTIVITY in mother.says("warm enough").question
    assert mother.says("nothing special").outcomes == ["check_urgent"]


def test_every_follow_up_offers_not_knowing_and_skipping(mother: CheckedMother) -> None:
    reply = mother.says(WHY)
    while reply.outcomes[-1] == "ask_back":
        assert reply.buttons[-2:] == ["I don't know", "Skip"]
        reply = mother.presses("Skip")


@pytest.mark.parametrize(
    ("told", "asked"),
    [
        ("why do my legs cramp at night", [TEMPERATURE, ACTIVITY]),
        ("why do my legs cramp, my bedroom is freezing", [TIMING, ACTIVITY]),
        ("why do my legs cramp, I'm on my feet all day", [TIMING, TEMPERATURE]),
        ("why do my legs cramp at night, my bedroom is freezing", [ACTIVITY]),
        ("my legs cramp, but not at night. why?", [TEMPERATURE, ACTIVITY]),
    ],
)
def test_what_she_volunteered_is_never_asked(mother: CheckedMother, told: str, asked: list[str]) -> None:
    reply = mother.says(told)
    for question in asked:
        assert question in reply.question
        reply = mother.presses("Skip")
    assert reply.outcomes == ["check_urgent"]


def test_the_night_in_a_cold_bedroom_is_heard(mother: CheckedMother) -> None:
    assert ACTIVITY in mother.says("why do my legs cramp at night in my freezing bedroom").question


def test_what_she_told_before_she_asked_is_known(mother: CheckedMother) -> None:
    mother.says("my legs hurt at night")
    mother.says("my bedroom is freezing")
    reply = mother.says(WHY)
    assert TIMING not in reply and TEMPERATURE not in reply and ACTIVITY in reply.question


def test_one_answer_may_tell_more_than_was_asked(mother: CheckedMother) -> None:
    mother.says(WHY)
    assert ACTIVITY in mother.says("at night, and it's freezing in there").question


@pytest.mark.parametrize("text", [*DONT_KNOW, *SKIP])
def test_a_follow_up_can_be_left_open_in_words(mother: CheckedMother, text: str) -> None:
    mother.says(WHY)
    assert mother.says(text).question.text.startswith(TEMPERATURE)


@pytest.mark.parametrize("title", ["I don't know", "Skip"])
def test_a_follow_up_can_be_left_open_by_a_button(mother: CheckedMother, title: str) -> None:
    mother.says(WHY)
    assert mother.presses(title).question.text.startswith(TEMPERATURE)


def test_who_answers_nothing_still_gets_general_measures(mother: CheckedMother) -> None:
    mother.says(WHY)
    mother.says("skip")
    mother.says("I don't know")
    assessment = mother.legs_are_fine(mother.presses("Skip"))
    assert "None of them fits" in assessment and assessment.cites("Do muscle massage regularly")
    assert "because you said" not in assessment


@pytest.mark.parametrize("text", ["why do you ask?", "what do you need that for", "why does that matter"])
def test_why_a_follow_up_is_asked_is_explained_and_it_is_put_again(mother: CheckedMother, text: str) -> None:
    mother.says(WHY)
    for answer, reason, question in (
        ("at night", "cold can bring on cramps", TEMPERATURE),
        ("warm", "standing, walking, long sleep", ACTIVITY),
    ):
        mother.says(answer)
        reply = mother.says(text)
        assert reply.outcomes == ["small_talk", "ask_back"]
        assert reason in reply and question in reply.question


def test_why_without_a_follow_up_has_an_answer_too(mother: CheckedMother) -> None:
    assert mother.says("why do you ask?").outcomes == ["small_talk"]


class TestABareYesOrNo:
    def test_to_the_time_it_says_nothing_and_the_question_is_put_again(self, mother: CheckedMother) -> None:
        mother.says(WHY)
        assert "Sorry" in mother.says("yes").question and TIMING in mother.says(WHY)

    def test_yes_to_how_warm_means_cold(self, mother: CheckedMother) -> None:
        mother.says("why do my legs cramp in the afternoon")
        mother.says("yes")
        assert mother.legs_are_fine(mother.presses("None of these")).cites("Cold factors")

    def test_no_to_how_warm_means_not_cold(self, mother: CheckedMother) -> None:
        mother.says("why do my legs cramp in the afternoon")
        mother.says("no")
        assert "None of them fits" in mother.legs_are_fine(mother.presses("None of these"))

    def test_yes_to_what_she_does_means_on_her_feet(self, mother: CheckedMother) -> None:
        mother.says("why do my legs cramp in the afternoon")
        mother.says("warm enough")
        assert mother.legs_are_fine(mother.says("yes")).cites("Walking too much or standing")

    def test_no_to_what_she_does_means_an_ordinary_day(self, mother: CheckedMother) -> None:
        mother.says("why do my legs cramp in the afternoon")
        mother.says("warm enough")
        assert "None of them fits" in mother.legs_are_fine(mother.says("no"))


class TestDegreesWithoutAUnit:
    UNIT = "Is that 45 degrees Celsius or Fahrenheit?"

    @pytest.fixture(autouse=True)
    def number(self, mother: CheckedMother) -> None:
        mother.says("why do my legs cramp in the afternoon")
        assert mother.says("it's 45 degrees").question.text == self.UNIT

    @pytest.mark.parametrize("text", ["fahrenheit", "it's in F", "Fahrenheit of course"])
    def test_fahrenheit_makes_it_cold(self, mother: CheckedMother, text: str) -> None:
        assert ACTIVITY in mother.says(text).question
        assert mother.legs_are_fine(mother.says("nothing special")).cites("Cold factors")

    @pytest.mark.parametrize(("title", "cold"), [("Fahrenheit", True), ("Celsius", False)])
    def test_the_unit_can_be_pressed(self, mother: CheckedMother, title: str, cold: bool) -> None:
        assert ACTIVITY in mother.presses(title).question
        assert mother.legs_are_fine(mother.says("nothing special")).cites("Cold factors") is cold

    @pytest.mark.parametrize("text", ["skip", "I don't know"])
    def test_it_may_stay_open(self, mother: CheckedMother, text: str) -> None:
        assert ACTIVITY in mother.says(text).question
        assert "None of them fits" in mother.legs_are_fine(mother.says("nothing special"))

    def test_why_it_is_asked_is_explained(self, mother: CheckedMother) -> None:
        reply = mother.says("why do you ask?")
        assert "cold in one unit and warm in the other" in reply and reply.question.text == self.UNIT

    def test_a_number_with_its_unit_settles_it(self, mother: CheckedMother) -> None:
        assert ACTIVITY in mother.says("45 F").question


@pytest.mark.parametrize("text", ["it's 40 degrees", "it's 38 degrees in my bedroom"])
def test_a_room_of_forty_degrees_is_no_fever(mother: CheckedMother, text: str) -> None:
    mother.says("why do my legs cramp in the afternoon")
    assert "Celsius or Fahrenheit?" in mother.says(text).question
