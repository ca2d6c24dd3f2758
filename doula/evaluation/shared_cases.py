"""Messages that nobody of the project wrote, where they lie beside it: only figures about them are shown."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from doula.clinical import ContentError
from doula.evaluation.cases import ALARMED, ANSWERED, OUTCOMES, Case, CaseSet
from doula.evaluation.own_cases import Pieces

SHARED = Path("../shared/eval")
LEG_CRAMPS = "000_27d34ba8b50d454b"  # the article that every other set's answers must not come from
_SAME_LABELS = {  # as leg_cramps.jsonl has them: as the own cases have them
    "cause_cold_or_posture": ("cause_cold", "cause_posture"),
    "prevention_general": ("prevention",),
    "massage_stretch": ("massage", "stretch"),
    "diet_calcium": ("diet",),
}
_ANYTHING = frozenset(OUTCOMES)

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Known:
    """What is needed to judge: the pieces that answer a label, and the articles that can be cited."""

    pieces: Pieces
    articles: Collection[str]


def read_shared(known: Known, folder: Path = SHARED) -> tuple[CaseSet, ...]:
    """Return the sets that are there, in the order of their names; raises ContentError."""
    files = sorted(folder.glob("*.jsonl"))
    sets = (
        CaseSet(path.stem, _cases(path, known), origin="others', read")
        for path in files
        if path.stem in _CASE_OF
    )
    return tuple(each for each in sets if each.cases)


def _cases(path: Path, known: Known) -> tuple[Case, ...]:
    try:
        rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
        cases = [_CASE_OF[path.stem](row, known) for row in rows]
    except (KeyError, ValueError) as error:
        raise ContentError(f"{path}: {error}") from None
    return tuple(case for case in cases if case)


def _about_leg_cramps(row: Row, known: Known) -> Case:
    label = row["label"]
    if label == "related_but_not_in_article":
        return Case(row["text"], label, _ANYTHING - ANSWERED)
    if label == "red_flag":
        return Case(row["text"], label, ALARMED)
    asked = _parts(row["note"], known) if label == "multi" else _same(label)
    parts = tuple(known.pieces[part] for part in asked)
    pieces = tuple(piece for part in parts for piece in part)
    return Case(row["text"], label, ANSWERED, pieces, parts if label == "multi" else ())


def _parts(note: str, known: Known) -> tuple[str, ...]:
    """Return the labels among the remarks on a message that asks several things; raises ValueError."""
    named = (part for remark in note.split(";") for part in _same(remark.strip()))
    parts = tuple(part for part in named if part in known.pieces)
    if not parts:
        raise ValueError(f"{note!r} names no part of the article")
    return parts


def _same(label: str) -> tuple[str, ...]:
    return _SAME_LABELS.get(label, (label,))


def _out_of_domain(row: Row, _: Known) -> Case:
    return Case(row["text"], row["label"], _ANYTHING - ANSWERED)


def _other_pregnancy(row: Row, _: Known) -> Case:
    return Case(row["text"], row["label"], _ANYTHING, not_from=frozenset({LEG_CRAMPS}))


def _red_flag(row: Row, _: Known) -> Case:
    return Case(row["text"], row.get("category", row["label"]), ALARMED)


def _near_miss(row: Row, _: Known) -> Case:
    """Return a case for which, where it is ambiguous, asking back is no mistake."""
    wrong = {"urgent"} if row["label"] == "ambiguous_info" or row.get("borderline") else ALARMED
    return Case(row["text"], row["label"], _ANYTHING - wrong)


def _about_an_article(row: Row, known: Known) -> Case | None:
    right = frozenset({row["article_id"], *(row["also_ok"] or ())})
    if not right & set(known.articles):
        return None
    return Case(row["question"], row["article_id"], ANSWERED, from_any=right)


_CASE_OF: dict[str, Callable[[Row, Known], Case | None]] = {
    "leg_cramps": _about_leg_cramps,
    "out_of_domain": _out_of_domain,
    "other_pregnancy": _other_pregnancy,
    "near_miss": _near_miss,
    "red_flags": _red_flag,
    "red_flags_short": _red_flag,
    "articles_qa": _about_an_article,
}
