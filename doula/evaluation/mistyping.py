"""Typing mistakes, put into messages by chance that is the same in each run."""

from __future__ import annotations

import re
from dataclasses import replace
from random import Random

from doula.evaluation.cases import CaseSet

_MOST = 2
_WORD = re.compile(r"[A-Za-z]{4,}")  # a shorter one with a mistake is another word
_BESIDE = dict(
    zip(
        "qwertyuiopasdfghjklzxcvbnm",
        "wqwertyuioqasdfghjkzzxcvbn",
        strict=True,
    )
)


def mistyped(cases: CaseSet) -> CaseSet:
    """Return the same cases, each with one or two typing mistakes."""
    wrong = tuple(replace(case, text=mistype(case.text)) for case in cases.cases)
    return replace(cases, name=f"{cases.name}_mistyped", cases=wrong, of=cases.name)


def mistype(text: str) -> str:
    """Return a text with one or two mistakes, each in a word of its own and decided by the text."""
    chance = Random(text)  # noqa: S311 - no secret
    words = list(_WORD.finditer(text))
    chosen = chance.sample(words, min(len(words), chance.randint(1, _MOST)))
    for word in sorted(chosen, key=lambda word: -word.start()):
        text = text[: word.start()] + _mistake(word[0], chance) + text[word.end() :]
    return text


def _mistake(word: str, chance: Random) -> str:
    """Return a word with two letters swapped, one left out, one doubled, or its neighbour on the keyboard."""
    at = chance.randrange(1, len(word) - 1)
    before, letter, after = word[:at], word[at], word[at + 1 :]
    return chance.choice(
        (
            before + after[0] + letter + after[1:],
            before + after,
            before + letter + letter + after,
            before + _BESIDE.get(letter, letter) + after,
        )
    )
