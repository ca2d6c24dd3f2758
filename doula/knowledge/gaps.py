"""Gaps: questions that no article answered or helped with, kept without who asked and not for long.

Each carries a mark, made of who asked, the day and a number with a key. Nobody who reads them can tell from
it who asked, nor which one mother asked; with the key and her conversation's name hers are deleted.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import numpy as np
from sqlalchemy import delete, insert, select
from sqlalchemy.engine import Connection
from sqlalchemy.sql.dml import Delete

from doula.knowledge.meanings import Encode
from doula.knowledge.rows import sha256
from doula.knowledge.tables import gaps

Kind = Literal["unanswered", "clarified", "unhelpful"]

_LONGEST = 300  # characters of a question that are kept
_ALIKE = 0.7  # likeness from which two questions are one gap
_MOST = 20  # of one conversation in a day
_NAMES_SOMEONE = re.compile(
    r"\S+@\S+|https?://\S+"
    r"|\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)\d\d|(?:19|20)\d\d-\d{1,2}-\d{1,2}"  # a birthday
    r"|\+?\d[\d\s().-]{5,}\d"  # a telephone number
    r"|(?i:(?<=\bname is )|(?<=\bname's )|(?<=\bi am called )|(?<=\bi'm called )|(?<=\bcall me ))"
    r"[\w'’-]+(?: [A-Z][\w'’-]+)*"
)


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


@dataclass(frozen=True)
class Asker:
    """Who asked: a conversation, and the key without which nobody can tell."""

    conversation: str
    key: str

    def marks(self, day: date) -> list[str]:
        """Return the marks of all that is kept of her in a day."""
        return list(marks(sha256(self.conversation), self.key, day))


def marks(hashed: str, key: str, day: date | str) -> Iterator[str]:
    """List the marks of a day, in the order in which they are given, of whose name has this SHA-256."""
    for number in range(_MOST):
        named = f"gap\0{hashed}\0{day}\0{number}"
        yield hmac.digest(key.encode(), named.encode(), "sha256").hex()


def note(connection: Connection, question: str, kind: Kind, today: date, days: int, asker: Asker) -> None:
    """Keep a question for some days, shortened and without what names someone; drop those that are older."""
    connection.execute(older(today, days))
    plain = " ".join(_NAMES_SOMEONE.sub("…", " ".join(question.split())).split())[:_LONGEST]
    if plain and (mark := _free(connection, asker.marks(today))):
        connection.execute(insert(gaps).values(question=plain, kind=kind, noted_on=today, mark=mark))


def _free(connection: Connection, hers: list[str]) -> str | None:
    taken = set(connection.execute(select(gaps.c.mark).where(gaps.c.mark.in_(hers))).scalars())
    return next((mark for mark in hers if mark not in taken), None)


def forget(connection: Connection, asker: Asker) -> int:
    """Delete the questions of one conversation, and return how many there were."""
    days = connection.execute(select(gaps.c.noted_on).distinct()).scalars().all()
    hers = (delete(gaps).where(gaps.c.mark.in_(asker.marks(day))) for day in days)
    return sum(connection.execute(query).rowcount for query in hers)


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
