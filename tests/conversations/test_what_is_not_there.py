"""What no article speaks of is said to be absent, by its name, and is not answered from what is near."""

from __future__ import annotations

import pytest

from tests.conversations.conftest import CheckedMother


@pytest.mark.parametrize(
    ("text", "thing"),
    [
        ("can i rub my calves with shea butter", "shea butter"),
        ("does trampolining give you leg cramps", "trampolining"),
        ("should I soak my feet in seawater against cramps", "seawater"),
        ("acrobatics for leg cramps?", "acrobatics"),
    ],
)
def test_what_a_question_asks_about_is_named_when_it_is_absent(
    mother: CheckedMother, text: str, thing: str
) -> None:
    reply = mother.says(text)
    assert reply.outcomes == ["not_covered"] and thing in reply.text


@pytest.mark.parametrize(
    "text", ["my goldfish has a leg cramp", "how much calcium for my goat", "can penguins fly"]
)
def test_an_animal_is_off_topic(mother: CheckedMother, text: str) -> None:
    assert mother.says(text).outcomes == ["small_talk"]


def test_a_mother_with_a_pet_is_answered(mother: CheckedMother) -> None:
    assert mother.says("my dog woke me, why do my legs cramp at night?").outcomes[0] == "answer"


def test_polite_words_around_a_question_are_no_question(mother: CheckedMother) -> None:
    plain = mother.says("Why do my legs cramp at night?").text
    polite = mother.says(
        "Hello, I would like to know something please. Why do my legs cramp at night? Thanks."
    ).text
    assert polite == plain


def test_who_is_not_understood_is_offered_what_she_likely_means(mother: CheckedMother) -> None:
    reply = mother.says("how can I avoid it")
    assert reply.outcomes == ["clarify"] and reply.buttons[0] == "How can I prevent leg cramps?"
    assert len(reply.buttons) == 3
