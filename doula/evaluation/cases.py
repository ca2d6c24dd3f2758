"""What is asked in an evaluation, and which replies are right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

from doula.messages import Outcome

OUTCOMES: tuple[str, ...] = get_args(Outcome)
ANSWERED = frozenset({"answer", "assessment"})
ALARMED = frozenset({"urgent", "check_urgent"})


@dataclass(frozen=True)
class Case:
    """A message, and what makes the reply to it right."""

    text: str
    label: str
    outcomes: frozenset[str]
    cites: tuple[str, ...] = ()  # an answer must cite one of these pieces
    parts: tuple[tuple[str, ...], ...] = ()  # strictly: a piece of each
    from_any: frozenset[str] = frozenset()  # an answer must cite one of these articles
    not_from: frozenset[str] = frozenset()  # and none of these


@dataclass(frozen=True)
class CaseSet:
    """Cases of one origin; only the texts of the project's own that were read before may be shown.

    `of`: the set of which it is a variant.
    """

    name: str
    cases: tuple[Case, ...]
    own: bool = False
    origin: str = ""
    of: str = ""
