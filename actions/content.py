"""What answers are made of, read once for the whole process."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from itertools import islice

import numpy as np

from doula.alarms import Alarms
from doula.clinical import read, read_responses
from doula.encoder import encoder
from doula.knowledge import AwaitedKnowledge, KnowledgeBase, KnowledgeError
from doula.library import IndexedArticle, index
from doula.messages import Responses
from doula.notes import read_notes
from doula.question import Question
from doula.replies import Offer, Speech
from doula.settings import settings
from doula.topics import Topics, read_topics
from doula.vocabulary import Vocabulary, read_vocabulary

_KEPT_IN_MEMORY = 64  # articles
_MOST_TITLES = 50  # are compared by meaning
_MOST_OFFERED = 3
_WORD = re.compile(r"\w{4,}")
_ALIKE = 0.55  # from which a title is about what she asks
_DANGER_WAITS = 1.0  # seconds, for what the knowledge base says beside an alarm


@cache
def knowledge() -> AwaitedKnowledge:
    """Return the knowledge base of this process; no action waits for it but by `await`."""
    return AwaitedKnowledge.connect(settings().database_url)


async def articles_for(
    questions: Sequence[Question], current: str | None
) -> list[tuple[IndexedArticle, ...]]:
    """Return for each question the few articles that may answer it, best first, and the one talked about."""
    return await knowledge().read(lambda base: [_near(base, question, current) for question in questions])


def _near(base: KnowledgeBase, question: Question, current: str | None) -> tuple[IndexedArticle, ...]:
    complaints = {named.topic for named in (*question.topics, *question.beside) if named.complaint}
    found = base.find(question.words, question.vector, complaints)
    slugs = dict.fromkeys([*found.slugs, *([current] if current else [])])
    return tuple(each for slug in slugs if (each := _indexed(base, found.version, slug)))


async def offer_for(questions: Sequence[Question], near: Iterable[IndexedArticle]) -> Offer:
    """Return what to name to her where no article covers what she asks."""
    words = {word for question in questions for word in _WORD.findall(question.words.casefold())}
    related = await knowledge().read(lambda base: base.related_titles(*words)) if words else ()
    titles = [each.title for each in related][:_MOST_TITLES]
    meanings = np.array([question.vector for question in questions])
    likeness = (encoder().encode(titles) @ meanings.T).max(axis=1)
    heard_of = [titles[place] for place in np.argsort(-likeness) if likeness[place] >= _ALIKE]
    named = [each.article for each in islice(near, _MOST_OFFERED)]
    likely = {kind: share for question in questions for kind, share in question.kinds.items()}
    return Offer(named, heard_of[:_MOST_OFFERED], likely)


async def covered() -> frozenset[str]:
    """Return the topics that an article says something about; none where the knowledge base is silent."""
    try:
        return await knowledge().read(KnowledgeBase.topics, _DANGER_WAITS)
    except KnowledgeError:
        return frozenset()


@lru_cache(maxsize=_KEPT_IN_MEMORY)
def _indexed(base: KnowledgeBase, _version: str, slug: str) -> IndexedArticle | None:
    found = base.encoded(slug)
    return index(found.article, topics(), found.vectors) if found else None


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
