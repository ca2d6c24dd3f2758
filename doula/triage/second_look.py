"""Look again at what the patterns heard, by likeness to known reports and by the words it is told in."""

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
    """Give what was heard, or more: doubt where it was nothing, certainty where both leave hardly any.

    A plain mention among words that no report is told in is a doubt. Only words may say so, not likeness.
    What is asked in general ("is it normal that ...") is plain when the message is much like reports of it.
    """
    heard, text = account.danger, account.text
    if _is_short(text) and (heard is None or heard.weakened):
        return heard
    if heard and heard.strength == "urgent" and _stays_plain(heard, account, likeness):
        return heard
    measured = _measure(text, likeness, encode)
    if (left := account.dropped) and _most_alike(measured, likeness):
        measured = _measure(_without(text, left), likeness, encode)
    alike = _most_alike(measured, likeness)
    if heard:
        sure = alike is not None and _is_sure(heard, alike, account, likeness)
        return replace(heard, strength="urgent" if sure else "check_urgent")
    if alike is None:
        return None
    enough = likeness.hinted if account.hints_at(alike.sign) else likeness.plain
    # a part of a long story leaves doubt at most
    plain = measured[0].score >= enough and alike.sign not in account.unsure
    strength: Strength = "urgent" if plain else "check_urgent"
    return Finding(alike.sign, strength, account.signs.tiers[alike.sign], 0, len(text))


def _is_sure(heard: Finding, alike: Resemblance, account: Account, likeness: Likeness) -> bool:
    if heard.weakened:
        return alike.sign == heard.name and alike.score >= likeness.hinted and not account.supposes
    return alike.score >= likeness.sure


def _stays_plain(heard: Finding, account: Account, likeness: Likeness) -> bool:
    """Say whether it is an emergency, or told as reports are: the whole, or what alone holds the mention."""
    if heard.tier == "emergency" or _is_short(account.text):
        return True
    texts = (account.text, *account.plainly)
    return bool((likeness.telling_words(texts) >= likeness.told).any())


def _is_short(text: str) -> bool:
    return len(_WORD.findall(text)) < _SHORT


def _measure(text: str, likeness: Likeness, encode: Encode) -> tuple[Resemblance, ...]:
    if not _WORD.search(text):
        return ()
    texts = [text, *_parts(text)]
    return likeness.measure(texts, encode(texts))


def _most_alike(measured: Sequence[Resemblance], likeness: Likeness) -> Resemblance | None:
    """Give the whole if it may be a report, or a part that is one by itself."""
    enough = (likeness.like, *(likeness.hinted for _ in measured[1:]))
    raised = (each for each, least in zip(measured, enough, strict=False) if each.score >= least)
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
