"""Made-up articles and questions, always the same, their words as unevenly frequent as real ones."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from doula.articles import Article, parse
from doula.encoder import SIZE

PASSAGES = 25  # an article
_WORDS = 20_000
_QUESTIONS = 200
_SYLLABLES = re.findall("..", "bacedifogulameniporusatevizoanelisorun")


def articles(count: int) -> Iterator[Article]:
    """Yield made-up articles, always the same."""
    return _articles(range(count))


def encode(sentences: Sequence[str]) -> NDArray[np.float32]:
    """Return made-up vectors, alike where words are shared."""
    sums = np.stack([np.sum([_vector(word) for word in s.casefold().split()], axis=0) for s in sentences])
    unit: NDArray[np.float32] = (sums / np.linalg.norm(sums, axis=1, keepdims=True)).astype(np.float32)
    return unit


def questions(count: int) -> Iterator[str]:
    """Yield what is asked: words of a title and of a passage, and some that stand nowhere together."""
    dice = np.random.default_rng(0)
    for _ in range(_QUESTIONS):
        (article,) = _articles([int(dice.integers(count))])
        passage = article.passages[int(dice.integers(len(article.passages)))].text.split()
        yield " ".join(["what helps with", *article.title.split()[3:5], *passage[2:6], _words(dice, 2)])


def _articles(numbers: Iterable[int]) -> Iterator[Article]:
    for number in numbers:
        dice = np.random.default_rng(number)
        title = f"What helps with {_words(dice, 2)} {number}?"
        body = "\n\n".join(f"{_words(dice, 14).capitalize()}." for _ in range(PASSAGES))
        yield parse(f"{number:06}.txt", f"{title}\n\n{body}\n")


def _words(dice: np.random.Generator, count: int) -> str:
    """Return words of which few are frequent and most are rare."""
    return " ".join(_word(int(rank) % _WORDS) for rank in dice.zipf(1.2, count))


@cache
def _word(number: int) -> str:
    syllables = []
    while number or not syllables:
        number, rest = divmod(number, len(_SYLLABLES))
        syllables.append(_SYLLABLES[rest])
    return "m" + "".join(syllables)


@cache
def _vector(word: str) -> NDArray[np.float32]:
    return np.random.default_rng(list(word.encode())).standard_normal(SIZE).astype(np.float32)
