"""The causes an article lists: which fit what the mother told, and what would tell them apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from doula.articles import Article, Passage
from doula.observations import UNCLEAR_UNIT, UNKNOWN, Observation

KINDS = ("timing", "temperature", "activity")  # in the order in which they are asked

# How much an observation says about the cause. Most leg cramps of pregnancy come at night
# (HSE, Leg cramps during pregnancy, 2018), so the night alone says little.
_WEIGHTS = {"timing": 1, "temperature": 2, "activity": 2}


@dataclass(frozen=True)
class Cause:
    """One cause as the article words it: the first passage names it."""

    passages: tuple[Passage, ...]

    @property
    def conditions(self) -> frozenset[Observation]:
        """Return all observations under which the article says it holds."""
        return frozenset().union(*(passage.conditions for passage in self.passages))

    def of_kind(self, kind: str) -> frozenset[Observation]:
        """Return its conditions of one kind."""
        return frozenset(condition for condition in self.conditions if condition.kind == kind)


@dataclass(frozen=True)
class RankedCause:
    """A cause that fits, with what she told that makes it fit."""

    cause: Cause
    because: tuple[Observation, ...]

    @property
    def passages(self) -> tuple[Passage, ...]:
        """Return the passage that names the cause and those that speak of what she told."""
        told = set(self.because)
        name, *others = self.cause.passages
        return (name, *(passage for passage in others if passage.conditions & told))


def causes_of(article: Article) -> tuple[Cause, ...]:
    """Return the causes of an article in its order; one number may hold several with other conditions."""
    numbered = [passage for passage in article.passages if passage.cause is not None]
    listed = numbered or [passage for passage in article.passages if "cause" in passage.aspects]
    groups = [list(passages) for _, passages in groupby(listed, key=lambda passage: passage.cause)]
    return tuple(cause for passages in groups for cause in _split(passages))


def rank_causes(causes: Iterable[Cause], told: Iterable[Observation]) -> list[RankedCause]:
    """Order the causes that fit what the mother told, best first, each with its reasons.

    A cause fits when one of its conditions was told; equals stay in the article's order.
    """
    said = sorted((o for o in told if o.kind in KINDS), key=lambda o: KINDS.index(o.kind))
    fitting = [RankedCause(cause, tuple(o for o in said if o in cause.conditions)) for cause in causes]
    return sorted(
        (ranked for ranked in fitting if ranked.because),
        key=lambda ranked: -sum(_WEIGHTS[kind] for kind in {o.kind for o in ranked.because}),
    )


def open_questions(causes: Sequence[Cause], told: Iterable[Observation]) -> list[str]:
    """Return the kinds of observation not told yet that would still tell the causes apart."""
    known = {observation.kind for observation in told}
    return [kind for kind in KINDS if kind not in known and len({c.of_kind(kind) for c in causes}) > 1]


def next_question(causes: Sequence[Cause], told: Iterable[Observation]) -> str | None:
    """Return what to ask next: a kind of observation, "unit" for a temperature without one, or None."""
    told = frozenset(told)
    if any(observation.value == UNCLEAR_UNIT for observation in told):
        return "unit"
    return next(iter(open_questions(causes, told)), None)


def give_up(told: Iterable[Observation], asked: str) -> frozenset[Observation]:
    """Return what she told when a question stays without an answer."""
    kind = "temperature" if asked == "unit" else asked
    return frozenset(o for o in told if o.value != UNCLEAR_UNIT or asked != "unit") | {
        Observation(kind, UNKNOWN)
    }


def _split(passages: Sequence[Passage]) -> list[Cause]:
    """Start a new cause at each passage that adds conditions to those before it."""
    causes: list[list[Passage]] = []
    for passage in passages:
        before = frozenset().union(*(p.conditions for p in causes[-1])) if causes else frozenset()
        if not causes or (before and passage.conditions - before):
            causes.append([])
        causes[-1].append(passage)
    return [Cause(tuple(group)) for group in causes]
