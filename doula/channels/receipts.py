"""Which messages came in already: services send them again when in doubt, also to another process."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from hashlib import sha256
from typing import Protocol

KEPT = 8 * 24 * 3600  # seconds; the most patient, Meta, sends again for 7 days (Webhooks, 2025)


class Receipts(Protocol):
    """Where it is kept which messages came in; several processes share it."""

    async def claim(self, marks: Sequence[str]) -> set[str]:
        """Keep these marks for KEPT seconds and return those that were new; raises StoreDownError."""


def mark(secret: str, channel: str, name: str) -> str:
    """Return a name for a service's name of a message or a person, from which the latter cannot be told."""
    named = f"{channel}\0{name}".encode(errors="surrogatepass")
    return hmac.new(secret.encode(), named, sha256).hexdigest()
