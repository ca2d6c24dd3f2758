"""Answers: which passages of which article answer a question, and what no article covers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import log
from typing import Any

import numpy as np
from numpy.typing import NDArray

from doula.articles import Article, Passage
from doula.causes import causes_of
from doula.observations import Observation
from doula.topics import Topics

ASKING_FOR_CAUSE = ("ask_cause", "describe_symptom")
MOST_PASSAGES = 4

# Which passages help with which kind of question, and how well.
_ASPECTS: Mapping[str, Mapping[str, float]] = {
    "ask_cause": {"cause": 1},
    "describe_symptom": {"cause": 1},
    "ask_relief": {"relief": 1, "prevention": 0.4},
    "ask_prevention": {"prevention": 1, "relief": 0.5},
    "ask_diet": {"diet": 1},
    "ask_supplement": {"supplement": 1, "side_effect": 0.8},
    "ask_sign": {"caution": 1, "symptom": 0.5},
    "ask_effect": {"effect": 1},
    "ask_about": {"symptom": 1, "about": 0.6, "cause": 0.5},
}
KINDS_OF_QUESTION = frozenset(_ASPECTS)

# What makes a passage fit; chosen on half of the cases of tests/cases/questions.yml, confirmed on the other.
_NAMES_DETAIL, _HAS_ASPECT, _MEANS_THE_SAME, _HOLDS = 0.6, 0.4, 1.0, 0.3
_NEARLY_AS_GOOD = 0.35
_STAYS = 0.15  # how much nearer another article must be to change what is talked about
_NEAR, _NEAR_ENOUGH = 0.5, 0.4  # likeness of a question that names no complaint, of one with a known detail


@dataclass(frozen=True, eq=False)
class Question:
    """What she asks: how likely each kind of help is, what it is about, what she told, and its meaning.

    `vector` is the sentence encoder's, shape (384,).
    """

    intent: str
    kinds: Mapping[str, float]
    topics: tuple[str, ...]
    vector: NDArray[np.float32]
    told: frozenset[Observation] = frozenset()


@dataclass(frozen=True)
class Answer:
    """The passages that answer, all of one article, and the topics asked about that no passage covers."""

    article: Article | None = None
    passages: tuple[Passage, ...] = ()
    absent: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class IndexedArticle:
    """An article with what its title and each of its passages are about, and their meanings.

    `vectors` has shape (1 + number of passages, 384): the title's first.
    """

    article: Article
    complaints: frozenset[str]
    details: Mapping[str, NDArray[np.bool_]] = field(repr=False)
    vectors: NDArray[np.float32] = field(repr=False)


def index(article: Article, topics: Topics, vectors: NDArray[np.floating[Any]]) -> IndexedArticle:
    """Find out once what is needed to answer questions from an article, given its meanings."""
    texts = [passage.text for passage in article.passages]
    named = {topic.name: np.array([bool(topic.find(text)) for text in texts]) for topic in topics.details}
    return IndexedArticle(
        article,
        frozenset(topic.name for topic in topics.complaints if topic.find(article.title)),
        {name: found for name, found in named.items() if found.any()},
        vectors.astype(np.float32),
    )


def answer(
    question: Question, library: Sequence[IndexedArticle], topics: Topics, current: str | None
) -> Answer:
    """Return the passages that answer a question; none where no article covers it.

    `library` holds the articles that search found, best first. `current` is the slug of the article the
    conversation is about: it serves a question that names none.
    """
    complaints = tuple(t.name for t in topics.complaints if t.name in question.topics)
    details = tuple(t.name for t in topics.details if t.name in question.topics)
    candidates = [each for each in library if _may_cover(each, question, complaints, details, current)]
    if not candidates:
        return Answer(absent=complaints or details)
    best = _chosen(candidates, question, current)
    absent = tuple(name for name in details if name not in best.details)
    if absent and len(absent) == len(details) and question.intent not in ASKING_FOR_CAUSE:
        return Answer(best.article, absent=absent)
    return Answer(best.article, _passages(best, question, details), absent)


def _may_cover(
    each: IndexedArticle,
    question: Question,
    complaints: Sequence[str],
    details: Sequence[str],
    current: str | None,
) -> bool:
    if complaints:
        return bool(each.complaints.intersection(complaints))
    known = any(name in each.details for name in details)
    return each.article.slug == current or _closeness(each, question) >= (_NEAR_ENOUGH if known else _NEAR)


def _chosen(candidates: Sequence[IndexedArticle], question: Question, current: str | None) -> IndexedArticle:
    """Return the first one found; the one that is talked about stays unless it is clearly farther."""
    found = candidates[0]
    talked_about = (each for each in candidates if each.article.slug == current)
    nearest = _closeness(found, question) - _STAYS
    return next((each for each in talked_about if _closeness(each, question) >= nearest), found)


def _closeness(each: IndexedArticle, question: Question) -> float:
    return float((each.vectors @ question.vector).max())


def _passages(each: IndexedArticle, question: Question, details: Sequence[str]) -> tuple[Passage, ...]:
    """Return the causes for an open question about them, else what fits best, in reading order."""
    passages = each.article.passages
    causes = _causes(each.article, question.told) if question.intent in ASKING_FOR_CAUSE else ()
    if causes and not details:
        return causes
    fits = _fits(each, question, details)
    good = np.flatnonzero(fits >= fits.max() - _NEARLY_AS_GOOD)
    best = set(np.argsort(-fits)[:MOST_PASSAGES])
    return tuple(passages[place] for place in good if place in best)


def _causes(article: Article, told: frozenset[Observation]) -> tuple[Passage, ...]:
    """Return the passages on what she told, else the one that names each cause."""
    causes = causes_of(article)
    fitting = tuple(p for cause in causes for p in cause.passages if p.conditions & told)
    return fitting or tuple(cause.passages[0] for cause in causes)


def _fits(each: IndexedArticle, question: Question, details: Sequence[str]) -> NDArray[np.float64]:
    """Return how well each passage answers; passages that say nothing themselves never do."""
    passages = each.article.passages
    naming = {name: each.details[name] for name in details if name in each.details}
    rarity = {name: log(1 + len(passages) / places.sum()) for name, places in naming.items()}
    named = sum((rarity[name] * naming[name] for name in naming), start=np.zeros(len(passages)))
    helps = np.array([_helps(passage, question.kinds) for passage in passages])
    holds = np.array([bool(passage.conditions & question.told) for passage in passages])
    fits: NDArray[np.float64] = (
        _NAMES_DETAIL * named / (sum(rarity.values()) or 1)
        + _HAS_ASPECT * helps
        + _MEANS_THE_SAME * (each.vectors[1:] @ question.vector)
        + _HOLDS * holds
    )
    return np.where([bool(passage.aspects) for passage in passages], fits, -np.inf)


def _helps(passage: Passage, kinds: Mapping[str, float]) -> float:
    """Return how much of what she may be asking for the passage is about, between 0 and 1."""
    total = sum(kinds.values()) or 1
    best = {kind: max((_ASPECTS[kind].get(a, 0) for a in passage.aspects), default=0) for kind in kinds}
    return sum(share / total * best[kind] for kind, share in kinds.items())
