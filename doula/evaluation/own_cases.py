"""The project's own cases: questions about the article, and danger signs with what looks like them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from doula.clinical import ContentError, read
from doula.evaluation.cases import ALARMED, ANSWERED, OUTCOMES, Case, CaseSet

QUESTIONS = Path("tests/cases/questions.yml")
DANGER_SIGNS = Path("tests/cases/danger_signs_held_out.yml")
_NONE_OF_THE_ARTICLE = {
    "related_but_absent": frozenset({"not_covered", "clarify"}),
    "other_pregnancy": frozenset({"not_covered", "clarify"}),
    "off_topic": frozenset({"not_covered", "clarify", "small_talk"}),
    "gibberish": frozenset({"not_covered", "clarify", "small_talk"}),
    "other_language": frozenset({"not_covered", "clarify", "small_talk"}),
    "small_talk": frozenset({"small_talk", "done"}),
}

Pieces = Mapping[str, tuple[str, ...]]


def read_questions(path: Path = QUESTIONS) -> tuple[CaseSet, Pieces]:
    """Return the questions, and for each label the pieces that answer it; raises ContentError."""
    rows = read(path)
    try:
        pieces = _pieces(rows)
        return CaseSet("own", tuple(_question(row, pieces) for row in rows), own=True), pieces
    except (KeyError, TypeError) as error:
        raise ContentError(f"{path}: {error} is missing or unknown") from None


def read_danger_signs(path: Path = DANGER_SIGNS) -> tuple[CaseSet, ...]:
    """Return the reports of danger signs and their look-alikes, or nothing without the file."""
    if not path.exists():
        return ()
    signs = read(path)
    alike = frozenset(OUTCOMES) - ALARMED
    reports = _texts(signs, "reports", ALARMED)
    look_alikes = _texts(signs, "does_not_report", alike)
    return CaseSet("danger_signs", reports, own=True), CaseSet("look_alikes", look_alikes, own=True)


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
