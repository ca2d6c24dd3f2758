"""Search: which articles may answer a question, by its words, by its meaning and by what titles name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from threading import Lock

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.engine import Connection

from doula.knowledge import meanings, words
from doula.knowledge.tables import content, topics

MOST_ARTICLES = 5
_MOST_PLACES = 40  # of each ranking; as many as pgvector looks at without being told
_MOST_WORDS = 100_000  # whose frequency is kept
_RANK = 60  # Cormack, Clarke and Büttcher, 2009: the sum of 1 / (60 + rank) in each ranking


@dataclass(frozen=True)
class Found:
    """The slugs of the articles that may answer, best first, and the version of the content they are of."""

    version: str
    slugs: tuple[str, ...]


@dataclass
class _State:
    """What was learned of one version of the content."""

    version: str = ""
    has_pgvector: bool = False
    counts: dict[str, int] = field(default_factory=dict)
    titled: dict[str, frozenset[str]] = field(default_factory=dict)
    memory: meanings.Memory | None = None
    reading: Lock = field(default_factory=Lock)

    def vectors(self, connection: Connection) -> meanings.Memory:
        """Return all vectors, read once, whoever asks at the same time."""
        with self.reading:
            self.memory = self.memory or meanings.Memory.read(connection)
            return self.memory


class Search:
    """Finds articles in a database; where that has no pgvector, vectors stay in memory until they change."""

    def __init__(self) -> None:
        self._state = _State()

    def find(
        self, connection: Connection, asked: str, vector: NDArray[np.float32], named: Collection[str]
    ) -> Found:
        """Return the articles nearest to a question; `named` are the topics that a title may name."""
        state = self._refresh(connection)
        near = _nearest(connection, vector, state)
        worded = words.rank(connection, asked, _MOST_PLACES, state.counts)
        titled = [_titled(connection, topic, state.titled) for topic in named]
        best = _fuse([place.article for place in worded], near, frozenset().union(*titled))
        return Found(state.version, tuple(best[:MOST_ARTICLES]))

    def _refresh(self, connection: Connection) -> _State:
        version = str(connection.execute(select(content.c.version)).scalar_one())
        if version != self._state.version or len(self._state.counts) > _MOST_WORDS:
            self._state = _State(version, meanings.has_pgvector(connection))
        return self._state


def _nearest(connection: Connection, vector: NDArray[np.float32], state: _State) -> list[str]:
    if state.has_pgvector:
        near = meanings.nearest(connection, vector, _MOST_PLACES)
    else:
        near = state.vectors(connection).nearest(vector, _MOST_PLACES)
    return [place.article for place in near]


def _titled(connection: Connection, topic: str, known: dict[str, frozenset[str]]) -> frozenset[str]:
    """Return the articles whose title names a topic."""
    if topic not in known:
        query = select(topics.c.article).where(topics.c.topic == topic, topics.c.in_title)
        known[topic] = frozenset(connection.execute(query).scalars())
    return known[topic]


def _fuse(worded: Sequence[str], near: Sequence[str], titled: Iterable[str]) -> list[str]:
    """Return all names, best first: those high in a ranking; those titled so as if first in both."""
    scores: dict[str, float] = defaultdict(float)
    for ranking in (worded, near):
        for rank, name in enumerate(dict.fromkeys(ranking), start=1):
            scores[name] += 1 / (_RANK + rank)
    for name in sorted(titled):
        scores[name] += 2 / (_RANK + 1)
    return sorted(scores, key=scores.__getitem__, reverse=True)
