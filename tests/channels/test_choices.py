from __future__ import annotations

import pytest

from doula.channels.choices import chosen, numbered
from doula.channels.outgoing import open_list
from doula.messages import Button

TITLES = (
    "The room is cold",
    "My covers are thin",
    "Warm enough",
    "Too hot",
    "On my feet a lot",
    "No",
    "I don't know",
)
BUTTONS = [Button(title, f"/{number}") for number, title in enumerate(TITLES, 1)]


def test_choices_are_numbered_lines() -> None:
    assert numbered(BUTTONS[:2]) == "1. The room is cold\n2. My covers are thin"


@pytest.mark.parametrize(
    ("answer", "title"),
    [
        ("2", "My covers are thin"),
        (" 2. ", "My covers are thin"),
        ("2)", "My covers are thin"),
        ("#2", "My covers are thin"),
        ("two", "My covers are thin"),
        ("Option two", "My covers are thin"),
        ("number 2!", "My covers are thin"),
        ("2️⃣", "My covers are thin"),
        ("２", "My covers are thin"),
        ("WARM ENOUGH", "Warm enough"),
        ("warm enuogh", "Warm enough"),
        ("my covrs are thin", "My covers are thin"),
        ("i dont know", "I don't know"),
        ("i don’t know", "I don't know"),
        ("no.", "No"),
    ],
)
def test_a_number_a_label_or_nearly_a_label_is_a_choice(answer: str, title: str) -> None:
    button = chosen(answer, BUTTONS)
    assert button and button.title == title


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "?",
        "0",
        "8",
        "88",
        "24 weeks",
        "2 of them",
        "not warm enough",
        "unwarm enough",
        "off my feet a lot",
        "the room is not cold",
        "not",
        "now",
        "no it is not cold",
        "no, I am bleeding",
        "my waters are thin",
        "warm enough but I am bleeding",
    ],
)
def test_anything_else_is_her_own_words(answer: str) -> None:
    assert chosen(answer, BUTTONS) is None


def test_an_answer_that_is_near_two_labels_is_none() -> None:
    assert chosen("walkin", [Button("walking", "/a"), Button("walkins", "/b")]) is None


def test_a_list_is_open_until_she_answers() -> None:
    asked = {"from": "assistant", "buttons": [{"title": "Yes", "payload": "/affirm"}]}
    plain = {"from": "assistant", "buttons": []}
    hers = {"from": "user", "text": "hm"}
    assert open_list([plain, asked]) == open_list([hers, asked, plain]) == (Button("Yes", "/affirm"),)
    assert (
        open_list([])
        == open_list([plain])
        == open_list([asked, hers])
        == open_list([asked, hers, plain])
        == ()
    )
