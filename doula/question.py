"""Question: what she asks, what it is about and what it means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from doula.observations import Observation
from doula.parts import asks_what_about, points_back
from doula.topics import Named

_FEW_WORDS = 4


@dataclass(frozen=True, eq=False)
class Question:
    """What she asks: how likely each kind of help is, what it is about, what she told, and its meaning.

    `vector` is the sentence encoder's, shape (384,); `beside` is what the rest of her message names.
    """

    intent: str
    kinds: Mapping[str, float]
    topics: tuple[Named, ...]
    vector: NDArray[np.float32]
    told: frozenset[Observation] = frozenset()
    text: str = ""
    beside: tuple[Named, ...] = ()

    @property
    def words(self) -> str:
        """Return her words and the names of what she means, to look for articles by."""
        return " ".join([self.text, *dict.fromkeys(each.topic for each in (*self.topics, *self.beside))])


def carry_on(question: Question, intent: str, topics: tuple[Named, ...]) -> Question:
    """Return what a few words ask that name nothing, after a question of that intent about these topics."""
    if question.intent == "ask_also":
        question = replace(question, intent=intent, kinds={intent: 0.5, "ask_about": 0.5})
    words = len(question.text.split())
    leans = (words <= _FEW_WORDS and not asks_what_about(question.text)) or (
        words <= 2 * _FEW_WORDS and points_back(question.text)
    )
    return replace(question, topics=topics) if leans and not question.topics else question
