"""Sentences: the stretches of a paragraph that answer one question each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

_BLANK = "".join(filter(str.isspace, map(chr, range(0x3001)))) + "\ufeff\u200b"
_CLOSING = "\"'\u201d\u2019)]"
_OPENING = "\"'\u201c\u2018(["
_STOPS = ".!?\u2026"
_GAP = re.compile(rf"(?<=[{re.escape(_STOPS + _CLOSING)}])\s+")
_TITLES = "approx|dept|dr|fig|mr|mrs|ms|prof|st|vs"
_ABBREVIATION = re.compile(
    rf"(?i)(?:^|[\s{re.escape(_OPENING)}])(?:{_TITLES}|(?![ap]\.m\.$)(?:[a-z]\.)+[a-z])\.$"
)
_INITIAL = re.compile(r"(?:^|[A-Z]\.\s)[A-Z]\.$")
_POINTS_BACK = re.compile(r"(?:This|These|They|Those)\b")
_SEMICOLON = re.compile(r";\s")
_MEASURES = re.compile(
    r"\b(?:following|these|some)\b[^.:;]{0,80}\b(?:measures|methods|steps|tips|ways)\b[^.:;]{0,80}:\s",
    re.IGNORECASE,
)
_SMALL_WORDS = frozenset({"and", "for", "in", "of", "on", "the", "to", "&"})
_LONGEST_JOINED = 300
_LONGEST_ABBREVIATION = 40
_SENTENCE_WORDS = 3
_LABEL_WORDS = 6
_CLAUSE_WORDS = 8


@dataclass(frozen=True)
class Span:
    """A stretch of the source without blanks at its edges."""

    start: int
    end: int


def trim(source: str, start: int, end: int) -> Span:
    """Return the stretch without the blanks at its edges; start equals end when nothing else is there."""
    text = source[start:end].rstrip(_BLANK)
    return Span(start + len(text) - len(text.lstrip(_BLANK)), start + len(text))


def is_finished(source: str, end: int) -> bool:
    """Say whether the text before end closes with a full stop, a question mark or the like."""
    return source[max(0, end - 4) : end].rstrip(_CLOSING)[-1:] in tuple(_STOPS)


def is_fragment(text: str) -> bool:
    """Say whether the text is too short to be understood alone."""
    return _is_shorter(text, _SENTENCE_WORDS)


def is_name(text: str) -> bool:
    """Say whether a text without a full stop is only a name, as of the body that published an article."""
    words = [word for word in text.split() if word not in _SMALL_WORDS]
    return len(words) > 1 and text[-1:] not in _STOPS and all(word[0].isupper() for word in words)


def cut(source: str, start: int, end: int) -> list[Span]:
    """Cut a paragraph where one sentence ends and the next begins."""
    cuts = [start]
    for gap in _GAP.finditer(source, start, end):
        before = source[max(cuts[-1], gap.start() - _LONGEST_ABBREVIATION) : gap.start()]
        if _ends_sentence(before, source[gap.end() : min(gap.end() + 3, end)]):
            cuts.append(gap.end())
    return _pieces(source, [*cuts, end])


def split(source: str, start: int, end: int, *, has_label: bool = False) -> list[Span]:
    """Part a paragraph into what answers one question each: sentences, clauses, or two that need each other.

    A list item may begin with a label, "Warm drinks. …", that stays with the sentence it stands before.
    """
    joined: list[Span] = []
    for sentence in cut(source, start, end):
        first_words = _LABEL_WORDS if has_label and len(joined) == 1 else _SENTENCE_WORDS
        if joined and _belong_together(source, joined[-1], sentence, first_words):
            joined[-1] = Span(joined[-1].start, sentence.end)
        else:
            joined.append(sentence)
    return [clause for sentence in joined for clause in _clauses(source, sentence)]


def _pieces(source: str, cuts: list[int]) -> list[Span]:
    spans = (trim(source, start, end) for start, end in pairwise(cuts))
    return [span for span in spans if span.start < span.end]


def _ends_sentence(before: str, after: str) -> bool:
    stem = before.rstrip(_CLOSING)
    if stem[-1:] not in tuple(_STOPS) or after.lstrip(_OPENING)[:1].islower():
        return False
    return not (_ABBREVIATION.search(stem) or _INITIAL.search(stem))


def _belong_together(source: str, first: Span, second: Span, words: int) -> bool:
    if second.end - first.start > _LONGEST_JOINED:
        return False
    return _is_shorter(source[first.start : first.end], words) or bool(
        _POINTS_BACK.match(source, second.start)
    )


def _clauses(source: str, sentence: Span) -> list[Span]:
    marks = [match.start() for match in _SEMICOLON.finditer(source, sentence.start, sentence.end)]
    starts = [sentence.start, *(mark + 1 for mark in marks)]
    parts = [trim(source, start, end) for start, end in zip(starts, [*marks, sentence.end], strict=True)]
    if any(_is_shorter(source[part.start : part.end], _CLAUSE_WORDS) for part in parts):
        parts = [sentence]
    return [piece for part in parts for piece in _without_announcement(source, part)]


def _without_announcement(source: str, clause: Span) -> list[Span]:
    announced = _MEASURES.search(source, clause.start, clause.end)
    if not announced:
        return [clause]
    return _pieces(source, [clause.start, announced.end(), clause.end])


def _is_shorter(text: str, words: int) -> bool:
    return len(text.split(None, words)) < words
