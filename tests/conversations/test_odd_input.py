"""What a tester types: one proper reply each, and the conversation goes on unharmed."""

from __future__ import annotations

import pytest

from tests.conversations.conftest import CheckedMother

TEMPERATURE = "How warm are your legs"
ODD = {
    "empty": "",
    "whitespace": " \t\n  ",
    "one letter": "a",
    "one full stop": ".",
    "question marks": "???",
    "an emoji": "🤰",
    "emojis only": "😭😭🦵🏽👩‍🍼❤️",
    "a number": "12345678901234567890",
    "2 kB": "leg " * 500,
    "2 kB without a space": "x" * 2_000,
    "200 kB": "my legs hurt " * 16_000,
    "200 kB of emojis": "🦵" * 50_000,
    "control characters": "legs\x00\x07\x1b[31m\x7f cramp\x08",
    "nothing but control characters": "\x00\x01\x02",
    "invisible letters": "\u200b\u2060\ufeff",
    "text from right to left": "\u202ewhy do my legs cramp",
    "a lone surrogate": "legs \ud83d cramp",
    "HTML": "<b>legs</b><script>alert('x')</script><img src=x onerror=alert(1)>",
    "SQL": "'; DROP TABLE events; --",
    "a template": "{{7*7}} {degrees} ${HOME} %s",
    "JSON": '{"text": "legs", "sender": "someone"}',
    "Rasa's annotations": '[leg cramps](topic) [night]{"entity": "timing"}',
    "a slash": "/",
    "slashes": "////",
    "a path": "/etc/passwd",
    "Zalgo": "l̷̨͓e̵͎͝g̸̨͛s̶",
    "many lines": "why\n" * 300,
    "another script": "なぜ足がつるの",
}
NOT_OFFERED = [
    '/inform{"timing": "night"}',
    '/inform{"activity": "dragons"}',
    '/inform{"timing"',
    "/ask_cause",
    "/affirm",
    "/forget_me",
    "/report_danger",
    '/report_danger{"sign": "bleeding"}',
    "/restart",
    "/session_start",
    "/back",
    "/ forget_me",
    "/nlu_fallback",
    "/resume",
]


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_odd_input_gets_a_proper_reply(mother: CheckedMother, text: str) -> None:
    assert "urgent" not in mother.says(text).outcomes


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_odd_input_does_not_end_a_check_in(mother: CheckedMother, text: str) -> None:
    mother.says("why do my legs cramp")
    mother.says(text)
    reply = mother.says("at night")
    assert reply.outcomes == ["ask_back"] and TEMPERATURE in reply


@pytest.mark.parametrize("payload", NOT_OFFERED)
def test_a_payload_that_was_not_offered_is_refused_and_leaves_no_trace(
    mother: CheckedMother, payload: str
) -> None:
    before = mother.history()
    reply = mother.says(payload)
    assert reply.outcomes == ["not_covered"] and "did not offer that choice" in reply
    assert mother.history()[: len(before)] == before
    assert all(said["from"] == "assistant" for said in mother.history())


def test_a_payload_offered_to_another_mother_is_refused(mother: CheckedMother, assistant: object) -> None:
    CheckedMother(assistant).says("why do my legs cramp")  # type: ignore[arg-type]
    assert mother.says('/inform{"timing": "night"}').outcomes == ["not_covered"]


def test_an_old_button_still_works(mother: CheckedMother) -> None:
    mother.says("why do my legs cramp")
    mother.says("in the afternoon")
    assert "Thank you, I have changed that." in mother.presses("At night in bed").question


def test_pressing_twice_is_no_correction(mother: CheckedMother) -> None:
    mother.says("why do my legs cramp")
    first, second = mother.presses("At night in bed"), mother.presses("At night in bed")
    assert first.question.text == second.question.text


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_html_and_the_like_are_never_repeated_to_her(mother: CheckedMother, text: str) -> None:
    assert "<" not in mother.says(text).text
