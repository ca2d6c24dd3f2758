"""Answers: which passages of which article answer a question, and what no article covers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from doula.articles import Article, Passage
from doula.causes import causes_of
from doula.observations import Observation
from doula.topics import Topics

MOST_PASSAGES = 6

# Which passages help with which kind of question, the best first.
_ASPECTS = {
    "ask_cause": ("cause",),
    "describe_symptom": ("cause",),
    "ask_relief": ("relief",),
    "ask_prevention": ("prevention",),
    "ask_diet": ("diet",),
    "ask_supplement": ("supplement", "side_effect"),
    "ask_sign": ("caution",),
    "ask_effect": ("effect",),
    "ask_about": ("symptom", "about", "cause"),
}


@dataclass(frozen=True)
class Question:
    """What she asks: the kind of help, what it is about, and what she told with it."""

    intent: str
    topics: tuple[str, ...] = ()
    told: frozenset[Observation] = frozenset()


@dataclass(frozen=True)
class Answer:
    """The passages that answer, all of one article, and the topics asked about that no article covers."""

    article: Article | None
    passages: tuple[Passage, ...]
    absent: tuple[str, ...] = ()


def answer(question: Question, articles: Iterable[Article], topics: Topics, current: str | None) -> Answer:
    """Return the passages that answer a question; an empty answer means that no article covers it.

    `current` is the slug of the article the conversation is about: it serves a question that names no complaint.
    """
    about = _articles_about(question, list(articles), topics, current)
    answers = [_answer_from(article, question, topics) for article in about]
    return max(answers, key=lambda a: len(a.passages), default=Answer(None, (), question.topics))


def _articles_about(
    question: Question, articles: Sequence[Article], topics: Topics, current: str | None
) -> Sequence[Article]:
    complaints = [topic for topic in topics.complaints if topic.name in question.topics]
    if complaints:
        return [article for article in articles if any(topic.find(article.title) for topic in complaints)]
    about = [article for article in articles if article.slug == current]
    return about or (articles if question.topics else [])


def _answer_from(article: Article, question: Question, topics: Topics) -> Answer:
    """Return the passages that name the details asked about, else those of the kind asked for."""
    details = [topic for topic in topics.details if topic.name in question.topics]
    naming = {topic.name: [p for p in article.passages if topic.find(p.text)] for topic in details}
    absent = tuple(name for name, passages in naming.items() if not passages)
    passages = [p for p in article.passages if any(p in found for found in naming.values())]
    if details:
        return Answer(article, _of_kind(passages, question.intent) or _first(passages), absent)
    if question.intent in ("ask_cause", "describe_symptom"):
        return Answer(article, _causes(article, question.told))
    return Answer(article, _of_kind(article.passages, question.intent))


def _causes(article: Article, told: frozenset[Observation]) -> tuple[Passage, ...]:
    """Return the passages on what she told, else the one that names each cause."""
    causes = causes_of(article)
    fitting = [p for cause in causes for p in cause.passages if p.conditions & told]
    return _first(fitting or [cause.passages[0] for cause in causes])


def _of_kind(passages: Sequence[Passage], intent: str) -> tuple[Passage, ...]:
    """Return the passages of the first aspect that helps with this kind of question."""
    kinds = ([p for p in passages if aspect in p.aspects] for aspect in _ASPECTS[intent])
    return _first(next((found for found in kinds if found), []))


def _first(passages: Sequence[Passage]) -> tuple[Passage, ...]:
    return tuple(passages[:MOST_PASSAGES])
