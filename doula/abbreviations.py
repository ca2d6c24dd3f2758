"""Abbreviations: the short names by which an article calls what its title says."""

from __future__ import annotations

import re
from itertools import combinations

from doula.articles import Article

_CAPITALS = re.compile(r"\b([A-Z]{3,6})s?\b")
_WORD = re.compile(r"[^\W\d_]+")
_SMALL = frozenset({"of", "and", "in", "the", "for", "with", "or", "a", "to", "i", "is", "what", "how"})


def abbreviations(article: Article) -> frozenset[str]:
    """Return, in small letters, the capitals in an article that stand for words of its title in a row."""
    title = [word for word in _WORD.findall(article.title.casefold()) if word not in _SMALL]
    runs = [title[start:end] for start, end in combinations(range(len(title) + 1), 2) if end - start > 1]
    meant = re.compile("|".join(map(_shortened, runs)) or r"(?!)")
    found = {mark.casefold() for mark in _CAPITALS.findall(article.source)}
    return frozenset(mark for mark in found if meant.fullmatch(mark))


def words_of(text: str) -> frozenset[str]:
    """Return the words of a text in small letters, with and without the s of many."""
    words = _WORD.findall(text.casefold())
    return frozenset(form for word in words for form in (word, word.removesuffix("s")))


def _shortened(words: list[str]) -> str:
    """Return a pattern: each first letter, maybe one more, at the end the s of syndrome or d of disease."""
    return "".join(f"{word[0]}[{word}]?" for word in words) + "[sd]?"
