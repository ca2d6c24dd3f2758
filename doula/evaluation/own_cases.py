"""The project's own cases: questions about the article, and danger signs with what looks like them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from doula.clinical import ContentError, read
from doula.evaluation.cases import ALARMED, ANSWERED, OUTCOMES, Case, CaseSet

CASES = Path("tests/cases")
READ, HELD_OUT = "own, read", "held out"


@dataclass(frozen=True)
class Source:
    """A file of cases, and the names that its sets go by; one that is not there is left out."""

    path: Path
    origin: str
    names: tuple[str, ...]


OWN = Source(CASES / "questions.yml", READ, ("own",))
QUESTIONS = (
    OWN,
    Source(CASES / "questions_read.yml", READ, ("own_second",)),
    Source(CASES / "questions_held_out.yml", HELD_OUT, ("held_out",)),
)
DANGER_SIGNS = (
    Source(CASES / "danger_signs_held_out.yml", HELD_OUT, ("danger_signs_held_out", "look_alikes_held_out")),
)
_NONE_OF_THE_ARTICLE = {
    "related_but_absent": frozenset({"not_covered", "clarify"}),
    "other_pregnancy": frozenset({"not_covered", "clarify"}),
    "off_topic": frozenset({"not_covered", "clarify", "small_talk"}),
    "gibberish": frozenset({"not_covered", "clarify", "small_talk"}),
    "other_language": frozenset({"not_covered", "clarify", "small_talk"}),
    "small_talk": frozenset({"small_talk", "done"}),
}

Pieces = Mapping[str, tuple[str, ...]]


def read_own() -> tuple[tuple[CaseSet, ...], Pieces]:
    """Return all sets that are there, and for each label the pieces that answer it; raises ContentError."""
    _, pieces = read_questions()
    questions = tuple(read_questions(each, pieces)[0] for each in QUESTIONS if each.path.exists())
    signs = (cases for each in DANGER_SIGNS if each.path.exists() for cases in read_danger_signs(each))
    return (*questions, *signs), pieces


def read_questions(source: Source = OWN, known: Pieces = MappingProxyType({})) -> tuple[CaseSet, Pieces]:
    """Return questions, and for each label the pieces that answer it; raises ContentError."""
    rows = read(source.path)
    try:
        pieces = {**_pieces(rows), **known}
        cases = tuple(_question(row, pieces) for row in rows)
    except (KeyError, TypeError) as error:
        raise ContentError(f"{source.path}: {error} is missing or unknown") from None
    return _set(source.names[0], cases, source), pieces


def read_danger_signs(source: Source) -> tuple[CaseSet, ...]:
    """Return the reports of danger signs, and their look-alikes."""
    signs = read(source.path)
    reports = _texts(signs, "reports", ALARMED)
    look_alikes = _texts(signs, "does_not_report", frozenset(OUTCOMES) - ALARMED)
    both = zip(source.names, (reports, look_alikes), strict=True)
    return tuple(_set(name, cases, source) for name, cases in both)


def _set(name: str, cases: tuple[Case, ...], source: Source) -> CaseSet:
    return CaseSet(name, cases, own=source.origin == READ, origin=source.origin)


def _pieces(rows: Iterable[Mapping[str, Any]]) -> Pieces:
    """Return what at least half of a label's cases accept: a case may accept more for its own reason."""
    cases: Counter[str] = Counter()
    accepted: dict[str, Counter[str]] = {}
    for row in rows:
        cases[row["label"]] += 1
        accepted.setdefault(row["label"], Counter()).update(row.get("cites", ()))
    return {
        label: tuple(piece for piece, times in counts.items() if 2 * times >= cases[label])
        for label, counts in accepted.items()
        if label != "multi"
    }


def _question(row: Mapping[str, Any], pieces: Pieces) -> Case:
    outcomes = row.get("outcome") or _NONE_OF_THE_ARTICLE.get(row["label"], ANSWERED)
    parts = tuple(pieces[part] for part in row.get("parts", ()))
    return Case(row["text"], row["label"], frozenset(outcomes), tuple(row.get("cites", ())), parts)


def _texts(signs: Mapping[str, Any], key: str, outcomes: frozenset[str]) -> tuple[Case, ...]:
    return tuple(Case(text, sign, outcomes) for sign, said in signs.items() for text in said.get(key, ()))
