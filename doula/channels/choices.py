"""Choices as numbered lines, where a service shows no buttons, and the answers to them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from difflib import SequenceMatcher

from doula.messages import Button

_WORDS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_NUMBER = re.compile(rf"\W*(?:(?:number|option|answer)\s+)?(?:(\d\d?)|({'|'.join(_WORDS)}))\W*", re.ASCII)
_LEAST = 4  # letters of a word that may be misspelt: "no" and "now" are two words
_ALIKE = 0.8


def numbered(buttons: Sequence[Button]) -> str:
    """Return the buttons as numbered lines."""
    return "\n".join(f"{number}. {button.title}" for number, button in enumerate(buttons, 1))


def chosen(text: str, buttons: Sequence[Button]) -> Button | None:
    """Return the button that an answer means: its number, its label, or nearly its label."""
    plain = unicodedata.normalize("NFKC", text).casefold().strip()
    if match := _NUMBER.fullmatch(plain):
        number = int(match[1]) if match[1] else _WORDS.index(match[2]) + 1
        return buttons[number - 1] if 0 < number <= len(buttons) else None
    words = _words(plain)
    exact = [button for button in buttons if _words(button.title) == words]
    alike = exact or [button for button in buttons if _misspells(words, _words(button.title))]
    return alike[0] if len(alike) == 1 else None


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", re.sub(r"['’]", "", text.casefold()))


def _misspells(words: list[str], label: list[str]) -> bool:
    """Tell whether words are a label with slips in longer words; a word more is another answer."""
    return bool(words) and len(words) == len(label) and all(map(_alike, words, label))


def _alike(word: str, wanted: str) -> bool:
    if word == wanted or word[0] != wanted[0] or min(len(word), len(wanted)) < _LEAST:
        return word == wanted
    return SequenceMatcher(None, word, wanted).ratio() >= _ALIKE
