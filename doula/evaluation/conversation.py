"""Putting cases to the assistant, one conversation each, through the door of every real turn."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from doula.evaluation.cases import Case
from doula.evaluation.scoring import Citation, Result, weightiest


class Turn(Protocol):
    """What came of one message."""

    @property
    def intent(self) -> Mapping[str, Any]:
        """Return the name and the confidence of what was understood."""

    @property
    def messages(self) -> Sequence[Mapping[str, Any]]:
        """Return what was replied."""

    @property
    def ms(self) -> float:
        """Return the time from the message to the last reply."""


class Door(Protocol):
    """The way in to the loaded assistant."""

    async def receive(self, conversation: str, text: str, channel: str) -> Turn:
        """Take one turn and return what came of it."""

    async def forget(self, conversation: str) -> None:
        """Delete a conversation."""


async def put(door: Door, cases: Iterable[Case]) -> tuple[Result, ...]:
    """Return what the assistant makes of each case."""
    return tuple([await _put(door, case) for case in cases])


async def _put(door: Door, case: Case) -> Result:
    conversation = f"evaluation:{secrets.token_urlsafe(16)}"
    turn = await door.receive(conversation, case.text, "ask")
    await door.forget(conversation)
    return Result(
        case,
        weightiest(message["outcome"] for message in turn.messages),
        tuple(
            Citation(each["article"], each["quote"]) for said in turn.messages for each in said["citations"]
        ),
        turn.intent["name"] or "none",
        turn.intent["confidence"],
        turn.ms,
    )
