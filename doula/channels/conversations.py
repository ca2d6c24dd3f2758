"""What the way in needs of the place where conversations are kept."""

from __future__ import annotations

from typing import Protocol

from rasa.shared.core.events import Event

from doula.channels.transcript import Page

PAGE = 200  # messages; to read more of a long conversation at once would keep other mothers waiting


class Conversations(Protocol):
    """Where conversations are kept, beyond Rasa's own interface; all raise StoreDownError."""

    async def delete(self, sender_id: str) -> None:
        """Delete everything of a conversation."""

    async def revoke(self, sender_id: str) -> None:
        """Delete everything of a conversation and refuse it from now on."""

    async def is_revoked(self, sender_id: str) -> bool:
        """Tell whether a conversation is refused."""

    async def page(self, conversation: str, before: int | None = None, most: int = PAGE) -> Page:
        """Return what both sides said last in all sessions, or last before a place."""

    async def place_of(self, conversation: str, message_id: str) -> int | None:
        """Return the place of a message of the assistant, None if there is no such message."""

    async def turn(self, conversation: str, sent: str) -> list[Event]:
        """Return her message of this id, or what refuses it, and what was said until her next one.

        Nothing if it never came.
        """

    async def title_of(self, conversation: str, payload: str) -> str | None:
        """Return the title of a button with this payload that was ever offered, None if there was none."""

    async def ping(self, patience: float) -> None:
        """Ask for a sign of life, within so many seconds."""

    async def probe(self, patience: float) -> None:
        """Write what changes nothing, to know that writing is possible, within so many seconds."""
