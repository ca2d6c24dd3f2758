"""Articles: what is read from a text file in seeds/, with every passage knowing where it stands."""

from __future__ import annotations

from dataclasses import dataclass

from doula.observations import Observation


class ArticleError(ValueError):
    """A file is no article; the message names file, line and what to do."""


@dataclass(frozen=True)
class Passage:
    """A stretch of the source that answers one question: text == source[start:end]."""

    start: int
    end: int
    text: str
    section: int
    cause: int | None = None
    aspects: frozenset[str] = frozenset()
    conditions: frozenset[Observation] = frozenset()


@dataclass(frozen=True)
class Section:
    """A heading and the stretch of the source below it; the first section has the title as heading."""

    heading: str
    start: int
    end: int


@dataclass(frozen=True)
class RelatedTitle:
    """An article that this one names but we may not have."""

    title: str
    teaser: str
    relation: str  # "previous", "next" or "recommended"


@dataclass(frozen=True)
class Article:
    """One file of seeds/: slug is the file name without its ending."""

    slug: str
    title: str
    source: str
    sections: tuple[Section, ...]
    passages: tuple[Passage, ...]
    related: tuple[RelatedTitle, ...] = ()
