"""Language: whether a message is surely not English, and which language it is."""

from __future__ import annotations

import mmap
import re
import unicodedata
from array import array
from functools import cache
from tempfile import TemporaryFile

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from doula.spelling import english_words

OTHER = "other"  # a language that is not English, nothing more is known
_FEWEST_WORDS = 3
_UNKNOWN_WORDS = 0.5  # short, misspelt and regional English stays below
_SURELY = 0.9
_LANGUAGES = [
    *("am", "ar", "bn", "de", "en", "es", "fa", "fr", "gu", "ha", "hi", "id", "ig", "it", "ml", "mr", "ms"),
    *("ne", "nl", "pa", "pl", "pt", "ro", "ru", "so", "sw", "ta", "te", "tl", "tr", "uk", "ur", "vi", "yo"),
    *("zh", "zu"),
]
_WORD = re.compile(r"[^\W\d_]+")


def foreign_language(text: str) -> str | None:
    """Return the language of a text that is surely not English, as ISO 639-1 or `other`; else None."""
    letters = [letter for letter in text if letter.isalpha()]
    if letters and sum(map(_is_latin, letters)) < len(letters) / 2:
        return _name(text) or OTHER
    words = [word for word in _WORD.findall(text.lower()) if len(word) > 1]
    unknown = sum(word not in english_words() for word in words)
    if len(words) < _FEWEST_WORDS or unknown < _UNKNOWN_WORDS * len(words):
        return None
    return _name(text)


def _is_latin(letter: str) -> bool:
    return letter.isascii() or unicodedata.name(letter, "").startswith("LATIN")


def _name(text: str) -> str | None:
    language, confidence = _identifier().classify(text)
    return language if language != "en" and confidence >= _SURELY else None


@cache
def _identifier() -> LanguageIdentifier:
    """Return the identifier, loaded at the first message that may not be English: 0.4 s, 16 MB."""
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(_LANGUAGES)
    identifier._full_model = None  # the tables of all other languages, 28 MB
    identifier.tk_nextmove = _on_disk(identifier.tk_nextmove)  # 39 MB, of which a message reads a few pages
    return identifier


def _on_disk(table: array[int]) -> memoryview:
    """Return the same numbers, read from a file without a name where they are asked for."""
    with TemporaryFile() as file:
        array("I", table).tofile(file)
        file.flush()
        return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)).cast("I")
