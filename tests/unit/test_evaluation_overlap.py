"""Messages that repeat the training data."""

from __future__ import annotations

import pytest

from doula.evaluation.overlap import find_repeats, normalise

TRAINED = ["Why do my legs cramp at night?", "hi", "thank you so much"]


@pytest.mark.parametrize(
    "text", ["why do my legs cramp at night", "  WHY do my legs cramp at night ?!", "Hi!"]
)
def test_case_and_punctuation_make_no_other_message(text: str) -> None:
    (repeat,) = find_repeats([text], TRAINED)
    assert repeat.exact and repeat.text == text and repeat.trained in TRAINED


@pytest.mark.parametrize(
    "text",
    [
        "at night why do my legs cramp",
        "why do my feet cramp at night",
        "why do my legs always cramp at night",
        "why do my legs cramp",
        "thank you so very much",
    ],
)
def test_another_order_or_one_word_changed_is_nearly_the_same(text: str) -> None:
    found = find_repeats([text], [*TRAINED, "why do my legs cramp badly"])
    assert [repeat.exact for repeat in found] == [False]


@pytest.mark.parametrize("text", ["why do my feet hurt at night", "hello", "hi there", "thank you", "", "?!"])
def test_what_differs_in_more_is_another_message(text: str) -> None:
    assert find_repeats([text], TRAINED) == ()


def test_the_exact_repeat_is_named_before_a_near_one() -> None:
    trained = ["why do my legs cramp", "why do my feet cramp", "why do my toes cramp"]
    (repeat,) = find_repeats(["Why do my feet cramp?"], trained)
    assert (repeat.trained, repeat.exact) == ("why do my feet cramp", True)


def test_apostrophes_and_emoji_are_read() -> None:
    assert normalise("It’s so sore 😢…") == "it's so sore 😢"
    assert find_repeats(["🙏"], ["🙏!"])[0].exact
    assert find_repeats(["🙏"], ["😢"]) == ()
