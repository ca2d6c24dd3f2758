"""The knowledge base: articles as they were read and labelled, and what mothers thought of the answers."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import delete, func, insert, or_, select, true, update
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.sql.dml import Delete

from doula.articles import Article, ArticleError, RelatedTitle
from doula.encoder import encoder
from doula.knowledge import editions, gaps, meanings, migrations, places, tables, traces, transfer
from doula.knowledge.changes import Changes, Wanted, compare, replace
from doula.knowledge.database import ConflictError, Database, plain_errors
from doula.knowledge.editions import Quote
from doula.knowledge.engine import PATIENCE, KnowledgeError, Patience, connect
from doula.knowledge.gaps import Asker, Gap, Kind
from doula.knowledge.known import EncodedArticle, KnownArticle, known_articles
from doula.knowledge.meanings import Encode, Vectors
from doula.knowledge.places import Origin, Places
from doula.knowledge.rows import load
from doula.knowledge.search import Found, Search
from doula.knowledge.writable import probe

_KEPT_IN_MEMORY = 256  # articles


class KnowledgeBase:
    """Articles and feedback in a database; methods raise KnowledgeError when it does not answer."""

    def __init__(self, engine: Engine) -> None:
        self._database = Database(engine)
        self._loaded = lru_cache(_KEPT_IN_MEMORY)(self._load)
        self._search = Search()

    @classmethod
    def connect(cls, url: str, patience: Patience = PATIENCE) -> KnowledgeBase:
        """Return the knowledge base at an SQLAlchemy address; nothing is opened before its first use."""
        return cls(connect(url, patience))

    def migrate(self) -> None:
        """Make the tables, or bring them to the newest state."""
        with plain_errors():
            migrations.migrate(self._database.engine)
        with self._database.writing(long=True) as connection:
            meanings.prepare(connection)

    def close(self) -> None:
        """Give all connections back."""
        self._database.engine.dispose()

    def ready(self) -> bool:
        """Return whether the database answers and has its tables."""
        try:
            self.version()
        except KnowledgeError:
            return False
        return True

    def probe(self) -> None:
        """Write what changes nothing, to know that writing is possible."""
        with plain_errors():
            probe(self._database.engine, tables.content.c.id, tables.content.c.version)

    def version(self) -> str:
        """Return a hash of all articles and labels: the same content has the same version."""
        return str(self._database.read(lambda c: c.execute(select(tables.content.c.version)).scalar_one()))

    def articles(self) -> tuple[KnownArticle, ...]:
        """Return what is known of each article, by slug."""
        return self._database.read(known_articles)

    def article(self, slug: str) -> Article | None:
        """Return the whole article as it was put in, or None; kept in memory until the content changes."""
        return self._loaded(self.version(), slug)

    def topics(self) -> frozenset[str]:
        """Return everything that a title or a passage names."""
        query = select(tables.topics.c.topic).distinct()
        return frozenset(self._database.read(lambda connection: connection.execute(query).scalars().all()))

    def quote(self, citation: str) -> Quote | None:
        """Return what a citation's id stands for, also of a text that has changed or gone; else None."""
        return self._database.read(lambda connection: editions.quote(connection, citation))

    def related_titles(self, *words: str) -> tuple[RelatedTitle, ...]:
        """Return the articles that ours name but that we do not have, each once; with one of the words."""
        named = tables.related_titles
        absent = named.c.title.not_in(select(tables.articles.c.title))
        title = func.lower(named.c.title)
        chosen = or_(*(title.contains(word, autoescape=True) for word in words)) if words else true()
        query = select(named).where(absent, chosen).order_by(named.c.article, named.c.position)
        titles: dict[str, RelatedTitle] = {}
        for row in self._database.read(lambda connection: connection.execute(query).all()):
            titles.setdefault(row.title, RelatedTitle(row.title, row.teaser, row.relation))
        return tuple(titles.values())

    def find(self, asked: str, vector: NDArray[np.float32], named: Collection[str] = ()) -> Found:
        """Return the articles nearest to a question, given its words, its meaning and the topics it names."""
        return self._database.read(lambda connection: self._search.find(connection, asked, vector, named))

    def searches_in_process(self) -> bool:
        """Tell whether meanings are searched in this process, because the database cannot."""
        return not self._database.read(meanings.has_pgvector)

    def encoded(self, slug: str) -> EncodedArticle | None:
        """Return the article and its meanings, both of the same moment, or None."""

        def read(connection: Connection) -> EncodedArticle | None:
            article = load(connection, slug)
            return EncodedArticle(article, meanings.load(connection, slug)) if article else None

        return self._database.read(read)

    def places(self) -> Places:
        """Return the files and folders that the base was last filled from, nothing if that is not known."""
        return self._database.read(places.load)

    def replace_all(
        self, articles: Iterable[Article], encode: Encode | None = None, origin: Origin | None = None
    ) -> Changes:
        """Hold exactly these articles, in one transaction; return what that changed or raise StrayError."""
        wanted = Wanted.of(_by_slug(articles), origin)

        @cache
        def vectors(slug: str) -> Vectors:
            return meanings.encode(wanted.articles[slug], encode or encoder().encode)

        for slug in self._database.read(lambda connection: compare(connection, wanted)).new:
            vectors(slug)  # before the transaction: others may write while this takes its time
        with self._database.writing(long=True) as connection:
            return replace(connection, wanted, vectors)

    def export(self, file: Path) -> None:
        """Write everything that is kept into one file."""
        self._database.read(lambda connection: transfer.write(connection, file), long=True)

    def restore(self, file: Path) -> None:
        """Hold exactly what was exported into a file; a file that is not whole changes nothing."""
        with self._database.writing(long=True) as connection:
            transfer.read(connection, file)

    def mark_reviewed(self, slug: str, reviewer: str) -> None:
        """Note that someone reviewed the article as it is now; raises KeyError if there is none."""
        review = {"reviewed_at": _now(), "reviewed_by": reviewer}
        query = update(tables.articles).where(tables.articles.c.slug == slug).values(**review)
        with self._database.writing() as connection:
            if not connection.execute(query).rowcount:
                raise KeyError(slug)

    def add_feedback(
        self, conversation: str, message_id: str, helpful: bool, comment: str | None = None
    ) -> bool:
        """Keep what she thinks of a message now, and tell whether it is the first that she thinks of it."""
        row = {"conversation": conversation, "message_id": message_id, "helpful": helpful}
        row |= {"comment": comment and _storable(comment), "created_at": _now()}
        try:
            with self._database.writing() as connection:
                connection.execute(insert(tables.feedback).values(**row))
        except ConflictError:
            same = (tables.feedback.c[name] == row[name] for name in ("conversation", "message_id"))
            with self._database.writing() as connection:
                connection.execute(update(tables.feedback).where(*same).values(**row))
            return False
        return True

    def note_gap(self, question: str, kind: Kind, days: int, asker: Asker) -> None:
        """Keep a question that was not answered well, not telling who asked, for some days; 0: not at all."""
        if days:
            with self._database.writing() as connection:
                gaps.note(connection, _storable(question), kind, _now().date(), days, asker)

    def gaps(self, days: int) -> list[Gap]:
        """Return the questions of the last days that were not answered well, by meaning, most asked first."""
        noted = self._database.read(lambda connection: gaps.noted(connection, _now().date(), days))
        return gaps.group(noted, encoder().encode)

    def forget(self, asker: Asker) -> int:
        """Delete all she thought and asked in a conversation, also from the file; return how much it was."""
        hers = delete(tables.feedback).where(tables.feedback.c.conversation == asker.conversation)
        with self._database.writing() as connection:
            deleted = int(connection.execute(hers).rowcount) + gaps.forget(connection, asker)
        with plain_errors():
            traces.overwrite(self._database.engine)
        return deleted

    def rewrite(self) -> None:
        """Take what was ever deleted out of the file."""
        with plain_errors():
            traces.rewrite(self._database.engine)

    def purge_feedback(self, older_than: datetime) -> int:
        """Delete what was thought before a moment, and return how many opinions that were."""
        return self._purge(delete(tables.feedback).where(tables.feedback.c.created_at < older_than))

    def purge_gaps(self, days: int) -> int:
        """Delete the questions that were not answered well and are older, and return how many that were."""
        return self._purge(gaps.older(_now().date(), days))

    def _purge(self, query: Delete) -> int:
        with self._database.writing(long=True) as connection:
            return int(connection.execute(query).rowcount)

    def _load(self, version: str, slug: str) -> Article | None:  # noqa: ARG002 - the version is part of the cache's key
        return self._database.read(lambda connection: load(connection, slug))


def _by_slug(articles: Iterable[Article]) -> dict[str, Article]:
    wanted: dict[str, Article] = {}
    for article in articles:
        if article.slug in wanted:
            raise ArticleError(f"two articles have the name {article.slug}: rename one of the files")
        wanted[article.slug] = article
    return wanted


def _now() -> datetime:
    return datetime.now(UTC)


def _storable(text: str) -> str:
    """Drop what a database cannot hold: the character NUL and halves of pairs."""
    return text.replace("\0", "").encode(errors="ignore").decode()
