"""Check that whoever edits clinical/observations.yml is told what is wrong with an entry."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import spacy
import yaml

from doula.vocabulary import KINDS, Vocabulary, VocabularyError
from doula.wordings import WordingError, Wordings

FILE = Path(__file__).parents[2] / "clinical" / "observations.yml"
CONTENT: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
ENGLISH = spacy.blank("en")

Edit = Callable[[dict[str, Any]], Any]


def small() -> dict[str, Any]:
    """Give the content without its wordings, so that a test is quick."""
    content = deepcopy(CONTENT)
    for kind in content["kinds"].values():
        kind["not_this"] = []
        for value in kind["values"].values():
            value.update(wordings=[], alone=[], says_not=[], measures=[])
    return content


def night(content: dict[str, Any]) -> Any:
    return content["kinds"]["timing"]["values"]["night"]


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (lambda c: c.pop("kinds"), "kinds: is missing"),
        (lambda c: c["kinds"].pop("week"), "kinds: week: is missing"),
        (lambda c: c["kinds"].update(timing=[]), "kinds: timing: must be a list of names with values"),
        (lambda c: c["kinds"]["timing"]["values"].update(night="dark"), "night: must be a list of names"),
        (lambda c: night(c).pop("label"), "timing: night: label: is missing"),
        (lambda c: night(c).update(because=7), "timing: night: because: must be words, not 7"),
        (lambda c: night(c).update(excludes=["noon"]), "timing: night: excludes noon, which is no value"),
        (lambda c: night(c).update(wordings=[True]), "timing: night: wordings: True must be words"),
        (lambda c: night(c).update(wordings=[" "]), "timing: night: wordings: ' ' must be words"),
        (lambda c: night(c).update(wordings="at night"), "timing: night: wordings: must be a list"),
        (lambda c: night(c).update(measures=[{"wordings": []}]), "timing: night: measures: one has neither"),
        (lambda c: night(c).update(measures=[7]), "timing: night: measures: must be a list of names"),
        (lambda c: night(c).update(wordings=["noon"], alone=["noon"]), "wording 'noon' stands in 2"),
        (lambda c: night(c).update(wordings=["(at night"]), "its brackets do not fit"),
        (lambda c: night(c).update(wordings=["(the|at) night"]), "one of (the|at) counts for nothing"),
        (lambda c: night(c).update(wordings=["[the]"]), "is empty without its optional words"),
        (lambda c: night(c).update(wordings=["night but day"]), "holds a word that ends a clause"),
        (lambda c: c["kinds"]["timing"]["clock"]["hours"].update(night=[22]), "timing: clock: hours: night"),
        (lambda c: c["kinds"]["temperature"]["degrees"].update(cold_below="18"), "cold_below: must be a"),
        (lambda c: c["kinds"]["temperature"].update(if_no="not mild"), "if_no: 'not mild' is no value"),
    ],
)  # fmt: skip
def test_a_wrong_entry_is_named(edit: Edit, message: str) -> None:
    content = small()
    edit(content)
    with pytest.raises((VocabularyError, WordingError)) as error:
        Vocabulary.of(content)
    assert message in str(error.value)


def test_every_value_has_a_label_and_reasons() -> None:
    vocabulary = Vocabulary.of(small())
    for kind in KINDS:
        for name, value in vocabulary.kinds[kind].values.items():
            assert value.label, name
            assert value.because[0].islower() or value.because.startswith("I"), name
            assert not value.because.endswith("."), name


def test_what_one_value_excludes_excludes_it_too() -> None:
    for kind in Vocabulary.of(small()).kinds.values():
        for name, value in kind.values.items():
            for other in value.excludes - {"unclear_unit"}:
                assert name in kind.values[other].excludes, f"{other} does not exclude {name}"


def keys(text: str, *known: str) -> list[str]:
    wordings = Wordings({"known": known}, {"legs": "leg", "but": "."}, ["the"])
    return [word.key for word in wordings.words(ENGLISH(text))][1:-1]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The legs", ["leg"]),
        ("coooold colddd", ["cold", "cold"]),
        ("walkin'", ["walking"]),
        ("stranger", ["~"]),
        ("cold, but cold!", ["cold", ",", ".", "cold", "."]),
        ("cold\nwalking", ["cold", ".", "walking"]),
        ("cold-walking", ["cold", "walking"]),
        ("cold - walking", ["cold", ",", "walking"]),
        ('"cold"', ["cold"]),
        ("twenty eight twenty-eight 28cold", ["#", "#", "#", "cold"]),
        ("two two", ["#", "#"]),
        ("due in May", ["~", "~", "MONTH"]),
        ("2:30 14:30 02:30", ["#", "CLOCK", "CLOCK"]),
    ],
)
def test_a_word_is_known_whatever_its_spelling(text: str, expected: list[str]) -> None:
    assert keys(text, "cold", "walking") == expected


def test_numbers_keep_their_value() -> None:
    wordings = Wordings({}, {}, [])
    numbers = [word.number for word in wordings.words(ENGLISH("twenty eight, 10,000 and 2.5 in june"))]
    assert [number for number in numbers if number is not None] == [28, 10000, 2.5, 6]


def test_a_gap_holds_four_words_of_a_clause() -> None:
    wordings = Wordings({"gap": ["cold ... feet"]}, {}, [])
    found = {
        text: bool(wordings.hits(wordings.words(ENGLISH(text))))
        for text in ("cold feet", "cold a b c d feet", "cold a b c d e feet", "cold. feet")
    }
    assert list(found.values()) == [True, True, False, False]
