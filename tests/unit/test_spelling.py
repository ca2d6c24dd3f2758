"""Which words are put right, and which are never touched."""

from __future__ import annotations

from collections import Counter

import pytest

from doula.spelling import Speller, real_words, words_of

SUBJECT = [
    "calcium",
    "cramp",
    "cramps",
    "tablets",
    "magnesium",
    "stretch",
    "massage",
    "pregnant",
    "elevate",
    "varicose",
    "dehydrated",
]


@pytest.fixture(scope="module")
def speller() -> Speller:
    return Speller(SUBJECT, Counter({"leg": 9, "night": 9, "abeg": 9, "painful": 9}), real_words())


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("calsium tabletts", "calcium tablets"),
        ("leg cramos", "leg cramps"),
        ("leg crmap", "leg cramp"),
        ("magnisium", "magnesium"),
        ("strech", "stretch"),
        ("massge", "massage"),
        ("pregnat", "pregnant"),
        ("vericose", "varicose"),
        ("cramppppps", "cramps"),
        ("at nigth", "at night"),
        ("legcramps", "leg cramps"),
        ("painfull", "painful"),
    ],
)
def test_misspelt_words_of_the_subject_are_put_right(speller: Speller, written: str, meant: str) -> None:
    assert speller.repair(written) == meant


@pytest.mark.parametrize(
    "text",
    [
        "clamps and ramps",  # real words beside cramps
        "the tables are stretchy",
        "abeg wetin I fit do",  # words of the examples
        "Crampton rang me",
        "my doctor is Massaro",  # a name inside a sentence
        "elevator message",
        "crap",
        "nite nite",
        "ok k x",
        "qwerty asdf",
        "me dan calambres",
    ],
)
def test_other_words_stay_as_they_are(speller: Speller, text: str) -> None:
    assert speller.repair(text) == text


def test_signs_between_the_words_stay(speller: Speller) -> None:
    assert speller.repair("Calsium?! (tabletts)\n— ok") == "calcium?! (tablets)\n— ok"


def test_a_text_without_any_known_word_is_known_as_such(speller: Speller) -> None:
    assert (
        not speller.knows_any("qwoeiru lkjwer") and not speller.knows_any("x") and not speller.knows_any("")
    )
    assert speller.knows_any("qwoeiru leg")


def test_words_are_counted_in_small_letters() -> None:
    assert words_of(["Leg cramps, leg", "don't"]) == {"leg": 2, "cramps": 1, "don't": 1}
