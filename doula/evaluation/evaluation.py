"""Everything that one run measured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from doula.evaluation.ablation import Variant
from doula.evaluation.cases import CaseSet
from doula.evaluation.cross_validation import Prediction
from doula.evaluation.floors import Reached, measure
from doula.evaluation.overlap import Repeat
from doula.evaluation.scoring import Result


@dataclass(frozen=True)
class Origin:
    """Where the figures are from."""

    date: str
    commit: str
    machine: str
    command: str


@dataclass(frozen=True)
class Measured:
    """A set, what the assistant made of it, and which of its messages it was made from."""

    cases: CaseSet
    results: tuple[Result, ...]
    repeats: tuple[Repeat, ...]


@dataclass(frozen=True)
class Evaluation:
    """The figures of one run; without cross-validation there are no predictions and no variants."""

    origin: Origin
    sets: tuple[Measured, ...]
    predictions: tuple[Prediction, ...] = ()
    variants: tuple[Variant, ...] = ()

    @property
    def results(self) -> Mapping[str, tuple[Result, ...]]:
        """Return the results by the name of their set."""
        return {measured.cases.name: measured.results for measured in self.sets}

    @property
    def reached(self) -> tuple[Reached, ...]:
        """Return what was reached of each floor."""
        return measure(self.results)

    @property
    def repeats(self) -> tuple[Repeat, ...]:
        """Return every message that the assistant was made from."""
        return tuple(repeat for measured in self.sets for repeat in measured.repeats)

    @property
    def passed(self) -> bool:
        """Tell whether no floor is missed and no message was trained on."""
        return not self.repeats and not any(reached.missed for reached in self.reached)
