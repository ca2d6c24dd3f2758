"""Look for danger signs in what a mother writes, before anything else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from doula.triage.patterns import Lexicon, Pattern, PatternError, Place, matches
from doula.triage.reading import Language, plain, read, unify
from doula.triage.scene import Mention, Scene, compile_cues
from doula.triage.scope import COUNTS, DROPPED, pregnant_others, weigh
from doula.triage.spelling import corrector

__all__ = [
    "Finding",
    "PatternError",
    "Signs",
    "compile_signs",
    "find_dropped",
    "find_loss",
    "find_signs",
    "hints_at",
    "triage",
]

Strength = Literal["urgent", "check_urgent"]
LOSS = "loss"
_TIERS = ("emergency", "same_day", "soon")
_PLAIN, _DOUBTFUL, _FAINT = 2, 1, 0


@dataclass(frozen=True)
class Finding:
    """A sign that a text reports or may report, and where her words for it stand."""

    name: str
    strength: Strength
    tier: str
    start: int
    end: int
    weakened: bool = False  # by what is said around it: asked in general, supposed, past, somebody else's


@dataclass(frozen=True)
class Rule:
    """A compiled pattern of one sign: how plain a match is and how fast she needs help."""

    sign: str
    certainty: int
    tier: str
    counts_even: frozenset[str]
    pattern: Pattern


@dataclass(frozen=True)
class Signs:
    """All signs, compiled once from clinical/danger_signs.yml and clinical/danger_words.yml."""

    order: Mapping[str, int]
    tiers: Mapping[str, str]
    language: Language
    lexicon: Lexicon
    cues: Mapping[str, int]
    rules: Mapping[int, Sequence[Rule]]
    symptoms: frozenset[int]
    unsure: Sequence[tuple[str, int, bool]]
    hidden: int


def triage(text: str, signs: Signs) -> Finding | None:
    """Give the most pressing danger sign in a text, if there is any."""
    return next(iter(find_signs(text, signs)), None)


def find_signs(text: str, signs: Signs) -> tuple[Finding, ...]:
    """Give every danger sign in a text once: plain reports first, then by tier, then in the file's order."""
    found = [finding for finding in _findings(_scenes(text, signs), signs) if finding.name != LOSS]
    return tuple(sorted(_strongest(found, signs), key=lambda finding: _rank(finding, signs)))


def find_loss(text: str, signs: Signs) -> Finding | None:
    """Say where a text plainly tells that a pregnancy or a baby was lost and no new one has begun."""
    scenes = _scenes(text, signs)
    if any(scene.at("pregnant_now") for scene in scenes):
        return None
    told = (found for found in _findings(scenes, signs) if found.name == LOSS and found.strength == "urgent")
    return next(told, None)


def hints_at(sign: str, text: str, signs: Signs) -> bool:
    """Say whether a text holds words of a sign that are too common to count by themselves."""
    scenes = _scenes(text, signs)
    pregnant = pregnant_others(scenes)
    return any(
        rule.certainty == _FAINT
        and weigh(Mention(matched, scenes, number, pregnant), rule.counts_even) == COUNTS
        for number, scene in enumerate(scenes)
        for rule, matched in _matched(scene, signs)
        if rule.sign == sign
    )


def find_dropped(text: str, signs: Signs) -> tuple[tuple[int, int], ...]:
    """Give where clauses deny a sign, tell of the past or of somebody else, or tell of a loss."""
    scenes = _scenes(text, signs)
    pregnant = pregnant_others(scenes)
    spans = {
        span
        for number, scene in enumerate(scenes)
        for rule, matched in _matched(scene, signs)
        if rule.sign == LOSS or weigh(Mention(matched, scenes, number, pregnant), rule.counts_even) == DROPPED
        for span in scene.clause_spans(matched)
    }
    return tuple(sorted(spans))


def compile_signs(content: Mapping[str, Any], words: Mapping[str, Any]) -> Signs:
    """Compile the two files; raises PatternError with the line that cannot be read."""
    language = _language(words)
    lexicon = _lexicon(words, language)
    cues = compile_cues(words["scope"], lexicon)
    told = [*content["signs"].items(), (LOSS, content[LOSS])]
    rules: dict[int, list[Rule]] = {}
    for rule in (rule for name, sign in told for rule in _rules(name, sign, lexicon)):
        rules.setdefault(rule.pattern.pieces[0], []).append(rule)
    unsure = [
        (name, lexicon.piece(sign[key]), key != "unsure_with")
        for name, sign in told
        for key in ("unsure_with", "unsure_outside_pregnancy")
        if key in sign
    ]
    hidden = lexicon.piece(" | ".join(words["other_meanings"]))
    return Signs(
        order={name: number for number, (name, _) in enumerate(told)},
        tiers={name: sign["tier"] for name, sign in told},
        language=replace(language, correct=corrector(words["typos"], {*words["not_typos"], *lexicon.words})),
        lexicon=lexicon,
        cues=cues,
        rules=rules,
        symptoms=frozenset(
            piece for group in rules.values() for rule in group for piece in rule.pattern.pieces
        ),
        unsure=unsure,
        hidden=hidden,
    )


def _lexicon(words: Mapping[str, Any], language: Language) -> Lexicon:
    def unified(phrase: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(word for *_, word in unify(phrase, language))

    return Lexicon(words["groups"], words["of_her"], unified)


def _rules(name: str, sign: Mapping[str, Any], lexicon: Lexicon) -> Iterator[Rule]:
    counts_even = frozenset(sign.get("counts_even", ()))
    kinds = (
        ("emergency", _PLAIN, "emergency"),
        ("urgent", _PLAIN, sign["tier"]),
        ("check", _DOUBTFUL, sign["tier"]),
        ("hint", _FAINT, sign["tier"]),
    )
    for kind, certainty, tier in kinds:
        for line in sign["patterns"].get(kind, ()):
            yield Rule(name, certainty, tier, counts_even, lexicon.pattern(line))


def _language(words: Mapping[str, Any]) -> Language:
    variants: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]] = {}
    spelled = [
        (spelling, written) for written, spellings in words["variants"].items() for spelling in spellings
    ]
    for spelling, written in spelled:
        if "'" in spelling:
            continue
        phrase = tuple(plain(word) for word in spelling.split())
        variants.setdefault(phrase[0], []).append((phrase, tuple(written.split())))
    return Language(
        apostrophes={spelling: written for spelling, written in spelled if "'" in spelling},
        variants={
            first: tuple(sorted(found, key=lambda pair: -len(pair[0]))) for first, found in variants.items()
        },
        fillers=frozenset(words["fillers"]),
        contrasts=frozenset(words["scope"]["contrasts"]),
        carry_on=frozenset(words["carry_on"]),
        correct=str,
    )


def _scenes(text: str, signs: Signs) -> list[Scene]:
    return [
        Scene(sentence, signs.lexicon.places(sentence, signs.hidden), signs.cues, signs.symptoms)
        for sentence in read(text, signs.language)
    ]


def _findings(scenes: Sequence[Scene], signs: Signs) -> Iterator[Finding]:
    unsure, pregnant = _unsure(scenes, signs), pregnant_others(scenes)
    plain_since: dict[str, int] = {}
    for number, scene in enumerate(scenes):
        for rule, matched in _matched(scene, signs):
            if plain_since.get(rule.sign, len(_TIERS)) <= _TIERS.index(rule.tier):
                continue
            mention = Mention(matched, scenes, number, pregnant)
            certainty = rule.certainty - weigh(mention, rule.counts_even)
            if certainty > 0:
                certainty = min(certainty, _DOUBTFUL if rule.sign in unsure else _PLAIN)
                yield _finding(rule, certainty, mention)
            if certainty == _PLAIN:
                plain_since[rule.sign] = _TIERS.index(rule.tier)


def _matched(scene: Scene, signs: Signs) -> Iterator[tuple[Rule, tuple[Place, ...]]]:
    for rule in (rule for piece in scene.places for rule in signs.rules.get(piece, ())):
        yield from (
            (rule, matched) for matched in matches(rule.pattern, scene.places, scene.sentence.clauses)
        )


def _unsure(scenes: Sequence[Scene], signs: Signs) -> frozenset[str]:
    """Name the signs that other words make doubtful, such as a normal temperature or a late period."""
    told = {piece for scene in scenes for piece in scene.places}
    pregnancy = signs.cues["pregnancy"] in told
    return frozenset(
        name for name, piece, outside in signs.unsure if piece in told and not (outside and pregnancy)
    )


def _finding(rule: Rule, certainty: int, mention: Mention) -> Finding:
    spans = mention.scene.sentence.spans[mention.first : mention.last + 1]
    start, end = spans[0][0], max(end for _, end in spans)
    strength: Strength = "urgent" if certainty == _PLAIN else "check_urgent"
    return Finding(rule.sign, strength, rule.tier, start, end, weakened=certainty < rule.certainty)


def _strongest(found: Iterable[Finding], signs: Signs) -> Iterable[Finding]:
    best: dict[str, Finding] = {}
    for finding in found:
        if finding.name not in best or _rank(finding, signs) < _rank(best[finding.name], signs):
            best[finding.name] = finding
    return best.values()


def _rank(finding: Finding, signs: Signs) -> tuple[bool, int, int]:
    return finding.strength != "urgent", _TIERS.index(finding.tier), signs.order[finding.name]
