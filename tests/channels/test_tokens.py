from __future__ import annotations

from datetime import UTC, datetime, timedelta

import jwt
import pytest

from doula.channels.tokens import LIFETIME, conversation_of, issue

SECRET = "s" * 40


def test_a_token_opens_its_own_conversation() -> None:
    token = issue(SECRET)
    assert conversation_of(token.text, SECRET) == token.conversation


def test_conversations_cannot_be_guessed() -> None:
    names = {issue(SECRET).conversation for _ in range(100)}
    assert len(names) == 100
    assert all(len(name) >= len("web:") + 32 for name in names)


def test_a_token_ends() -> None:
    over = issue(SECRET, datetime.now(UTC) - LIFETIME - timedelta(minutes=1))
    assert conversation_of(over.text, SECRET) is None


@pytest.mark.parametrize(
    "claims",
    [
        {"sub": "web:x", "aud": "doula-web"},
        {"aud": "doula-web", "exp": 9_999_999_999},
        {"sub": "web:x", "aud": "another", "exp": 9_999_999_999},
        {"sub": "web:x", "exp": 9_999_999_999},
    ],
)
def test_a_token_without_owner_purpose_or_end_opens_nothing(claims: dict[str, object]) -> None:
    assert conversation_of(jwt.encode(claims, SECRET, "HS256"), SECRET) is None


def test_a_forged_token_opens_nothing() -> None:
    token = issue(SECRET).text
    unsigned = jwt.encode({"sub": "web:x", "aud": "doula-web", "exp": 9_999_999_999}, None, "none")
    head, body, signature = token.split(".")
    other = issue("t" * 40).text
    for forged in [
        "",
        "a.b.c",
        unsigned,
        f"{head}.{body}.",
        f"{head}.{other.split('.')[1]}.{signature}",
        other,
    ]:
        assert conversation_of(forged, SECRET) is None
