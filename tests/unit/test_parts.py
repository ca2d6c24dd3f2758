"""How a message falls into sentences, and which of them look like questions."""

from __future__ import annotations

import pytest

from doula.parts import MOST_PARTS, looks_asked, split


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("my calf hurts", ("my calf hurts",)),
        ("I am 30 weeks today. Why do I cramp so?", ("I am 30 weeks today.", "Why do I cramp so?")),
        (
            "SUBJECT: cramps MESSAGE: What helps against them, please tell me",
            ("cramps", "What helps against them, please tell me"),
        ),
        ("ow!! leg cramp right now", ("ow!! leg cramp right now",)),
        (
            "why do I get cramps and what can I do",
            ("why do I get cramps", "what can I do"),
        ),
        ("is it normal to cramp and why?", ("is it normal to cramp", "why?")),
        ("the first line of it\n\nand the second line", ("the first line of it", "and the second line")),
        ("what helps, and is magnesium any good?", ("what helps", "is magnesium any good?")),
        ("she walks and is already tired", ("she walks and is already tired",)),
        ("", ()),
        ("… ?! …", ()),
        ("Hi ladies! Can I ask a question? How many tablets a day?", ("How many tablets a day?",)),
        ("Hello, thank you.", ("Hello, thank you.",)),
    ],
)
def test_a_message_falls_into_its_sentences(text: str, parts: tuple[str, ...]) -> None:
    assert split(text) == parts


def test_of_a_very_long_message_the_questions_stay() -> None:
    story = "It was a long day. " * 40 + "What helps against cramps? " + "We went home. " * 40
    parts = split(story)
    assert len(parts) <= MOST_PARTS and "What helps against cramps?" in parts


@pytest.mark.parametrize(
    "text",
    [
        "why me",
        "Is it bad",
        "hi doctor can I take it",
        "I want to know the dose",
        "help me",
        "abeg wetin I do",
    ],
)
def test_questions_and_requests_look_asked(text: str) -> None:
    assert looks_asked(text)


@pytest.mark.parametrize("text", ["my calf cramps at night", "We went home.", "thank you so much"])
def test_statements_do_not(text: str) -> None:
    assert not looks_asked(text)
