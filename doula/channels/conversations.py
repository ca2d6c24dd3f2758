"""What the way in needs of the place where conversations are kept."""

from __future__ import annotations

from typing import Protocol

from rasa.shared.core.events import Event


class Conversations(Protocol):
    """Where conversations are kept, beyond Rasa's own interface; all raise StoreDownError."""

    async def delete(self, sender_id: str) -> None:
        """Delete everything of a conversation."""

    async def revoke(self, sender_id: str) -> None:
        """Delete everything of a conversation and refuse it from now on."""

    async def is_revoked(self, sender_id: str) -> bool:
        """Tell whether a conversation is refused."""

    async def said(self, conversation: str) -> list[Event]:
        """Return what both sides said in all sessions, oldest first."""

    async def turn(self, conversation: str, sent: str) -> list[Event]:
        """Return the message that she sent under this id and what was replied; nothing if it never came."""

    async def has_offered(self, conversation: str, payload: str) -> bool:
        """Tell whether a button with this payload was ever offered in a conversation."""

    async def ping(self, patience: float) -> None:
        """Ask for a sign of life, within so many seconds."""

    async def probe(self, patience: float) -> None:
        """Write what changes nothing, to know that writing is possible, within so many seconds."""
