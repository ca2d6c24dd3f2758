"""Check that every fixed sentence is plain, short and kind."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import textstat
import yaml

ROOT = Path(__file__).parents[2]
NOT_TO_SAY = re.compile(
    r"\b(?:you are fine|it is nothing|probably just a cramp|guaranteed|cure|dose for you|you must)\b",
    re.I,
)
JARGON = re.compile(
    r"\b(?:intent|entity|slot|nlu|database|error|invalid|session|payload|myalgia|thrombosis|gestation)\b",
    re.I,
)
CHILDREN_READ = 6  # Flesch-Kincaid grade, about eleven years
FEWEST_WORDS = 6  # the grade of fewer says nothing
LONGEST_BUTTON = 32


def responses() -> dict[str, list[dict[str, object]]]:
    files = sorted((ROOT / "data").glob("*/responses.yml"))
    loaded = [yaml.safe_load(file.read_text(encoding="utf-8"))["responses"] for file in files]
    return {name: texts for each in loaded for name, texts in each.items()}


RESPONSES = responses()
UNSAID = {"utter_danger_check"}  # only its buttons are used, the question is the sign's own
TEXTS = [
    (name, str(text["text"])) for name, texts in RESPONSES.items() for text in texts if name not in UNSAID
]
BUTTONS = sorted(
    {button["title"] for texts in RESPONSES.values() for text in texts for button in text.get("buttons", ())}  # type: ignore[attr-defined]
)


def spoken(text: str) -> str:
    """Put a plain word where a value will stand."""
    return re.sub(r"{\w+}", "this", text)


def sentences(text: str) -> list[str]:
    return [part for part in re.split(r"[.?:]\s+", spoken(text)) if part]


@pytest.mark.parametrize(("name", "text"), TEXTS)
def test_a_child_of_eleven_can_read_it(name: str, text: str) -> None:
    if len(spoken(text).split()) >= FEWEST_WORDS:
        assert textstat.flesch_kincaid_grade(spoken(text)) <= CHILDREN_READ


@pytest.mark.parametrize(("name", "text"), TEXTS)
def test_it_says_nothing_that_hurts_or_promises(name: str, text: str) -> None:
    assert not NOT_TO_SAY.search(text)
    assert "!" not in text
    assert text == text.strip()


@pytest.mark.parametrize(("name", "text"), TEXTS)
def test_it_uses_no_word_of_ours(name: str, text: str) -> None:
    assert not JARGON.search(text)


@pytest.mark.parametrize(("name", "text"), TEXTS)
def test_it_is_short(name: str, text: str) -> None:
    assert len(text.split()) <= 60
    assert max(len(sentence.split()) for sentence in sentences(text)) <= 36


def test_sentences_have_twelve_words_on_average() -> None:
    all_sentences = [sentence for _, text in TEXTS for sentence in sentences(text)]
    assert sum(len(sentence.split()) for sentence in all_sentences) / len(all_sentences) <= 12


@pytest.mark.parametrize("name", [name for name in RESPONSES if name.startswith("utter_ask_")])
def test_a_follow_up_is_one_question_of_thirty_words_at_most(name: str) -> None:
    text = str(RESPONSES[name][0]["text"])
    assert text.count("?") == 1
    assert text.endswith("?")
    assert len(text.split()) <= 30


@pytest.mark.parametrize("title", BUTTONS)
def test_a_button_fits_beside_another(title: str) -> None:
    assert len(title) <= LONGEST_BUTTON
    assert "!" not in title


def test_every_response_has_one_wording() -> None:
    assert not [name for name, texts in RESPONSES.items() if len(texts) != 1]
