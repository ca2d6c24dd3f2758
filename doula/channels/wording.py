"""What may come in: words, a button's payload, or something to refuse."""

from __future__ import annotations

import re
from collections.abc import Container
from typing import Literal

LONGEST_TEXT = 4_000
CONTROLS = r"\x00-\x08\x0b-\x1f\x7f-\x9f"
DIRECTIONS = r"\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff"
BROKEN = r"\ud800-\udfff\ufffe\uffff"

Refusal = Literal["empty", "too_long", "not_offered"]

_INVISIBLE = re.compile(f"[{CONTROLS}{DIRECTIONS}{BROKEN}]")
_COMMAND = re.compile(r"/\s*([A-Za-z_]\w*)\s*(.?)", re.DOTALL)


def clean(text: str) -> str:
    """Drop what cannot be seen except line breaks and emoji joiners, and space around the text."""
    return _INVISIBLE.sub("", text.replace("\r", "\n")).strip()


def is_command(text: str, intents: Container[str]) -> bool:
    """Tell whether Rasa would take this text for an intent instead of words."""
    match = _COMMAND.match(text)
    return bool(match) and (match[2] in {"{", "@"} or match[1] in intents)  # type: ignore[index]


def as_words(text: str) -> str:
    """Drop leading slashes, so that Rasa reads what follows as words."""
    return text.lstrip("/ \n\t")
