"""Tokens: what spaCy reads as words, at a cost that grows with a text and not with its square."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # spaCy takes a second to import; who only needs the types does not pay it
    from spacy.tokens import Doc

LONGEST = 100  # characters without a space that are looked at together

_UNBROKEN = re.compile(rf"\S{{{LONGEST}}}(?=\S)")


class BoundedTokenizer:
    """A tokenizer that looks at unbroken text by pieces: spaCy takes signs off its ends one by one."""

    def __init__(self, tokenizer: Callable[[str], Doc]) -> None:
        self._tokenizer = tokenizer

    def __call__(self, text: str) -> Doc:
        """Return the tokens of a text; none of them crosses the end of a piece."""
        apart = _UNBROKEN.sub(r"\g<0> ", text)
        doc = self._tokenizer(apart)
        return doc if apart == text else _joined(doc, text)


def _joined(doc: Doc, text: str) -> Doc:
    """Return the same tokens without the spaces that are not in the text."""
    words = [token.text for token in doc]
    return type(doc)(doc.vocab, words, list(_spaces(words, text)))


def _spaces(words: list[str], text: str) -> Iterator[bool]:
    end = 0
    for word in words:
        end += len(word)
        spaced = text[end : end + 1] == " "
        yield spaced
        end += spaced
