"""Read a message as sentences of plain words, each with its place in the text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

_TOKEN = re.compile(
    r"(?P<number>\d+(?:[.,/]\d+)*)"
    r"|(?P<word>[^\W\d_]+(?:['’`´][^\W\d_]+)*)"
    r"|(?P<pause>\.{2,}|…|[,:;()\n–—]|\s-+\s)"
    r"|(?P<end>[.!?]+)"
)
_PARAGRAPH = re.compile(r"\n\s*\n")
_APOSTROPHE = re.compile("['’`´]")
_STRETCHED = re.compile(r"(.)\1{2,}")
_LONGEST_WORD = 24


@dataclass
class Sentence:
    """One sentence: its words, where each stands in the text, and the clause it belongs to."""

    words: list[str] = field(default_factory=list)
    spans: list[tuple[int, int]] = field(default_factory=list)
    clauses: list[int] = field(default_factory=list)
    mark: str = ""


@dataclass(frozen=True)
class Language:
    """What is needed to read: other spellings, words that carry nothing, words that open a clause."""

    apostrophes: Mapping[str, str]
    variants: Mapping[str, tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]]
    fillers: frozenset[str]
    contrasts: frozenset[str]
    carry_on: frozenset[str]
    correct: Callable[[str], str]


def read(text: str, language: Language) -> list[Sentence]:
    """Split a text into sentences in the order they were written."""
    sentences = [Sentence()]
    clause = 0
    for kind, word, span in _tokens(text, language.apostrophes):
        if kind == "end":
            sentences[-1].mark = word[0]
            sentences.append(Sentence())
        elif kind == "pause":
            clause += 1
        else:
            if not sentences[-1].words and _carries_on(sentences, word, language):
                sentences.pop()
                clause += 1
            clause += word in language.contrasts
            _add(sentences[-1], word, span, clause)
    return [_unify(sentence, language) for sentence in sentences if sentence.words]


def _tokens(text: str, apostrophes: Mapping[str, str]) -> Iterator[tuple[str, str, tuple[int, int]]]:
    text = _PARAGRAPH.sub(lambda gap: ".".ljust(len(gap.group())), text)
    for found in _TOKEN.finditer(text):
        kind = found.lastgroup or ""
        word = found.group()[: 2 * _LONGEST_WORD]
        yield kind, apostrophes.get(word.lower(), plain(word)) if kind == "word" else word, found.span()


def plain(word: str) -> str:
    """Reduce a written word to small letters without accents, apostrophes and stretched letters."""
    word = _APOSTROPHE.sub("", word.lower())
    if not word.isascii():
        word = unicodedata.normalize("NFKD", word).encode("ascii", "ignore").decode() or word
    return _STRETCHED.sub(r"\1\1", word)[:_LONGEST_WORD]


def _carries_on(sentences: list[Sentence], word: str, language: Language) -> bool:
    return len(sentences) > 1 and sentences[-2].mark == "." and word in language.carry_on


def _add(sentence: Sentence, word: str, span: tuple[int, int], clause: int) -> None:
    sentence.words.append(word)
    sentence.spans.append(span)
    sentence.clauses.append(clause)


def _unify(sentence: Sentence, language: Language) -> Sentence:
    words = [language.correct(word) for word in sentence.words]
    unified = Sentence(mark=sentence.mark)
    for first, last, word in unify(words, language):
        _add(unified, word, (sentence.spans[first][0], sentence.spans[last][1]), sentence.clauses[first])
    return unified


def unify(words: Sequence[str], language: Language) -> Iterator[tuple[int, int, str]]:
    """Write variants in one way and leave out what carries nothing; yield first place, last place, word."""
    at = 0
    while at < len(words):
        length, written = _variant_at(words, at, language)
        for word in written:
            if word not in language.fillers:
                yield at, at + length - 1, word
        at += length


def _variant_at(words: Sequence[str], at: int, language: Language) -> tuple[int, tuple[str, ...]]:
    for phrase, written in language.variants.get(words[at], ()):
        if tuple(words[at : at + len(phrase)]) == phrase:
            return len(phrase), written
    return 1, (words[at],)
