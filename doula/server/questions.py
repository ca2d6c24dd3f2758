"""Questions from the command line: one, or a batch of JSON lines."""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from doula.channels.door import Door

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Case:
    """A conversation to hold: what the mother says, turn by turn."""

    id: Any
    turns: tuple[str, ...]


class CaseError(ValueError):
    """A line is no case; the message says what is wrong, `id` is what could be read of it."""

    def __init__(self, message: str, id: Any = None) -> None:  # noqa: A002 - the field is called so outside
        super().__init__(message)
        self.id = id


async def answer(door: Door, text: str, as_json: bool) -> str:
    """Return the reply to one text, for a reader or as JSON."""
    held = await _hold(door, Case(None, (text,)))
    if as_json:
        return _json(held)
    return "\n\n".join(_readable(message) for message in held["turns"][0]["messages"])


async def answer_lines(door: Door, lines: Iterable[bytes], write: Callable[[str], object]) -> bool:
    """Write one JSON line for each line, in order, and return whether all were answered."""
    fine = True
    for line in lines:
        if line.strip():
            result = await _result(door, line)
            fine = fine and "error" not in result
            write(_json(result))
    return fine


def read_case(line: bytes) -> Case:
    """Return the case that a line of JSON describes; raises CaseError."""
    try:
        given = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise CaseError(f"this is not JSON: {error}") from None
    if not isinstance(given, dict):
        raise CaseError("this is no object")
    if "id" not in given:
        raise CaseError("id is missing")
    if ("text" in given) == ("turns" in given):
        raise CaseError("give either text or turns", given["id"])
    turns = given["turns"] if "turns" in given else [given["text"]]
    if not isinstance(turns, list) or not turns or not all(isinstance(turn, str) for turn in turns):
        raise CaseError("text must be a text, turns a list of texts", given["id"])
    return Case(given["id"], tuple(turns))


async def _result(door: Door, line: bytes) -> dict[str, Any]:
    try:
        return await _hold(door, read_case(line))
    except CaseError as error:
        return {"id": error.id, "error": str(error)}


async def _hold(door: Door, case: Case) -> dict[str, Any]:
    conversation = f"ask:{secrets.token_urlsafe(16)}"
    turns = [(await door.receive(conversation, text, "ask")).as_dict() for text in case.turns]
    await door.forget(conversation)
    return {"id": case.id, "turns": turns}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _readable(message: dict[str, Any]) -> str:
    return "\n".join([message["text"], *(f"  • {button['title']}" for button in message["buttons"])])
