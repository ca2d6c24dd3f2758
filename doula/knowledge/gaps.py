"""Gaps: questions that no article answered or helped with, kept without who asked and not for long."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import numpy as np
from sqlalchemy import delete, insert, select
from sqlalchemy.engine import Connection
from sqlalchemy.sql.dml import Delete

from doula.knowledge.meanings import Encode
from doula.knowledge.tables import gaps

Kind = Literal["unanswered", "clarified", "unhelpful"]

_LONGEST = 300  # characters of a question that are kept
_ALIKE = 0.7  # likeness from which two questions are one gap
_NAMES_SOMEONE = re.compile(r"\S+@\S+|https?://\S+|\+?\d[\d\s().-]{5,}\d")  # address, link, telephone number


@dataclass(frozen=True)
class Gap:
    """Questions of one meaning: the first, how many there were of each kind, and when the last came."""

    question: str
    unanswered: int
    clarified: int
    unhelpful: int
    last: date

    @property
    def asked(self) -> int:
        """Return how often it was asked."""
        return self.unanswered + self.clarified + self.unhelpful


@dataclass(frozen=True)
class Noted:
    """A question as it is kept."""

    question: str
    kind: Kind
    noted_on: date


def note(connection: Connection, question: str, kind: Kind, today: date, days: int) -> None:
    """Keep a question for some days, shortened and without what names someone; drop those that are older."""
    connection.execute(older(today, days))
    plain = " ".join(_NAMES_SOMEONE.sub("…", question).split())[:_LONGEST]
    if plain:
        connection.execute(insert(gaps).values(question=plain, kind=kind, noted_on=today))


def older(today: date, days: int) -> Delete:
    """Return the statement that deletes questions which were kept for longer than some days."""
    return delete(gaps).where(gaps.c.noted_on < today - timedelta(days=days))


def noted(connection: Connection, today: date, days: int) -> list[Noted]:
    """Return the questions of the last days, oldest first."""
    query = select(gaps).where(gaps.c.noted_on >= today - timedelta(days=days)).order_by(gaps.c.id)
    return [Noted(row.question, row.kind, row.noted_on) for row in connection.execute(query)]


def group(questions: Iterable[Noted], encode: Encode) -> list[Gap]:
    """Put questions of one meaning together, those first that were asked most often."""
    questions = list(questions)
    vectors = encode([each.question for each in questions])
    groups: list[list[int]] = []
    for place, vector in enumerate(vectors):
        likeness = [float(vector @ vectors[members[0]]) for members in groups]
        nearest = int(np.argmax(likeness)) if likeness else 0
        if likeness and likeness[nearest] >= _ALIKE:
            groups[nearest].append(place)
        else:
            groups.append([place])
    found = [_gap([questions[place] for place in members]) for members in groups]
    return sorted(found, key=lambda gap: -gap.asked)


def _gap(same: list[Noted]) -> Gap:
    kinds = [each.kind for each in same]
    counts = (kinds.count("unanswered"), kinds.count("clarified"), kinds.count("unhelpful"))
    return Gap(same[0].question, *counts, max(each.noted_on for each in same))
