"""A mother who talks to the assistant in this process, and what it replies."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from doula.channels.door import Door


@dataclass(frozen=True)
class Said:
    """One message of the assistant."""

    message: dict[str, Any]

    @property
    def text(self) -> str:
        return str(self.message["text"])

    @property
    def outcome(self) -> str:
        return str(self.message["outcome"])

    @property
    def buttons(self) -> list[str]:
        return [button["title"] for button in self.message["buttons"]]

    def cites(self, words: str) -> bool:
        return any(words.lower() in citation["quote"].lower() for citation in self.message["citations"])

    def __contains__(self, words: str) -> bool:
        return words.lower() in self.text.lower()


@dataclass(frozen=True)
class Reply:
    """All that the assistant says in one turn."""

    messages: list[dict[str, Any]]
    intent: str | None = None

    @property
    def said(self) -> list[Said]:
        return [Said(message) for message in self.messages]

    @property
    def outcomes(self) -> list[str]:
        return [said.outcome for said in self.said]

    @property
    def text(self) -> str:
        return "\n\n".join(said.text for said in self.said)

    @property
    def buttons(self) -> list[str]:
        return [title for said in self.said for title in said.buttons]

    @property
    def answer(self) -> Said:
        return self.only("answer")

    @property
    def assessment(self) -> Said:
        return self.only("assessment")

    @property
    def question(self) -> Said:
        return self.only("ask_back")

    @property
    def urgent(self) -> Said:
        return self.only("urgent")

    def only(self, outcome: str) -> Said:
        found = [said for said in self.said if said.outcome == outcome]
        assert len(found) == 1, f"{len(found)} messages are {outcome}: {self.outcomes} {self.text}"
        return found[0]

    def cites(self, words: str) -> bool:
        return any(said.cites(words) for said in self.said)

    def __contains__(self, words: str) -> bool:
        return words.lower() in self.text.lower()


class Mother:
    """One conversation: she writes, or presses what was offered."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._conversation = f"test:{secrets.token_urlsafe(16)}"
        self._payloads: dict[str, str] = {}

    def opens(self) -> Reply:
        return self._note(Reply(asyncio.run(self._door.open(self._conversation, "test"))))

    def says(self, text: str) -> Reply:
        turn = asyncio.run(self._door.receive(self._conversation, text, "test"))
        return self._note(Reply(turn.messages, turn.intent["name"]))

    def presses(self, title: str) -> Reply:
        assert title in self._payloads, f"no button {title!r} was offered, only {list(self._payloads)}"
        return self.says(self._payloads[title])

    def history(self) -> list[dict[str, Any]]:
        return asyncio.run(self._door.history(self._conversation)).messages

    def _note(self, reply: Reply) -> Reply:
        for message in reply.messages:
            self._payloads |= {button["title"]: button["payload"] for button in message["buttons"]}
        return reply
