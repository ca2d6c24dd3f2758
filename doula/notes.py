"""The editors' notes on claims of the articles, and who checked them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Review:
    """Who checked an article or a note, and when."""

    by: str
    on: date


@dataclass(frozen=True)
class Note:
    """What the editors say about sentences of an article (quotes) or about words of a question (when)."""

    quotes: tuple[str, ...]
    when: tuple[str, ...]
    text: str
    source: str
    after_loss: str | None = None
    review: Review | None = None

    def is_on(self, passage: str) -> bool:
        """Tell whether it belongs to a passage."""
        return any(quote in passage for quote in self.quotes)

    def answers(self, asked: str) -> bool:
        """Tell whether a question speaks of what it is about."""
        return any(re.search(rf"\b{re.escape(word)}", asked, re.IGNORECASE) for word in self.when)


def read_notes(content: Mapping[str, Any], references: Mapping[str, Any]) -> tuple[Note, ...]:
    """Return the notes of clinical/notes.yml, their references named by organisation and year."""
    return tuple(
        Note(
            tuple(note.get("quotes", ())),
            tuple(note.get("when", ())),
            note["text"],
            "; ".join(dict.fromkeys(_named(references[key]) for key in note["references"])),
            note.get("after_loss"),
            _review(note["reviewed"]),
        )
        for note in content["notes"].values()
    )


def last_review(notes: Sequence[Note]) -> Review | None:
    """Return who checked these notes last; None if nobody checked one of them."""
    signed = [note.review for note in notes if note.review]
    return max(signed, key=lambda review: review.on) if signed and len(signed) == len(notes) else None


def _review(entry: Mapping[str, Any]) -> Review | None:
    return Review(entry["by"], date.fromisoformat(str(entry["on"]))) if entry["by"] and entry["on"] else None


def _named(reference: Mapping[str, Any]) -> str:
    return ", ".join(str(reference[part]) for part in ("organisation", "year") if reference[part])
