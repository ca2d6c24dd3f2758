"""Search by words: the database's own full-text engine, SQLite's FTS5 or PostgreSQL's tsvector."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate, takewhile
from math import log
from typing import Any, NamedTuple

from sqlalchemy import column, delete, func, literal_column, select, table, text
from sqlalchemy.engine import Connection

from doula.articles import Article
from doula.knowledge.rows import sha256

TITLE = -1  # the place of an article's title among its passages
_MOST_MATCHES = 5_000  # rows that may be ranked: a word of more says nothing
_MOST_WORDS = 12
_MOST_COUNTED = 50  # words in one statement
_NAME_WEIGHT = 3  # of a word in title or heading, against one in the text
_WEIGHTS: Any = literal_column(f"CAST('{{0.3, 0.3, 0.3, {0.3 * _NAME_WEIGHT}}}' AS real[])")  # D to A
_WORD = re.compile(r"\w+")


class Place(NamedTuple):
    """A passage by its article and its position there; TITLE stands for the article's title."""

    article: str
    passage: int


_INSERT = {
    "sqlite": "INSERT INTO search VALUES (:key, :article, :passage, :name, :words)",
    "postgresql": "INSERT INTO search VALUES (:article, :passage, "
    "setweight(to_tsvector('english', :name), 'A') || to_tsvector('english', :words))",
}
_SEARCH = table("search", column("article"), column("passage"), column("words"))
_FTS5: Any = literal_column("search")


def insert(connection: Connection, articles: Iterable[Article]) -> None:
    """Make articles findable by their words, each passage also by its title, heading and topics."""
    rows = [row for article in articles for row in _rows(article)]
    if rows:
        connection.execute(text(_INSERT[connection.dialect.name]), rows)


def remove(connection: Connection, slugs: Iterable[str]) -> None:
    """Forget the words of articles; PostgreSQL does so itself."""
    if connection.dialect.name == "sqlite":
        for slug in slugs:
            found = _FTS5.op("MATCH")(f"key : {_key(slug)}")
            connection.execute(delete(_SEARCH).where(found, _SEARCH.c.article == slug))


def rank(connection: Connection, asked: str, most: int, known: dict[str, int]) -> list[Place]:
    """Return the places that share the rarest words with what is asked, best first.

    `known` keeps how often words occur, as long as the content does not change.
    """
    asked_words = dict.fromkeys(_WORD.findall(asked.casefold()))
    known |= _count(connection, [word for word in asked_words if word not in known])
    counts = {word: known[word] for word in asked_words}
    rarest = sorted((word for word in counts if 0 < counts[word] <= _MOST_MATCHES), key=counts.__getitem__)
    sums = accumulate(counts[word] for word in rarest[:_MOST_WORDS])
    words = [word for word, _ in takewhile(lambda pair: pair[1] <= _MOST_MATCHES, zip(rarest, sums))]  # noqa: B905
    if not words:
        return []
    places = select(_SEARCH.c.article, _SEARCH.c.passage).where(_holds(connection, words))
    fit = _fit(connection, {word: counts[word] for word in words})
    return [Place(*row) for row in connection.execute(places.order_by(fit).limit(most))]


def _rows(article: Article) -> Iterable[dict[str, object]]:
    names = f"{article.title} {' '.join(sorted(article.topics))}"
    row = {"key": _key(article.slug), "article": article.slug}
    yield {**row, "passage": TITLE, "name": names, "words": ""}
    for position, passage in enumerate(article.passages):
        heading = article.sections[passage.section].heading if passage.section else ""
        yield {**row, "passage": position, "name": f"{names} {heading}", "words": passage.text}


def _key(slug: str) -> str:
    """Return a single word for a slug, which may hold any character."""
    return f"k{sha256(slug)[:16]}"


def _count(connection: Connection, words: Sequence[str]) -> dict[str, int]:
    """Return in how many places each word occurs, at most one more than can be ranked."""
    counts: dict[str, int] = {}
    for start in range(0, len(words), _MOST_COUNTED):
        some = words[start : start + _MOST_COUNTED]
        row = connection.execute(select(*(_places(connection, word) for word in some))).one()
        counts |= zip(some, row, strict=True)
    return counts


def _places(connection: Connection, word: str) -> Any:
    one: Any = select(literal_column("1")).select_from(_SEARCH).where(_holds(connection, [word]))
    some = one.limit(_MOST_MATCHES + 1).subquery()
    return select(func.count()).select_from(some).scalar_subquery()


def _holds(connection: Connection, words: Iterable[str]) -> Any:
    if connection.dialect.name == "sqlite":
        alternatives = " OR ".join(f'"{word}"' for word in words)
        return _FTS5.op("MATCH")(f"{{name words}} : ({alternatives})")
    return _SEARCH.c.words.op("@@")(_query(" | ".join(f"'{word}'" for word in words)))


def _query(words: str) -> Any:
    return func.to_tsquery("english", words)


def _fit(connection: Connection, counts: Mapping[str, int]) -> Any:
    """Return how well a place fits, least first; PostgreSQL's own rank does not know which word is rare."""
    if connection.dialect.name == "sqlite":
        return func.bm25(_FTS5, 0, 0, 0, _NAME_WEIGHT, 1)
    ranks = [
        log(1 + _MOST_MATCHES / count) * func.ts_rank(_WEIGHTS, _SEARCH.c.words, _query(f"'{word}'"))
        for word, count in counts.items()
    ]
    return -sum(ranks)
