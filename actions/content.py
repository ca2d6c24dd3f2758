"""What answers are made of, read once for the whole process."""

from __future__ import annotations

from functools import cache, lru_cache

from doula.alarms import Alarms
from doula.answers import IndexedArticle, index
from doula.clinical import read, read_responses
from doula.encoder import encoder
from doula.knowledge import KnowledgeBase
from doula.messages import Responses
from doula.notes import read_notes
from doula.replies import Speech
from doula.settings import settings
from doula.topics import Topics, read_topics
from doula.vocabulary import Vocabulary, read_vocabulary


@cache
def knowledge() -> KnowledgeBase:
    """Return the knowledge base of this process."""
    return KnowledgeBase.connect(settings().database_url)


def library() -> tuple[IndexedArticle, ...]:
    """Return all articles that are known now, ready to answer from."""
    return _library(knowledge().version())


def complaints_of(slug: str) -> frozenset[str]:
    """Return what an article is about."""
    return next((each.complaints for each in library() if each.article.slug == slug), frozenset())


def covered() -> frozenset[str]:
    """Return the topics that an article says something about."""
    return frozenset().union(*(each.complaints | each.details.keys() for each in library()))


@lru_cache(maxsize=1)
def _library(_version: str) -> tuple[IndexedArticle, ...]:
    base = knowledge()
    articles = (base.article(known.slug) for known in base.articles())
    return tuple(index(article, topics(), encoder()) for article in articles if article)


@cache
def topics() -> Topics:
    """Return what articles and passages can be about."""
    return read_topics(read("clinical/topics.yml"))


def vocabulary() -> Vocabulary:
    """Return how observations are worded."""
    return read_vocabulary("clinical/observations.yml")


@cache
def responses() -> Responses:
    """Return the fixed sentences."""
    return Responses(read_responses())


@cache
def languages() -> dict[str, str]:
    """Return what is said in other languages, by their codes."""
    return {code: entry["text"] for code, entry in read("clinical/languages.yml")["languages"].items()}


@cache
def speech() -> Speech:
    """Return what answers and assessments are worded with."""
    notes = read_notes(read("clinical/notes.yml"), read("clinical/references.yml"))
    return Speech(responses(), notes, vocabulary())


@cache
def alarms() -> Alarms:
    """Return what is said about danger signs, and whom to call."""
    signs, lines = read("clinical/danger_signs.yml")["signs"], read("clinical/help_lines.yml")["regions"]
    return Alarms(signs, lines, responses())
