"""Text as a messaging service can take it: in pieces, and without signs that it would take for markup."""

from __future__ import annotations

import re

_SEAMS = ("\n\n", "\n", r"(?<=[.?!…])\s", r"\s")  # the best first
_MARK = re.compile(r"(?<![^\W_])[*_~`]+(?=\S)|(?<=\S)[*_~`]+(?![^\W_])")  # at the edge of a word
_ALIKE = str.maketrans("*_~`", "∗＿∼ˋ")


def length(text: str) -> int:
    """Return how long the services take a text to be: in UTF-16 units, as most of them count."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def split(text: str, longest: int) -> list[str]:
    """Return a text in pieces that are short enough, cut between paragraphs, lines, sentences, words."""
    pieces = []
    while length(text) > longest:
        end, start = _cut(text, longest)
        pieces.append(text[:end])
        text = text[start:]
    return [*pieces, text]


def unmarked(text: str) -> str:
    """Return a text with signs that look like markup, but are none: these services know no escape."""
    return _MARK.sub(lambda match: match[0].translate(_ALIKE), text)


def _cut(text: str, longest: int) -> tuple[int, int]:
    """Return where a piece ends and where the next begins."""
    room = _within(text, longest)
    for seam in _SEAMS:
        found = [match for match in re.finditer(seam, text[: room + 2]) if 0 < match.start() <= room]
        if found:
            return found[-1].start(), found[-1].end()
    return room, room


def _within(text: str, longest: int) -> int:
    """Return how many characters of a text fit."""
    room = min(len(text), longest)
    while length(text[:room]) > longest:
        room -= 1
    return room
