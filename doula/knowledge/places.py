"""Where a knowledge base was filled from: it follows these files and folders, wherever it is asked from."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select, update
from sqlalchemy.engine import Connection

from doula.knowledge.engine import KnowledgeError
from doula.knowledge.tables import content

Places = tuple[Path, ...]


class StrayError(KnowledgeError):
    """The base does not follow these files; nothing was changed."""


@dataclass(frozen=True)
class Origin:
    """Where articles are from; where they are only followed, a base that follows others refuses them."""

    places: Places
    followed: bool = False

    @classmethod
    def of(cls, paths: Iterable[Path | str], *, followed: bool = False) -> Origin:
        """Return paths as they are from every folder."""
        return cls(tuple(Path(path).absolute() for path in paths), followed)

    def __str__(self) -> str:
        return ", ".join(map(str, self.places))


def load(connection: Connection) -> Places:
    """Return what the base was last filled from, nothing where that is not known."""
    kept = connection.execute(select(content.c.places)).scalar_one()
    return tuple(map(Path, json.loads(kept or "[]")))


def settle(connection: Connection, origin: Origin, lost: Collection[str]) -> None:
    """Remember where the base is filled from; raises StrayError where that would not be following.

    A base that follows nothing so far may follow what loses it no article.
    """
    before = Origin(load(connection))
    if origin.followed and before.places and before.places != origin.places:
        raise StrayError(f"it was filled from {before} meanwhile")
    if origin.followed and lost and not before.places:
        missing = ", ".join(sorted(lost))
        raise StrayError(
            f"nobody knows where it was filled from, and {origin} lacks what it holds: {missing}; "
            "`doula ingest PATH` says where the articles are"
        )
    places = json.dumps([str(place) for place in origin.places])
    connection.execute(update(content).values(places=places))
