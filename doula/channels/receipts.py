"""Which messages came in already: services send them again when in doubt, also to another process."""

from __future__ import annotations

import hmac
from collections.abc import Collection
from hashlib import sha256
from typing import Protocol

KEPT = 8 * 24 * 3600  # seconds; the most patient, Meta, sends again for 7 days (Webhooks, 2025)
TERM = 30.0  # seconds that a claim stands that is not confirmed; no request takes longer, see connections


class ClaimedError(Exception):
    """Raised when another request has claimed a message, but not confirmed that it will be answered."""


class Receipts(Protocol):
    """Where it is kept which messages came in; several processes share it.

    Whoever claims a message makes sure that it will be answered, and confirms. A claim that was not confirmed
    (its process was killed, the database was late) ends after TERM seconds, and the message is new again.
    """

    async def claim(self, marks: Collection[str]) -> set[str]:
        """Claim those of these messages that are new, all or none; raises ClaimedError, StoreDownError."""

    async def confirm(self, marks: Collection[str]) -> None:
        """Keep claims for KEPT seconds; raises StoreDownError."""


def mark(secret: str, channel: str, name: str) -> str:
    """Return a name for a service's name of a message or a person, from which the latter cannot be told."""
    named = f"{channel}\0{name}".encode(errors="surrogatepass")
    return hmac.new(secret.encode(), named, sha256).hexdigest()
