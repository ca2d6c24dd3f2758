"""Search: which articles may answer a question, by its words and by its meaning."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.engine import Connection

from doula.knowledge import meanings, words
from doula.knowledge.tables import articles, content

MOST_ARTICLES = 5
_MOST_PLACES = 50  # of each ranking
_MOST_WORDS = 100_000  # whose frequency is kept
_RANK = 60  # Cormack, Clarke and Büttcher, 2009: the sum of 1 / (60 + rank) in each ranking


@dataclass(frozen=True)
class Found:
    """An article that may answer, and how alike the nearest of its passages is; 0 where only words are."""

    slug: str
    title: str
    likeness: float


class Search:
    """Finds articles in a database; where that has no pgvector, vectors stay in memory until they change."""

    def __init__(self) -> None:
        self._version = ""
        self._counts: dict[str, int] = {}
        self._memory: meanings.Memory | None = None
        self._has_pgvector = False

    def find(self, connection: Connection, asked: str, vector: NDArray[np.float32]) -> tuple[Found, ...]:
        """Return the articles nearest to a question, best first, by their rank in words and in meaning."""
        self._refresh(connection)
        near = self._nearest(connection, vector)
        named = [place.article for place in words.rank(connection, asked, _MOST_PLACES, self._counts)]
        best = _fuse(named, [place.article for place, _ in near])[:MOST_ARTICLES]
        likeness = {place.article: alike for place, alike in reversed(near)}
        query = select(articles.c.slug, articles.c.title).where(articles.c.slug.in_(best))
        titles = {row.slug: row.title for row in connection.execute(query)}
        return tuple(Found(slug, titles[slug], likeness.get(slug, 0.0)) for slug in best if slug in titles)

    def _refresh(self, connection: Connection) -> None:
        version = str(connection.execute(select(content.c.version)).scalar_one())
        if version != self._version or len(self._counts) > _MOST_WORDS:
            self._version, self._counts, self._memory = version, {}, None
            self._has_pgvector = meanings.has_pgvector(connection)

    def _nearest(self, connection: Connection, vector: NDArray[np.float32]) -> list[meanings.Near]:
        if self._has_pgvector:
            return meanings.nearest(connection, vector, _MOST_PLACES)
        self._memory = self._memory or meanings.Memory.read(connection)
        return self._memory.nearest(vector, _MOST_PLACES)


def _fuse(*rankings: Sequence[str]) -> list[str]:
    """Return all names, those first that stand high in several rankings; a name counts where it is first."""
    scores: dict[str, float] = defaultdict(float)
    for ranking in rankings:
        for rank, name in enumerate(dict.fromkeys(ranking), start=1):
            scores[name] += 1 / (_RANK + rank)
    return sorted(scores, key=scores.__getitem__, reverse=True)
