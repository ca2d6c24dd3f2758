"""Search by meaning: the nearest of all vectors, in PostgreSQL by pgvector, else in this process."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from struct import pack
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import func, select, text
from sqlalchemy.engine import Connection
from usearch.compiled import MetricKind
from usearch.index import search

from doula.articles import Article
from doula.encoder import SIZE
from doula.knowledge.tables import meanings
from doula.knowledge.words import TITLE, Place

Vectors = NDArray[np.float16]
Encode = Callable[[Sequence[str]], NDArray[np.float32]]

_BYTES = SIZE * 2
_WORTH_A_THREAD = 100_000  # vectors
_TABLE = text(
    "CREATE TABLE nearest (article VARCHAR(255) NOT NULL REFERENCES articles ON DELETE CASCADE, "
    "passage INTEGER NOT NULL, vector HALFVEC(384) NOT NULL, PRIMARY KEY (article, passage))"
)
_INDEX = text("CREATE INDEX nearest_vector ON nearest USING hnsw (vector halfvec_ip_ops)")
_MANY = 2_000  # vectors
_NEAREST = text(
    "SELECT article, passage FROM nearest ORDER BY vector <#> CAST(:vector AS halfvec) LIMIT :most"
)


def prepare(connection: Connection) -> None:
    """Let PostgreSQL search vectors itself where it can; what is known already is filled in."""
    if not _offers_pgvector(connection) or has_pgvector(connection):
        return
    connection.execute(_TABLE)
    connection.execute(_INDEX)
    index(connection)


def index(connection: Connection) -> None:
    """Let pgvector, where it is, know all vectors that are kept."""
    if has_pgvector(connection):
        kept = connection.execute(select(meanings)).all()
        _insert_nearest(connection, {row.article: unpack(row.vectors) for row in kept})


def encode(article: Article, encode_texts: Encode) -> Vectors:
    """Return the vectors of an article: its title's, and then each passage's."""
    texts = [article.title, *(passage.text for passage in article.passages)]
    return encode_texts(texts).astype(np.float16)


def has_pgvector(connection: Connection) -> bool:
    """Tell whether the database searches vectors itself."""
    return connection.dialect.name == "postgresql" and bool(
        connection.execute(text("SELECT to_regclass('nearest')")).scalar()
    )


def insert(connection: Connection, vectors: Mapping[str, Vectors]) -> None:
    """Keep the vectors of articles, each title's first and then its passages'."""
    rows = [{"article": slug, "vectors": each.tobytes()} for slug, each in vectors.items()]
    if rows:
        connection.execute(meanings.insert(), rows)
    if has_pgvector(connection):
        _insert_nearest(connection, vectors)


def load(connection: Connection, slug: str) -> Vectors:
    """Return the vectors of an article that is there."""
    query = select(meanings.c.vectors).where(meanings.c.article == slug)
    return unpack(connection.execute(query).scalar_one())


def unpack(stored: bytes) -> Vectors:
    """Return what was stored as one row a vector, shape (1 + number of passages, 384)."""
    return np.frombuffer(stored, dtype=np.float16).reshape(-1, SIZE)


def _offers_pgvector(connection: Connection) -> bool:
    if (connection.dialect.name, connection.dialect.driver) != ("postgresql", "psycopg2"):
        return False
    offered = "SELECT count(*) FROM pg_available_extensions WHERE name = 'vector'"
    if connection.execute(text(offered)).scalar():
        connection.execute(text("CREATE EXTENSION IF NOT EXISTS vector"))
    return bool(connection.execute(text("SELECT to_regtype('halfvec')")).scalar())


def _insert_nearest(connection: Connection, vectors: Mapping[str, Vectors]) -> None:
    """Let pgvector know vectors; its index is made anew for many, which is far faster than adding each."""
    count = sum(map(len, vectors.values()))
    if count > _MANY:
        connection.execute(text("DROP INDEX nearest_vector"))
    if count:
        raw: Any = connection.connection
        raw.cursor().copy_expert("COPY nearest FROM STDIN (FORMAT binary)", BytesIO(_binary(vectors)))
    if count > _MANY:
        connection.execute(text("SET LOCAL maintenance_work_mem = '1GB'"))
        connection.execute(_INDEX)


def _binary(vectors: Mapping[str, Vectors]) -> bytes:
    """Return rows as PostgreSQL's binary copy takes them, a tenth of the time that text takes."""
    parts = [b"PGCOPY\n\xff\r\n\0", bytes(8)]
    for slug, places in vectors.items():
        name = slug.encode()
        begin = pack(f">hi{len(name)}s", 3, len(name), name)
        swapped = places.astype(">f2")
        for place, vector in enumerate(swapped, start=TITLE):
            parts += (begin, pack(">iiihh", 4, place, 4 + _BYTES, SIZE, 0), vector.tobytes())
    return b"".join([*parts, pack(">h", -1)])


def _literal(vector: NDArray[Any]) -> str:
    return f"[{','.join(f'{number:.5g}' for number in vector.tolist())}]"


@dataclass(frozen=True, eq=False)
class Memory:
    """All vectors of one state of the knowledge base, 768 bytes a passage."""

    slugs: list[str]
    starts: NDArray[np.int64]
    vectors: Vectors

    @classmethod
    def read(cls, connection: Connection) -> Memory:
        """Return the vectors as they are now."""
        length = func.length(meanings.c.vectors)
        lengths = connection.execute(select(meanings.c.article, length).order_by(meanings.c.article)).all()
        ends = np.cumsum([0, *(size // _BYTES for _, size in lengths)])
        vectors = np.empty((ends[-1], SIZE), np.float16)
        rows = connection.execution_options(stream_results=True).execute(
            select(meanings.c.vectors).order_by(meanings.c.article)
        )
        for start, end, row in zip(ends[:-1], ends[1:], rows, strict=True):
            vectors[start:end] = unpack(row.vectors)
        return cls([slug for slug, _ in lengths], ends[:-1], vectors)

    def nearest(self, vector: NDArray[np.float32], most: int) -> list[Place]:
        """Return the nearest places, the best first."""
        if not len(self.vectors):
            return []
        query = vector.astype(np.float16)[np.newaxis]
        threads = 1 + len(self.vectors) // _WORTH_A_THREAD
        most = min(most, len(self.vectors))
        found = search(self.vectors, query, most, MetricKind.IP, exact=True, threads=threads)
        return [self._place(key) for key in found.keys.ravel().tolist()]

    def _place(self, key: int) -> Place:
        at = int(np.searchsorted(self.starts, key, "right")) - 1
        return Place(self.slugs[at], key - int(self.starts[at]) + TITLE)


def nearest(connection: Connection, vector: NDArray[np.float32], most: int) -> list[Place]:
    """Return the nearest places that pgvector finds, the best first."""
    rows = connection.execute(_NEAREST, {"vector": _literal(vector), "most": most})
    return [Place(article, passage) for article, passage in rows]
