"""The tables of the knowledge base."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

_SHA256 = 64
_NAME = 255  # the longest name a file can have, and so a slug

metadata = MetaData(
    naming_convention={
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# Made by hand in migrations/ and meanings.py: no portable type describes them.
DERIVED = ("search", "nearest")

# One row: its version changes with the content, and an ingest locks it against another one. Places are
# the absolute paths that it was last filled from, a JSON list; null: it never was, or by an older release.
content = Table(
    "content",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("version", String(_SHA256), nullable=False),
    Column("places", Text),
)

articles = Table(
    "articles",
    metadata,
    Column("slug", String(_NAME), primary_key=True),
    Column("title", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("source_sha256", String(_SHA256), nullable=False),
    Column("sha256", String(_SHA256), nullable=False),  # of the source, its parts and their labels
    Column("ingested_at", DateTime(timezone=True), nullable=False),
    Column("reviewed_at", DateTime(timezone=True)),
    Column("reviewed_by", Text),
)


def _article() -> Column[str]:
    return Column("article", String(_NAME), ForeignKey("articles.slug", ondelete="CASCADE"), primary_key=True)


def _position(name: str) -> Column[int]:
    return Column(name, Integer, primary_key=True, autoincrement=False)


def _of_passage() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["article", "passage"], ["passages.article", "passages.position"], ondelete="CASCADE"
    )


sections = Table(
    "sections",
    metadata,
    _article(),
    _position("position"),
    Column("heading", Text, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
)

passages = Table(
    "passages",
    metadata,
    Column("article", String(_NAME), primary_key=True),
    _position("position"),
    Column("section", Integer, nullable=False),
    Column("cause", Integer),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("quote", Text, nullable=False),
    ForeignKeyConstraint(
        ["article", "section"], ["sections.article", "sections.position"], ondelete="CASCADE"
    ),
)

aspects = Table(
    "aspects",
    metadata,
    Column("article", String(_NAME), primary_key=True),
    _position("passage"),
    Column("aspect", String(32), primary_key=True),
    _of_passage(),
)

conditions = Table(
    "conditions",
    metadata,
    Column("article", String(_NAME), primary_key=True),
    _position("passage"),
    Column("kind", String(32), primary_key=True),
    Column("value", String(64), primary_key=True),
    Column("denied", Boolean, primary_key=True),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    _of_passage(),
)

topics = Table(
    "topics",
    metadata,
    _article(),
    Column("topic", String(_NAME), primary_key=True),
    Column("in_title", Boolean, nullable=False),
)

# The title's vector and then each passage's, in half precision, one after the other.
meanings = Table(
    "meanings",
    metadata,
    _article(),
    Column("vectors", LargeBinary, nullable=False),
)

# What a text was before it was changed or removed, so that what was cited of it can still be shown.
editions = Table(
    "editions",
    metadata,
    Column("source_sha256", String(_SHA256), primary_key=True),
    Column("article", String(_NAME), primary_key=True),
    Column("title", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("replaced_at", DateTime(timezone=True), nullable=False),
)

related_titles = Table(
    "related_titles",
    metadata,
    _article(),
    _position("position"),
    Column("title", Text, nullable=False),
    Column("teaser", Text, nullable=False),
    Column("relation", String(32), nullable=False),
)

feedback = Table(
    "feedback",
    metadata,
    Column("conversation", String(_NAME), primary_key=True),
    Column("message_id", String(_NAME), primary_key=True),
    Column("helpful", Boolean, nullable=False),
    Column("comment", Text),
    Column("created_at", DateTime(timezone=True), nullable=False),
)

# What no article answered or did not help: not the hour, and nothing of who asked but a mark by which only
# her deletion finds it; those of older releases have none.
gaps = Table(
    "gaps",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("question", Text, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("noted_on", Date, nullable=False),
    Column("mark", String(_SHA256), nullable=False, server_default="none"),
)

Index("gaps_mark", gaps.c.mark)


def is_portable(name: str | None, kind: str, _parents: object = None) -> bool:
    """Tell whether a table is described here; the engines' own search tables are not."""
    return kind != "table" or not str(name).startswith(DERIVED)
