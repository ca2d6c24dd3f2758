"""Messages as the outside sees them, fixed sentences, and the proof of a passage."""

from __future__ import annotations

import json
from typing import get_args

import pytest

from doula.articles import Article, Passage
from doula.messages import Button, Citation, Message, Outcome, Responses, cite, cited

RESPONSES = Responses(
    {
        "utter_ask_unit": [
            {
                "text": " Is that {degrees} degrees?\n",
                "buttons": [{"title": "Celsius", "payload": '/inform{"unit": "celsius"}'}],
            },
            {"text": "a second wording is never said"},
        ],
        "utter_plain": [{"text": "Hello."}],
    }
)
SOURCE = "Title\n\nWhy? Since it is cold."
COLD = Passage(12, 29, SOURCE[12:29], 0, 1, frozenset({"sleep", "cause"}))
ARTICLE = Article("cold", "Title", SOURCE, (), (COLD,))


def test_a_sentence_is_filled_in_and_trimmed() -> None:
    assert RESPONSES.text("utter_ask_unit", degrees=45) == "Is that 45 degrees?"


def test_braces_that_she_or_an_article_wrote_are_left_alone() -> None:
    assert RESPONSES.text("utter_ask_unit", degrees="{degrees} {0}") == "Is that {degrees} {0} degrees?"


def test_buttons_belong_to_a_sentence() -> None:
    assert RESPONSES.buttons("utter_ask_unit") == (Button("Celsius", '/inform{"unit": "celsius"}'),)
    assert RESPONSES.buttons("utter_plain") == ()


def test_a_sentence_and_its_buttons_make_a_message() -> None:
    message = RESPONSES.message("utter_ask_unit", "ask_back", degrees=45)
    assert (message.text, message.outcome) == ("Is that 45 degrees?", "ask_back")
    assert [button.title for button in message.buttons] == ["Celsius"] and message.citations == ()


@pytest.mark.parametrize("name", ["utter_nothing", ""])
def test_a_sentence_that_nobody_wrote_is_an_error(name: str) -> None:
    with pytest.raises(KeyError):
        RESPONSES.text(name)


def test_a_sentence_that_is_not_filled_in_is_an_error() -> None:
    with pytest.raises(KeyError, match="degrees"):
        RESPONSES.text("utter_ask_unit")


def test_every_message_has_an_id_of_its_own() -> None:
    assert len({Message("Hello.", "small_talk").id for _ in range(100)}) == 100


def test_a_message_has_the_shape_of_the_contract() -> None:
    message = Message("Hello.", "answer", (Button("Yes", "/affirm"),), (cite(ARTICLE, COLD),), "1")
    assert message.as_dict() == {
        "id": "1",
        "text": "Hello.",
        "outcome": "answer",
        "buttons": [{"title": "Yes", "payload": "/affirm"}],
        "citations": cited([cite(ARTICLE, COLD)]),
    }
    assert json.loads(json.dumps(message.as_dict())) == message.as_dict()


def test_a_citation_equals_its_source_and_names_the_first_aspect() -> None:
    proof = cite(ARTICLE, COLD)
    assert proof == Citation("cold", "Title", 12, 29, "Since it is cold.", "cause", proof.id)
    assert proof.id == f"{ARTICLE.edition}:12-29"
    assert SOURCE[proof.start : proof.end] == proof.quote


def test_a_passage_about_nothing_in_particular_is_about_its_article() -> None:
    assert cite(ARTICLE, Passage(7, 11, "Why?", 0)).aspect == "about"


def test_the_outcomes_are_those_of_the_contract() -> None:
    words = "answer, ask_back, assessment, urgent, check_urgent, not_covered, clarify, small_talk, done"
    assert set(get_args(Outcome)) == set(words.split(", "))
