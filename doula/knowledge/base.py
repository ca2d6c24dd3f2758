"""The knowledge base: articles as they were read and labelled, and what mothers thought of the answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timezone
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import delete, func, insert, or_, select, true, update
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from doula.articles import Article, ArticleError, RelatedTitle
from doula.encoder import encoder
from doula.knowledge import editions, gaps, meanings, migrations, tables, transfer
from doula.knowledge.changes import Changes, Wanted, compare, replace
from doula.knowledge.editions import Quote
from doula.knowledge.engine import KnowledgeError, connect, reading, writing
from doula.knowledge.gaps import Gap, Kind
from doula.knowledge.meanings import Encode, Vectors
from doula.knowledge.rows import load
from doula.knowledge.search import Found, Search

_KEPT_IN_MEMORY = 256  # articles


class _ConflictError(KnowledgeError):
    """The rules of the tables forbid a row."""


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


class KnowledgeBase:
    """Articles and feedback in a database; methods raise KnowledgeError when it does not answer."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._loaded = lru_cache(_KEPT_IN_MEMORY)(self._load)
        self._search = Search()

    @classmethod
    def connect(cls, url: str) -> KnowledgeBase:
        """Return the knowledge base at an SQLAlchemy address; nothing is opened before its first use."""
        return cls(connect(url))

    def migrate(self) -> None:
        """Make the tables, or bring them to the newest state."""
        with _plain_errors():
            migrations.migrate(self._engine)
            with writing(self._engine).begin() as connection:
                meanings.prepare(connection)

    def close(self) -> None:
        """Give all connections back."""
        self._engine.dispose()

    def ready(self) -> bool:
        """Return whether the database answers and has its tables."""
        try:
            self.version()
        except KnowledgeError:
            return False
        return True

    def version(self) -> str:
        """Return a hash of all articles and labels: the same content has the same version."""
        with self._reading() as connection:
            return str(connection.execute(select(tables.content.c.version)).scalar_one())

    def articles(self) -> tuple[KnownArticle, ...]:
        """Return what is known of each article, by slug."""
        columns = [tables.articles.c[name] for name in KnownArticle.__dataclass_fields__]
        with self._reading() as connection:
            rows = connection.execute(select(*columns)).all()
        return tuple(sorted((_known(row) for row in rows), key=lambda known: known.slug))

    def article(self, slug: str) -> Article | None:
        """Return the whole article as it was put in, or None; kept in memory until the content changes."""
        return self._loaded(self.version(), slug)

    def quote(self, citation: str) -> Quote | None:
        """Return what a citation's id stands for, also of a text that has changed or gone; else None."""
        with self._reading() as connection:
            return editions.quote(connection, citation)

    def related_titles(self, *words: str) -> tuple[RelatedTitle, ...]:
        """Return the articles that ours name but that we do not have, each once; with one of the words."""
        named = tables.related_titles
        absent = named.c.title.not_in(select(tables.articles.c.title))
        title = func.lower(named.c.title)
        chosen = or_(*(title.contains(word, autoescape=True) for word in words)) if words else true()
        query = select(named).where(absent, chosen).order_by(named.c.article, named.c.position)
        titles: dict[str, RelatedTitle] = {}
        with self._reading() as connection:
            for row in connection.execute(query):
                titles.setdefault(row.title, RelatedTitle(row.title, row.teaser, row.relation))
        return tuple(titles.values())

    def find(self, asked: str, vector: NDArray[np.float32]) -> tuple[Found, ...]:
        """Return the articles nearest to a question, given its words and its meaning, best first."""
        with self._reading() as connection:
            return self._search.find(connection, asked, vector)

    def searches_in_process(self) -> bool:
        """Tell whether meanings are searched in this process, because the database cannot."""
        with self._reading() as connection:
            return not meanings.has_pgvector(connection)

    def encoded(self, slug: str) -> EncodedArticle | None:
        """Return the article and its meanings, both of the same moment, or None."""
        query = select(tables.meanings.c.vectors).where(tables.meanings.c.article == slug)
        with self._reading() as connection:
            article = load(connection, slug)
            stored = connection.execute(query).scalar_one() if article else b""
        return EncodedArticle(article, meanings.unpack(stored)) if article else None

    def replace_all(self, articles: Iterable[Article], encode: Encode | None = None) -> Changes:
        """Hold exactly these articles, in one transaction, and return what that changed."""
        wanted = Wanted.of(_by_slug(articles))

        @cache
        def vectors(slug: str) -> Vectors:
            return meanings.encode(wanted.articles[slug], encode or encoder().encode)

        with self._reading() as connection:
            new = compare(connection, wanted).new
        for slug in new:  # before the transaction: others may write while this takes its time
            vectors(slug)
        with self._writing() as connection:
            return replace(connection, wanted, vectors)

    def export(self, file: Path) -> None:
        """Write everything that is kept into one file."""
        with self._reading() as connection:
            transfer.write(connection, file)

    def restore(self, file: Path) -> None:
        """Hold exactly what was exported into a file; a file that is not whole changes nothing."""
        with self._writing() as connection:
            transfer.read(connection, file)

    def mark_reviewed(self, slug: str, reviewer: str) -> None:
        """Note that someone reviewed the article as it is now; raises KeyError if there is none."""
        review = {"reviewed_at": _now(), "reviewed_by": reviewer}
        query = update(tables.articles).where(tables.articles.c.slug == slug).values(**review)
        with self._writing() as connection:
            if not connection.execute(query).rowcount:
                raise KeyError(slug)

    def add_feedback(
        self, conversation: str, message_id: str, helpful: bool, comment: str | None = None
    ) -> None:
        """Keep what she thinks of a message; what she thought of it before is replaced."""
        row = {"conversation": conversation, "message_id": message_id, "helpful": helpful}
        row |= {"comment": comment and _storable(comment), "created_at": _now()}
        try:
            with self._writing() as connection:
                connection.execute(insert(tables.feedback).values(**row))
        except _ConflictError:
            same = (tables.feedback.c[name] == row[name] for name in ("conversation", "message_id"))
            with self._writing() as connection:
                connection.execute(update(tables.feedback).where(*same).values(**row))

    def note_gap(self, question: str, kind: Kind, days: int) -> None:
        """Keep a question that was not answered well, without who asked, for some days; 0: not at all."""
        if days:
            with self._writing() as connection:
                gaps.note(connection, _storable(question), kind, _now().date(), days)

    def gaps(self, days: int) -> list[Gap]:
        """Return the questions of the last days that were not answered well, by meaning, most asked first."""
        with self._reading() as connection:
            noted = gaps.noted(connection, _now().date(), days)
        return gaps.group(noted, encoder().encode)

    def delete_feedback(self, conversation: str) -> None:
        """Forget all she thought in a conversation."""
        with self._writing() as connection:
            connection.execute(delete(tables.feedback).where(tables.feedback.c.conversation == conversation))

    def _load(self, version: str, slug: str) -> Article | None:  # noqa: ARG002 - the version is part of the cache's key
        with self._reading() as connection:
            return load(connection, slug)

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with _plain_errors(), reading(self._engine).begin() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with _plain_errors(), writing(self._engine).begin() as connection:
            yield connection


@contextmanager
def _plain_errors() -> Iterator[None]:
    try:
        yield
    except IntegrityError as error:
        raise _ConflictError("what was to be kept contradicts what is kept or itself") from error
    except (SQLAlchemyError, OSError) as error:
        raise KnowledgeError(f"the knowledge base does not answer: {type(error).__name__}") from error


def _by_slug(articles: Iterable[Article]) -> dict[str, Article]:
    wanted: dict[str, Article] = {}
    for article in articles:
        if article.slug in wanted:
            raise ArticleError(f"two articles have the name {article.slug}: rename one of the files")
        wanted[article.slug] = article
    return wanted


def _known(row: Any) -> KnownArticle:
    reviewed_at = row.reviewed_at and _utc(row.reviewed_at)
    return KnownArticle(row.slug, row.title, _utc(row.ingested_at), reviewed_at, row.reviewed_by)


def _now() -> datetime:
    return datetime.now(timezone.utc)


def _utc(stored: datetime) -> datetime:
    """Return a stored time in UTC; SQLite keeps no time zone and was given UTC."""
    return stored.astimezone(timezone.utc) if stored.tzinfo else stored.replace(tzinfo=timezone.utc)


def _storable(text: str) -> str:
    """Drop what a database cannot hold: the character NUL and halves of pairs."""
    return text.replace("\0", "").encode(errors="ignore").decode()
