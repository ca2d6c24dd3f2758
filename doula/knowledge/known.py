"""What is known of an article besides its text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.engine import Connection

from doula.articles import Article
from doula.knowledge.meanings import Vectors
from doula.knowledge.tables import articles


@dataclass(frozen=True)
class KnownArticle:
    """An article's name, when it came in, and when and by whom it was reviewed, if it was; times in UTC."""

    slug: str
    title: str
    ingested_at: datetime
    reviewed_at: datetime | None
    reviewed_by: str | None


@dataclass(frozen=True, eq=False)
class EncodedArticle:
    """An article, and the vectors of its title and its passages, shape (1 + number of passages, 384)."""

    article: Article
    vectors: Vectors


def known_articles(connection: Connection) -> tuple[KnownArticle, ...]:
    """Return what is known of each article, by slug."""
    query = select(*(articles.c[name] for name in KnownArticle.__dataclass_fields__))
    found = (
        KnownArticle(
            r.slug, r.title, _utc(r.ingested_at), r.reviewed_at and _utc(r.reviewed_at), r.reviewed_by
        )
        for r in connection.execute(query)
    )
    return tuple(sorted(found, key=lambda known: known.slug))


def _utc(stored: datetime) -> datetime:
    """Return a stored time in UTC; SQLite keeps no time zone and was given UTC."""
    return stored.astimezone(UTC) if stored.tzinfo else stored.replace(tzinfo=UTC)
