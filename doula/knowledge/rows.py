"""Articles as rows of the tables, and back."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.engine import Connection

from doula.articles import Article, Passage, RelatedTitle, Section
from doula.encoder import MODEL_SHA256
from doula.knowledge import tables
from doula.observations import Observation

Row = dict[str, Any]


def sha256(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8, as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def digest(article: Article) -> str:
    """Return a hash of all that is kept of an article: source, parts, labels, and what encodes them."""
    parts = [[table.name, rows] for table, rows in parts_of(article)]
    return sha256(json.dumps([MODEL_SHA256, article.title, article.source, parts]))


def row_of(article: Article) -> Row:
    """Return the row of the article itself."""
    return {
        "slug": article.slug,
        "title": article.title,
        "source": article.source,
        "source_sha256": sha256(article.source),
        "sha256": digest(article),
    }


def parts_of(article: Article) -> list[tuple[Table, list[Row]]]:
    """Return the rows of an article's parts, by table, in the order in which they can be inserted."""
    passages = list(enumerate(article.passages))
    parts: list[tuple[Table, list[Row]]] = [
        (tables.sections, [{"position": i, **asdict(part)} for i, part in enumerate(article.sections)]),
        (tables.passages, [_passage(i, passage) for i, passage in passages]),
        (
            tables.aspects,
            [{"passage": i, "aspect": aspect} for i, p in passages for aspect in sorted(p.aspects)],
        ),
        (
            tables.conditions,
            [{"passage": i, **asdict(o)} for i, p in passages for o in _sorted(p.conditions)],
        ),
        (tables.related_titles, [{"position": i, **asdict(part)} for i, part in enumerate(article.related)]),
        (tables.topics, _topics(article)),
    ]
    return [(table, [{"article": article.slug, **row} for row in rows]) for table, rows in parts]


def load(connection: Connection, slug: str) -> Article | None:
    """Return an article as it was put in, or None; all statements must see the same moment."""
    query = select(tables.articles.c.title, tables.articles.c.source).where(tables.articles.c.slug == slug)
    if not (found := connection.execute(query).one_or_none()):
        return None
    topics = list(_rows(connection, tables.topics, slug))
    return Article(
        slug,
        found.title,
        found.source,
        tuple(Section(s.heading, s.start, s.end) for s in _rows(connection, tables.sections, slug)),
        _passages(connection, slug),
        tuple(
            RelatedTitle(r.title, r.teaser, r.relation)
            for r in _rows(connection, tables.related_titles, slug)
        ),
        frozenset(row.topic for row in topics if row.in_title),
        frozenset(row.topic for row in topics if not row.in_title),
    )


def _topics(article: Article) -> list[Row]:
    named = sorted(article.topics | article.details)
    return [{"topic": topic, "in_title": topic in article.topics} for topic in named]


def _passage(position: int, passage: Passage) -> Row:
    return {
        "position": position,
        "section": passage.section,
        "cause": passage.cause,
        "start": passage.start,
        "end": passage.end,
        "quote": passage.text,
    }


def _sorted(observations: Iterable[Observation]) -> list[Observation]:
    return sorted(observations, key=lambda o: (o.kind, o.value, o.denied))


def _rows(connection: Connection, table: Table, slug: str) -> Iterator[Any]:
    query = select(table).where(table.c.article == slug).order_by(table.primary_key.columns[1])
    yield from connection.execute(query)


def _passages(connection: Connection, slug: str) -> tuple[Passage, ...]:
    aspects: dict[int, set[str]] = defaultdict(set)
    for row in _rows(connection, tables.aspects, slug):
        aspects[row.passage].add(row.aspect)
    conditions: dict[int, set[Observation]] = defaultdict(set)
    for row in _rows(connection, tables.conditions, slug):
        conditions[row.passage].add(Observation(row.kind, row.value, row.denied, row.start, row.end))
    return tuple(
        Passage(
            row.start,
            row.end,
            row.quote,
            row.section,
            row.cause,
            frozenset(aspects[row.position]),
            frozenset(conditions[row.position]),
        )
        for row in _rows(connection, tables.passages, slug)
    )
