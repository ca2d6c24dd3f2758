"""Making the tables hold exactly the articles that were read, and saying what that changed."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, literal, select, update
from sqlalchemy.engine import Connection

from doula.articles import Article
from doula.knowledge import meanings, words
from doula.knowledge.places import Origin, settle
from doula.knowledge.rows import parts_of, row_of, sha256
from doula.knowledge.tables import articles, content, editions


@dataclass(frozen=True)
class Changes:
    """The slugs of the articles that were added, updated, removed and left alone, each in order."""

    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()

    def __str__(self) -> str:
        done = {"added": self.added, "updated": self.updated, "removed": self.removed}
        lines = [f"{len(slugs)} {word}: {', '.join(slugs)}" for word, slugs in done.items() if slugs]
        return "\n".join([*lines, f"{len(self.unchanged)} unchanged"])

    @property
    def new(self) -> tuple[str, ...]:
        """Return the articles whose content was not there before."""
        return self.added + self.updated


@dataclass(frozen=True)
class Wanted:
    """The articles that are to be held, by slug, with their rows, and where they are from if known."""

    articles: Mapping[str, Article]
    rows: Mapping[str, Mapping[str, Any]]
    origin: Origin | None = None

    @classmethod
    def of(cls, articles: Mapping[str, Article], origin: Origin | None = None) -> Wanted:
        """Return the articles with the rows that they will have."""
        return cls(articles, {slug: row_of(article) for slug, article in articles.items()}, origin)


def compare(connection: Connection, wanted: Wanted) -> Changes:
    """Return what would change."""
    held = {row.slug: row.sha256 for row in connection.execute(_HELD)}
    both = sorted(held.keys() & wanted.rows.keys())
    return Changes(
        added=tuple(sorted(wanted.rows.keys() - held.keys())),
        updated=tuple(slug for slug in both if wanted.rows[slug]["sha256"] != held[slug]),
        removed=tuple(sorted(held.keys() - wanted.rows.keys())),
        unchanged=tuple(slug for slug in both if wanted.rows[slug]["sha256"] == held[slug]),
    )


def replace(connection: Connection, wanted: Wanted, vectors: Callable[[str], meanings.Vectors]) -> Changes:
    """Make the tables hold the wanted articles, and no half of one, within the connection's transaction."""
    connection.execute(select(content.c.version).with_for_update())  # a second ingest waits here
    changes = compare(connection, wanted)
    if wanted.origin:
        settle(connection, wanted.origin, changes.removed)
    held = {row.slug: row for row in connection.execute(_HELD)}
    for slug in changes.removed + changes.updated:
        if wanted.rows.get(slug, {}).get("source_sha256") != held[slug].source_sha256:
            _keep_edition(connection, slug)
    _remove(connection, changes.removed + changes.updated)
    for slug in changes.new:
        dates = _dates(wanted.rows[slug], held.get(slug))
        connection.execute(insert(articles).values(**wanted.rows[slug], **dates))
        _insert_parts(connection, wanted.articles[slug])
    words.insert(connection, (wanted.articles[slug] for slug in changes.new))
    meanings.insert(connection, {slug: vectors(slug) for slug in changes.new})
    connection.execute(update(content).values(version=_version(wanted.rows)))
    return changes


_HELD = select(
    articles.c.slug,
    articles.c.sha256,
    articles.c.source_sha256,
    articles.c.reviewed_at,
    articles.c.reviewed_by,
)


def _remove(connection: Connection, slugs: tuple[str, ...]) -> None:
    """Delete articles; the database deletes their parts."""
    words.remove(connection, slugs)
    if slugs:
        query = delete(articles).where(articles.c.slug == bindparam("gone"))
        connection.execute(query, [{"gone": slug} for slug in slugs])


def _keep_edition(connection: Connection, slug: str) -> None:
    """Keep a text that will be gone, so that what was cited of it can still be shown."""
    kept = (articles.c.source_sha256, articles.c.slug, articles.c.title, articles.c.source)
    known = select(editions.c.source_sha256).where(
        editions.c.source_sha256 == articles.c.source_sha256, editions.c.article == slug
    )
    now = literal(datetime.now(UTC), editions.c.replaced_at.type)
    query = select(*kept, now).where(articles.c.slug == slug, ~known.exists())
    connection.execute(insert(editions).from_select(list(editions.c), query))


def _dates(row: Mapping[str, Any], held: Any) -> dict[str, Any]:
    """Return when it came in, and its review if that was of the same source."""
    now = {"ingested_at": datetime.now(UTC)}
    if held is None or held.source_sha256 != row["source_sha256"]:
        return now
    return {**now, "reviewed_at": held.reviewed_at, "reviewed_by": held.reviewed_by}


def _insert_parts(connection: Connection, article: Article) -> None:
    for table, rows in parts_of(article):
        if rows:
            connection.execute(insert(table), rows)


def _version(rows: Mapping[str, Mapping[str, Any]]) -> str:
    return sha256(json.dumps(sorted((slug, row["sha256"]) for slug, row in rows.items())))
