"""What was cited: quotes by their id, of texts as they are and as they were."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, union_all
from sqlalchemy.engine import Connection

from doula.articles import EDITION
from doula.knowledge.tables import articles, editions

_ID = re.compile(rf"([0-9a-f]{{{EDITION}}}):(\d{{1,9}})-(\d{{1,9}})")


@dataclass(frozen=True)
class Quote:
    """A stretch of a text that was cited: text == source[start:end]."""

    article: str
    title: str
    start: int
    end: int
    text: str


def quote(connection: Connection, citation: str) -> Quote | None:
    """Return what a citation's id stands for, or None where there never was such a text."""
    if not (named := _ID.fullmatch(citation)):
        return None
    edition, start, end = named[1], int(named[2]), int(named[3])
    found = connection.execute(_with(edition)).first()
    if found is None or not start < end <= len(found.source):
        return None
    return Quote(found.article, found.title, start, end, found.source[start:end])


def _with(edition: str) -> Any:
    now = (articles.c.slug.label("article"), articles.c.title, articles.c.source)
    before = (editions.c.article, editions.c.title, editions.c.source)
    return union_all(
        select(*now).where(articles.c.source_sha256.startswith(edition)),
        select(*before).where(editions.c.source_sha256.startswith(edition)),
    )
