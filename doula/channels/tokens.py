"""Tokens: each opens one conversation, for a while."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import jwt
from jwt.types import Options

LIFETIME = timedelta(days=30)
_ALGORITHM = "HS256"
_PURPOSE = "doula-web"
_REQUIRED: Options = {"require": ["sub", "aud", "exp"]}


@dataclass(frozen=True)
class Token:
    """A signed name of a conversation and when it ends."""

    text: str
    conversation: str
    expires_at: datetime


def issue(secret: str, now: datetime | None = None) -> Token:
    """Return a token of a new conversation that nobody can guess."""
    conversation = f"web:{secrets.token_urlsafe(24)}"
    expires_at = (now or datetime.now(UTC)).replace(microsecond=0) + LIFETIME
    claims = {"sub": conversation, "aud": _PURPOSE, "exp": expires_at}
    return Token(jwt.encode(claims, secret, _ALGORITHM), conversation, expires_at)


def conversation_of(token: str, secret: str, also_ended: bool = False) -> str | None:
    """Return the conversation that a token opens, or None if it is forged, foreign or over."""
    options: Options = {**_REQUIRED, "verify_exp": not also_ended}
    try:
        claims = jwt.decode(token, secret, [_ALGORITHM], options=options, audience=_PURPOSE)
    except (jwt.PyJWTError, UnicodeEncodeError):  # bytes of a header that are no text
        return None
    return str(claims["sub"])
