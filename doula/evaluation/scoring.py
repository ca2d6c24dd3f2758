"""Whether what was cited and the outcome that was given are right."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from doula.evaluation.cases import ANSWERED, Case
from doula.evaluation.intervals import Share, share

_WEIGHT = (
    "urgent",
    "check_urgent",
    "assessment",
    "answer",
    "not_covered",
    "clarify",
    "small_talk",
    "done",
    "ask_back",
)


@dataclass(frozen=True)
class Citation:
    """A passage that a reply rests on."""

    article: str
    quote: str


@dataclass(frozen=True)
class Result:
    """What the assistant made of a case."""

    case: Case
    outcome: str
    citations: tuple[Citation, ...]
    intent: str
    confidence: float
    ms: float

    @property
    def answered(self) -> bool:
        """Tell whether the reply claims to answer."""
        return self.outcome in ANSWERED

    @property
    def right(self) -> bool:
        """Tell whether the outcome is right and, in an answer, a right passage is cited."""
        if self.outcome not in self.case.outcomes:
            return False
        return not self.answered or (self._cites_right_piece() and self._cites_right_article())

    @property
    def strictly_right(self) -> bool:
        """Tell whether the reply is right and every part of the question has its passage."""
        return self.right and (not self.answered or all(map(self.cites_any, self.case.parts)))

    def cites_any(self, pieces: Collection[str]) -> bool:
        """Tell whether a citation holds one of the pieces."""
        quotes = [_flat(citation.quote) for citation in self.citations]
        return any(_flat(piece) in quote for piece in pieces for quote in quotes)

    def _cites_right_piece(self) -> bool:
        return not self.case.cites or self.cites_any(self.case.cites)

    def _cites_right_article(self) -> bool:
        cited = {citation.article for citation in self.citations}
        wanted = not self.case.from_any or bool(cited & self.case.from_any)
        return wanted and not cited & self.case.not_from


def weightiest(outcomes: Iterable[str]) -> str:
    """Return the outcome that a turn of several messages counts as."""
    return min(outcomes, key=_WEIGHT.index)


def by_label(results: Iterable[Result]) -> dict[str, Share]:
    """Return the share of right replies for each label, labels in order."""
    rights: dict[str, list[bool]] = {}
    for result in results:
        rights.setdefault(result.case.label, []).append(result.right)
    return {label: share(rights[label]) for label in sorted(rights)}


def _flat(text: str) -> str:
    return " ".join(text.lower().split())
