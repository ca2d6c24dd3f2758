"""Making the tables hold exactly the articles that were read, and saying what that changed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.engine import Connection

from doula.articles import Article
from doula.knowledge.rows import parts_of, row_of, sha256
from doula.knowledge.tables import articles, content


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


def replace(connection: Connection, wanted: Mapping[str, Article]) -> Changes:
    """Make the tables hold the wanted articles, by slug, within the connection's transaction."""
    rows = {slug: row_of(article) for slug, article in wanted.items()}
    connection.execute(select(content.c.version).with_for_update())  # a second ingest waits here
    held = {row.slug: row for row in connection.execute(_HELD)}
    changes = _compare({slug: row.sha256 for slug, row in held.items()}, rows)
    _remove(connection, changes.removed + changes.updated)
    for slug in changes.added + changes.updated:
        connection.execute(insert(articles).values(**rows[slug], **_dates(rows[slug], held.get(slug))))
        _insert_parts(connection, wanted[slug])
    connection.execute(update(content).values(version=_version(rows)))
    return changes


_HELD = select(
    articles.c.slug,
    articles.c.sha256,
    articles.c.source_sha256,
    articles.c.reviewed_at,
    articles.c.reviewed_by,
)


def _compare(held: Mapping[str, str], rows: Mapping[str, Mapping[str, Any]]) -> Changes:
    both = sorted(held.keys() & rows.keys())
    return Changes(
        added=tuple(sorted(rows.keys() - held.keys())),
        updated=tuple(slug for slug in both if rows[slug]["sha256"] != held[slug]),
        removed=tuple(sorted(held.keys() - rows.keys())),
        unchanged=tuple(slug for slug in both if rows[slug]["sha256"] == held[slug]),
    )


def _remove(connection: Connection, slugs: tuple[str, ...]) -> None:
    """Delete articles; the database deletes their parts."""
    if slugs:
        query = delete(articles).where(articles.c.slug == bindparam("gone"))
        connection.execute(query, [{"gone": slug} for slug in slugs])


def _dates(row: Mapping[str, Any], held: Any) -> dict[str, Any]:
    """Return when it came in, and its review if that was of the same source."""
    now = {"ingested_at": datetime.now(timezone.utc)}
    if held is None or held.source_sha256 != row["source_sha256"]:
        return now
    return {**now, "reviewed_at": held.reviewed_at, "reviewed_by": held.reviewed_by}


def _insert_parts(connection: Connection, article: Article) -> None:
    for table, rows in parts_of(article):
        if rows:
            connection.execute(insert(table), rows)


def _version(rows: Mapping[str, Mapping[str, Any]]) -> str:
    return sha256(json.dumps(sorted((slug, row["sha256"]) for slug, row in rows.items())))
