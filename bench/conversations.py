"""What the made-up mothers say: whole conversations, drawn with a seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import yaml

Conversation = tuple[str, ...]


@cache
def conversations() -> tuple[Conversation, ...]:
    """Return all conversations there are."""
    read = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text("utf-8"))
    return tuple(tuple(turns) for turns in read)


def draw(seed: int) -> Iterator[Conversation]:
    """Yield conversations without end, the same ones for the same seed."""
    dice = random.Random(seed)  # noqa: S311 - nothing secret
    while True:
        yield from dice.sample(conversations(), len(conversations()))


def endless() -> Iterator[str]:
    """Yield the turns of one conversation that never ends: one round of them costs the same as the next."""
    turns = [text for conversation in conversations() for text in conversation]
    while True:
        yield from turns
