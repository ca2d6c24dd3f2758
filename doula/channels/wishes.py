"""Words by which people leave a service, as the services themselves understand them."""

from __future__ import annotations

# Twilio, "Support for Opt-out Keywords", 2025; WhatsApp asks to heed them (Business Messaging Policy, 2025).
_STOP = {"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout", "opt out", "stop all"}


def is_stop(text: str) -> bool:
    """Tell whether a message is one of the words that end a service, and nothing else."""
    return text.casefold().strip(" .!/\n") in _STOP
