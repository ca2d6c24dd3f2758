"""The least that the assistant must reach."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from doula.evaluation.intervals import Share, share
from doula.evaluation.scoring import Result


@dataclass(frozen=True)
class Floor:
    """A share of right replies in a set, or in some of its labels, that must be reached."""

    what: str
    set: str
    least: float
    only: frozenset[str] = frozenset()
    but: frozenset[str] = frozenset()


_NOT_ANSWERABLE = frozenset({"related_but_not_in_article"})
_ABSENT = frozenset({"related_but_absent"})

FLOORS = (
    Floor(
        "leg cramps, answerable: a right passage is cited",
        "leg_cramps",
        0.85,
        but=_NOT_ANSWERABLE | {"red_flag"},
    ),
    Floor("leg cramps, not answerable: no answer is given", "leg_cramps", 0.90, only=_NOT_ANSWERABLE),
    Floor("out of domain: neither answer nor assessment", "out_of_domain", 0.95),
    Floor("other pregnancy questions: not answered from the leg-cramp article", "other_pregnancy", 0.95),
    Floor("own cases: outcome and passage right", "own", 0.92),
    Floor("held-out cases: outcome and passage right", "held_out", 0.92),
    Floor("held-out cases, not answerable: no answer is given", "held_out", 0.90, only=_ABSENT),
)


@dataclass(frozen=True)
class Reached:
    """How much of a floor was reached; nothing where the set is not there."""

    floor: Floor
    share: Share

    @property
    def missed(self) -> bool:
        """Tell whether less than the least was reached."""
        return self.share.total > 0 and self.share.value < self.floor.least

    def __str__(self) -> str:
        return "missed" if self.missed else "reached" if self.share.total else "not measured"


def measure(results: Mapping[str, Sequence[Result]], floors: Sequence[Floor] = FLOORS) -> tuple[Reached, ...]:
    """Return what was reached of each floor, given the results of each set by its name."""
    return tuple(Reached(floor, share(_rights(floor, results.get(floor.set, ())))) for floor in floors)


def _rights(floor: Floor, results: Sequence[Result]) -> list[bool]:
    chosen = (each for each in results if not floor.only or each.case.label in floor.only)
    return [each.right for each in chosen if each.case.label not in floor.but]


def least(set_name: str) -> float:
    """Return the floor of a whole set."""
    return next(floor.least for floor in FLOORS if floor.set == set_name)
