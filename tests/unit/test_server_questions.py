from __future__ import annotations

import asyncio
import io
import json
from typing import Any

import pytest

from doula.channels.door import Turn
from doula.server.questions import Case, CaseError, answer, answer_lines, read_case


class Echo:
    """A door behind which somebody repeats what was said, and how often this conversation spoke."""

    def __init__(self) -> None:
        self.open: dict[str, int] = {}

    async def receive(self, conversation: str, text: str, channel: str) -> Turn:
        self.open[conversation] = self.open.get(conversation, 0) + 1
        said = {"id": "1", "text": f"{self.open[conversation]} {text}", "outcome": "answer", "citations": []}
        return Turn(text, messages=[said | {"buttons": [{"title": "Yes", "payload": "/affirm"}]}])

    async def forget(self, conversation: str) -> None:
        del self.open[conversation]


def batch(*lines: str | bytes) -> tuple[bool, list[dict[str, Any]]]:
    door, written = Echo(), list[str]()
    raw = b"\n".join(line if isinstance(line, bytes) else line.encode() for line in lines)
    fine = asyncio.run(answer_lines(door, io.BytesIO(raw), written.append))  # type: ignore[arg-type]
    assert not door.open
    return fine, [json.loads(line) for line in written]


def test_each_line_is_a_conversation_of_its_own_in_order() -> None:
    fine, results = batch('{"id": 7, "text": "a"}', '{"id": "x", "turns": ["b", "c"]}')
    assert fine
    assert [result["id"] for result in results] == [7, "x"]
    assert [[turn["messages"][0]["text"] for turn in result["turns"]] for result in results] == [
        ["1 a"],
        ["1 b", "2 c"],
    ]
    assert results[0]["turns"][0].keys() == {"text", "intent", "entities", "slots", "messages", "ms"}


def test_a_line_that_is_no_case_is_an_error_on_its_line_and_the_rest_go_on() -> None:
    fine, results = batch('{"id": 1, "text": "a"}', "{", '{"id": 2}', '{"id": 3, "text": "b"}')
    assert not fine
    assert [("error" in result, result["id"]) for result in results] == [
        (False, 1),
        (True, None),
        (True, 2),
        (False, 3),
    ]


def test_blank_lines_and_a_byte_order_mark_do_no_harm() -> None:
    fine, results = batch(b'\xef\xbb\xbf{"id": 1, "text": "a"}', "", "   ")
    assert fine
    assert len(results) == 1


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"\xff",
        b"[]",
        b"5",
        b"null",
        b'{"text": "no id"}',
        b'{"id": 1}',
        b'{"id": 1, "text": 5}',
        b'{"id": 1, "text": null}',
        b'{"id": 1, "turns": []}',
        b'{"id": 1, "turns": "a"}',
        b'{"id": 1, "turns": ["a", 5]}',
        b'{"id": 1, "text": "a", "turns": ["b"]}',
        b"[" * 100_000,
    ],
)
def test_what_is_no_case(line: bytes) -> None:
    with pytest.raises(CaseError):
        read_case(line)


def test_a_case_keeps_its_id_whatever_it_is() -> None:
    assert read_case(b'{"id": {"a": 1}, "turns": ["", "/affirm"]}') == Case({"a": 1}, ("", "/affirm"))


def test_an_answer_shows_text_and_buttons_or_is_one_json_object() -> None:
    shown = asyncio.run(answer(Echo(), "ça va", as_json=False))  # type: ignore[arg-type]
    assert shown == "1 ça va\n  • Yes"
    told = json.loads(asyncio.run(answer(Echo(), "ça va", as_json=True)))  # type: ignore[arg-type]
    assert told["turns"][0]["text"] == "ça va"
