"""Look for danger signs in what a mother writes, before anything else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from doula.triage.patterns import PatternError, matches
from doula.triage.reading import read
from doula.triage.scene import Mention, Scene
from doula.triage.scope import COUNTS, DROPPED, pregnant_others, weigh
from doula.triage.signs import DOUBTFUL, FAINT, LOSS, PLAIN, Rule, Signs, compile_signs

__all__ = ["Account", "Finding", "PatternError", "Signs", "compile_signs", "triage"]

Strength = Literal["urgent", "check_urgent"]
_TIERS = ("emergency", "same_day", "soon")


@dataclass(frozen=True)
class Finding:
    """A sign that a text reports or may report, and where her words for it stand."""

    name: str
    strength: Strength
    tier: str
    start: int
    end: int
    weakened: bool = False  # by what is said around it: asked in general, supposed, past, somebody else's


def triage(text: str, signs: Signs) -> Finding | None:
    """Give the most pressing danger sign in a text, if there is any."""
    return Account(text, signs).danger


@dataclass(frozen=True, eq=False)
class Account:
    """What a mother writes, read once for all that is looked for in it."""

    text: str
    signs: Signs

    @property
    def danger(self) -> Finding | None:
        """Give the most pressing danger sign, if there is any."""
        return next(iter(self.dangers), None)

    @property
    def dangers(self) -> tuple[Finding, ...]:
        """Give every danger sign once: plain reports first, then by tier, then in the file's order."""
        found = [finding for finding in self._findings if finding.name != LOSS]
        return tuple(sorted(self._strongest(found), key=self._rank))

    @property
    def loss(self) -> Finding | None:
        """Say where it plainly tells that a pregnancy or a baby was lost and no new one has begun."""
        if any(scene.at("pregnant_now") for scene in self._scenes):
            return None
        told = (found for found in self._findings if found.name == LOSS and found.strength == "urgent")
        return next(told, None)

    @property
    def dropped(self) -> tuple[tuple[int, int], ...]:
        """Give where clauses deny a sign, tell of the past or of somebody else, or tell of a loss."""
        spans = {
            span
            for rule, mention in self._mentions
            if rule.sign == LOSS or weigh(mention, rule.counts_even) == DROPPED
            for span in mention.scene.clause_spans(mention.matched)
        }
        return tuple(sorted(spans))

    @property
    def plainly(self) -> tuple[str, ...]:
        """Give the sentences that hold a plain mention, and their clauses that do."""
        plain = (m for rule, m in self._mentions if rule.certainty - weigh(m, rule.counts_even) == PLAIN)
        spans = {
            span
            for mention in plain
            for span in (mention.scene.span, *mention.scene.clause_spans(mention.matched))
        }
        return tuple(self.text[start:end] for start, end in sorted(spans))

    @property
    def supposes(self) -> bool:
        """Say whether anything in it is only supposed, as in "what if"."""
        return any(scene.at("supposed") for scene in self._scenes)

    @cached_property
    def unsure(self) -> frozenset[str]:
        """Name the signs that other words make doubtful, such as a normal temperature or a late period."""
        told = {piece for scene in self._scenes for piece in scene.places}
        pregnancy = self.signs.cues["pregnancy"] in told
        return frozenset(
            name
            for name, piece, outside in self.signs.unsure
            if piece in told and not (outside and pregnancy)
        )

    def hints_at(self, sign: str) -> bool:
        """Say whether it holds words of a sign that are too common to count by themselves."""
        return any(
            rule.certainty == FAINT and rule.sign == sign and weigh(mention, rule.counts_even) == COUNTS
            for rule, mention in self._mentions
        )

    @cached_property
    def _scenes(self) -> Sequence[Scene]:
        signs = self.signs
        return [
            Scene(sentence, signs.lexicon.places(sentence, signs.hidden), signs.cues, signs.symptoms)
            for sentence in read(self.text, signs.language)
        ]

    @cached_property
    def _mentions(self) -> Sequence[tuple[Rule, Mention]]:
        pregnant = pregnant_others(self._scenes)
        return [
            (rule, Mention(matched, self._scenes, number, pregnant))
            for number, scene in enumerate(self._scenes)
            for piece in scene.places
            for rule in self.signs.rules.get(piece, ())
            for matched in matches(rule.pattern, scene.places, scene.sentence.clauses)
        ]

    @cached_property
    def _findings(self) -> Sequence[Finding]:
        return list(self._weighed())

    def _weighed(self) -> Iterator[Finding]:
        plain_since: dict[str, int] = {}
        for rule, mention in self._mentions:
            if plain_since.get(rule.sign, len(_TIERS)) <= _TIERS.index(rule.tier):
                continue
            certainty = rule.certainty - weigh(mention, rule.counts_even)
            if certainty > 0:
                certainty = min(certainty, DOUBTFUL if rule.sign in self.unsure else PLAIN)
                yield _finding(rule, certainty, mention)
            if certainty == PLAIN:
                plain_since[rule.sign] = _TIERS.index(rule.tier)

    def _strongest(self, found: Iterable[Finding]) -> Iterable[Finding]:
        best: dict[str, Finding] = {}
        for finding in found:
            if finding.name not in best or self._rank(finding) < self._rank(best[finding.name]):
                best[finding.name] = finding
        return best.values()

    def _rank(self, finding: Finding) -> tuple[bool, int, int]:
        return finding.strength != "urgent", _TIERS.index(finding.tier), self.signs.order[finding.name]


def _finding(rule: Rule, certainty: int, mention: Mention) -> Finding:
    spans = mention.scene.sentence.spans[mention.first : mention.last + 1]
    start, end = spans[0][0], max(end for _, end in spans)
    strength: Strength = "urgent" if certainty == PLAIN else "check_urgent"
    return Finding(rule.sign, strength, rule.tier, start, end, weakened=certainty < rule.certainty)
