"""Compile the danger signs of clinical/ into rules that are looked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from doula.triage.patterns import Lexicon, Pattern
from doula.triage.reading import Language, plain, unify
from doula.triage.scene import compile_cues
from doula.triage.spelling import corrector

LOSS = "loss"
PLAIN, DOUBTFUL, FAINT = 2, 1, 0


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
        ("emergency", PLAIN, "emergency"),
        ("urgent", PLAIN, sign["tier"]),
        ("check", DOUBTFUL, sign["tier"]),
        ("hint", FAINT, sign["tier"]),
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
