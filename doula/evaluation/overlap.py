"""Messages that occur, exactly or nearly, in what the assistant was made from."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

_WORD = re.compile(r"\w+(?:'\w+)*|[^\w\s]", re.UNICODE)
_PUNCTUATION = {"P", "Z", "C"}  # Unicode categories; symbols such as emoji stay
_FEWEST_WORDS = 4  # with fewer, one word changed is another message


@dataclass(frozen=True)
class Repeat:
    """A message of an evaluation, and the training example that it repeats."""

    text: str
    trained: str
    exact: bool


def normalise(text: str) -> str:
    """Return the words of a text in small letters, without punctuation."""
    return " ".join(_words(text))


def find_repeats(texts: Iterable[str], trained: Iterable[str]) -> tuple[Repeat, ...]:
    """Return each text that is a training example, has the same words, or differs from one in one word."""
    exactly: dict[str, str] = {}
    nearly: dict[tuple[str, ...], str] = {}
    for example in trained:
        exactly.setdefault(normalise(example), example)
        nearly |= dict.fromkeys(_keys(example), example)
    found = (_repeat(text, exactly, nearly) for text in texts)
    return tuple(repeat for repeat in found if repeat)


def _repeat(text: str, exactly: Mapping[str, str], nearly: Mapping[tuple[str, ...], str]) -> Repeat | None:
    words = normalise(text)
    if words and words in exactly:
        return Repeat(text, exactly[words], exact=True)
    like = next((nearly[key] for key in _keys(text) if key in nearly), None)
    return Repeat(text, like, exact=False) if like else None


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", text).lower().replace("’", "'")
    return [word for word in _WORD.findall(plain) if unicodedata.category(word[0])[0] not in _PUNCTUATION]


def _keys(text: str) -> Iterator[tuple[str, ...]]:
    """Yield what texts share whose words are the same but for one: the bag, and it less each word."""
    bag = sorted(_words(text))
    if bag:
        yield tuple(bag)
    if len(bag) >= _FEWEST_WORDS:
        yield from (tuple(bag[:left_out] + bag[left_out + 1 :]) for left_out in range(len(bag)))
