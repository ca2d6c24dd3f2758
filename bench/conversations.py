"""What the made-up mothers say: whole conversations, drawn with a seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import yaml

Conversation = tuple[str, ...]

_OPENERS = [
    "",
    "ok, ",
    "hi, ",
    "hello, ",
    "so, ",
    "well, ",
    "hmm, ",
    "oh, ",
    "ah, ",
    "and, ",
    "please, ",
    "sorry, ",
    "hey, ",
    "hello again, ",
    "hi again, ",
    "good day, ",
    "good evening, ",
    "good morning, ",
    "ok so, ",
    "oh and, ",
    "right, ",
    "yes so, ",
    "dear doctor, ",
    "madam, ",
]
_CLOSERS = [
    "",
    "?",
    "??",
    "!",
    "...",
    " please",
    " pls",
    " thanks",
    " thank you",
    " thx",
    " ta",
    " x",
    " :)",
    " ma",
    " dear",
    " ok",
    " friend",
    " tonight",
    " today",
    " again",
    " really",
    " then",
    " anyway",
    " now",
]
_LONG = 4  # words


@cache
def conversations() -> tuple[Conversation, ...]:
    """Return all conversations there are."""
    read = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text("utf-8"))
    return tuple(tuple(turns) for turns in read)


def draw(seed: int) -> Iterator[Conversation]:
    """Yield conversations without end, the same ones for the same seed, hardly any sentence twice."""
    dice = random.Random(seed)  # noqa: S311 - nothing secret
    while True:
        for conversation in dice.sample(conversations(), len(conversations())):
            yield tuple(_varied(text, dice) for text in conversation)


def endless(seed: int = 0) -> Iterator[str]:
    """Yield the turns of one conversation that never ends, the same dozen again and again."""
    dice = random.Random(seed)  # noqa: S311 - nothing secret
    while True:
        yield from (_varied(text, dice) for text in _round())


def _round() -> Conversation:
    return tuple(text for conversation in conversations()[:2] for text in conversation)


def _varied(text: str, dice: random.Random) -> str:
    """Return it with something around it, if it is a sentence: nothing that was read before can be reused."""
    if len(text.split()) < _LONG:
        return text
    return f"{dice.choice(_OPENERS)}{text}{dice.choice(_CLOSERS)}"
