"""The graph component that names another language."""

from __future__ import annotations

from unittest.mock import Mock

import pytest
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from doula.understanding.language_finder import OTHER_LANGUAGE, LanguageFinder
from doula.understanding.part_splitter import PART, ROLE

GERMAN = "warum habe ich nachts immer Krämpfe in den Waden"
MEANT = {"name": "ask_cause", "confidence": 0.4}


def found(text: str | None, **data: str) -> Message:
    finder = LanguageFinder.create({}, Mock(), Mock(), Mock())
    (message,) = finder.process([Message({TEXT: text, INTENT: MEANT, **data})])
    return message


def test_a_message_in_another_language_means_that_and_names_it() -> None:
    message = found(GERMAN)
    assert message.get(INTENT) == {"name": OTHER_LANGUAGE, "confidence": 1.0}
    assert message.get("language") == "de"
    assert message.as_dict(only_output_properties=True)["language"] == "de"


@pytest.mark.parametrize("text", ["why do my calves cramp", "", None, f"/inform{{{GERMAN}}}"])
def test_english_nothing_and_payloads_keep_their_meaning(text: str | None) -> None:
    message = found(text)
    assert message.get(INTENT) == MEANT and message.get("language") is None


def test_a_sentence_of_a_message_is_not_looked_at_by_itself() -> None:
    assert found(GERMAN, **{ROLE: PART}).get(INTENT) == MEANT
