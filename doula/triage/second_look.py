"""Look again, by likeness to known reports, where the patterns hear nothing or leave doubt."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from doula.triage import Account, Finding, Strength
from doula.triage.likeness import Likeness, Resemblance
from doula.triage.word_use import Floats

_WORD = re.compile(r"[^\W\d_]+")
_SENTENCE = re.compile(r"[^.!?\n]+[.!?\n]*")
Encode = Callable[[Sequence[str]], Floats]

_SHORT = 5  # words: a shorter text is as likely an answer, and alike to many things
_LONG, _PART = 60, 20  # words: a longer text is also measured in parts of at least so many


def look_again(account: Account, likeness: Likeness, encode: Encode) -> Finding | None:
    """Give what was heard, or more: doubt where it was nothing, certainty where both leave hardly any."""
    heard, text = account.danger, account.text
    if heard and (heard.strength == "urgent" or heard.weakened):
        return heard
    if heard is None and len(_WORD.findall(text)) < _SHORT:
        return None
    alike = _most_alike(text, likeness, encode)
    if alike and (left := account.dropped):
        alike = _most_alike(_without(text, left), likeness, encode)
    if alike is None:
        return heard
    if heard:
        return replace(heard, strength="urgent") if alike.score >= likeness.sure else heard
    enough = likeness.sure if account.hints_at(alike.sign) else likeness.plain
    strength: Strength = "urgent" if alike.score >= enough else "check_urgent"
    return Finding(alike.sign, strength, account.signs.tiers[alike.sign], 0, len(text))


def _most_alike(text: str, likeness: Likeness, encode: Encode) -> Resemblance | None:
    if not _WORD.search(text):
        return None
    texts = [text, *_parts(text)]
    whole, *parts = likeness.measure(texts, encode(texts))
    raised = [part for part in parts if part.score >= likeness.plain]
    if whole.score >= likeness.like:
        raised.append(whole)
    return max(raised, key=lambda each: each.score, default=None)


def _parts(text: str) -> Iterator[str]:
    """Cut a long text after sentences, so that a report in a story is not lost in it."""
    if len(text.split()) <= _LONG:
        return
    part: list[str] = []
    for sentence in _SENTENCE.findall(text):
        part.extend(sentence.split())
        if len(part) >= _PART:
            yield " ".join(part)
            part = []
    if part:
        yield " ".join(part)


def _without(text: str, spans: Sequence[tuple[int, int]]) -> str:
    for start, end in reversed(spans):
        text = text[:start] + text[end:]
    return text
