"""What may come in: words, a button's payload, or something to refuse."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container
from typing import Literal

LONGEST_TEXT = 4_000
CONTROLS = r"\x00-\x08\x0b-\x1f\x7f-\x9f"
DIRECTIONS = r"\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff"
BROKEN = r"\ud800-\udfff\ufffe\uffff"

Refusal = Literal["empty", "too_long", "not_offered"]

_INVISIBLE = re.compile(f"[{CONTROLS}{DIRECTIONS}{BROKEN}]")
_UNSEEN = ("Cc", "Cf", "Me", "Mn")  # controls, formats, marks: categories of signs that are nothing alone
_COMMAND = re.compile(r'([A-Za-z_]\w*)\s*(@[\d.]+)?\s*(\{\s*(?:"[^}]*)?\}*)?')


def clean(text: str) -> str:
    """Drop what cannot be seen except line breaks and emoji joiners, and space around the text."""
    return _INVISIBLE.sub("", text.replace("\r", "\n")).strip()


def is_command(text: str, intents: Container[str]) -> bool:
    """Tell whether a text is nothing but a command, as buttons carry them, however it is disguised."""
    words = as_words(text)
    match = _COMMAND.fullmatch(words) if "/" in text[: len(text) - len(words)] else None
    return match is not None and bool(match[2] or match[3] or match[1] in intents)


def as_words(text: str) -> str:
    """Drop slashes and what cannot be seen from the beginning, so that Rasa can read the text only as words.

    Rasa takes a text for a command if it begins with a slash once the white space around it is stripped.
    """
    start = next((place for place, sign in enumerate(text) if _is_of_a_word(sign)), len(text))
    return text[start:]


def _is_of_a_word(sign: str) -> bool:
    return sign != "/" and not sign.isspace() and unicodedata.category(sign) not in _UNSEEN
