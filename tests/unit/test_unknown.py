"""What is asked about by a name that nobody knows."""

from __future__ import annotations

import pytest

from doula.spelling import real_words
from doula.unknown import find_unknown


@pytest.mark.parametrize(
    ("text", "thing"),
    [
        ("is zogrel safe for her", "zogrel"),
        ("can I take Crampolax for my legs", "crampolax"),
        ("does drinking mursik help with cramps", "mursik"),
        ("are my cramps caused by the Thandomycil?", "thandomycil"),
        ("brofex for leg cramps", "brofex"),
        ("is it plurexia", "plurexia"),
    ],
)
def test_a_thing_without_a_known_name_is_found_where_it_is_asked_about(text: str, thing: str) -> None:
    found = find_unknown(text, real_words())
    assert found and found.topic == thing and text[found.start : found.end].lower() == thing


@pytest.mark.parametrize(
    "text",
    [
        "is kelp safe for her",
        "can I take calcium",
        "my frend Zodwa says so",  # not what is asked about
        "Here in Mbombela it is cold",
        "is it ok",
        "does walkin help",
        "",
    ],
)
def test_known_words_and_names_beside_the_question_are_not(text: str) -> None:
    assert find_unknown(text, real_words()) is None
