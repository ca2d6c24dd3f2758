"""Library: articles ready to be answered from, and which of them a question is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from doula.abbreviations import abbreviations, words_of
from doula.articles import Article
from doula.parts import points_back
from doula.question import Question
from doula.subject import Subject
from doula.things import stems
from doula.topics import Topics

_NEAR = 0.5  # likeness of a question that names no complaint
_NEAR_AND_TELLS = 0.4  # of one that names a known detail, or tells a condition of what the article says
_NEAR_AND_SURE = 0.3  # of one that surely asks about a known detail, or why "it" is so under a condition
_NEAR_AND_BOTH = 0.2  # of one that names a known detail, and tells a condition or asks why "it" is so
_SURELY_ASKS = 0.6
_NEAR_WITH_TITLE = 0.8  # the more passages there are, the likelier one is near by chance; a title tells
_NAMES_IT = 0.6  # likeness from which a question is about the title itself
_STAYS = 0.15  # how much nearer another article must be to change what is talked about


@dataclass(frozen=True, eq=False)
class IndexedArticle:
    """An article with what its title and each of its passages are about, and their meanings.

    `vectors` has shape (1 + number of passages, 384): the title's first.
    """

    article: Article
    complaints: frozenset[str]
    details: dict[str, NDArray[np.bool_]] = field(repr=False)
    stems: frozenset[str] = field(repr=False)
    vectors: NDArray[np.float32] = field(repr=False)
    abbreviations: frozenset[str] = frozenset()

    @property
    def covers(self) -> frozenset[str]:
        """Return the topics that it speaks of."""
        return self.complaints | self.details.keys()

    def closeness(self, question: Question) -> float:
        """Return the likeness of the question to the nearest passage or the title."""
        return float((self.vectors @ question.vector).max())

    def title_closeness(self, question: Question) -> float:
        """Return the likeness of the question to the title."""
        return float(self.vectors[0] @ question.vector)

    def holds(self, question: Question) -> bool:
        """Tell whether what she told is a condition of something that the article says."""
        return any(passage.conditions & question.told for passage in self.article.passages)

    def is_abbreviated(self, question: Question) -> bool:
        """Tell whether the question calls what the title says by its short name."""
        return not self.abbreviations.isdisjoint(words_of(question.text))

    def is_named_by(self, question: Question) -> bool:
        """Tell whether the question asks about what the title says."""
        return self.title_closeness(question) >= _NAMES_IT or self.is_abbreviated(question)

    def may_cover(self, question: Question, subject: Subject, topics: Topics) -> bool:
        """Tell whether the article may answer a question of this subject."""
        if subject.complaints:
            return any(self._covers(name, question, topics) for name in subject.complaints)
        if subject.details:
            known = any(name in self.details for name in subject.details)
            return known and self.closeness(question) >= self._least(question)
        return self._is_near(question)

    def _least(self, question: Question) -> float:
        """Return how like it a question with a known detail must be."""
        if self.holds(question) or _asks_why_these(question):
            return _NEAR_AND_BOTH
        return _NEAR_AND_SURE if sum(question.kinds.values()) >= _SURELY_ASKS else _NEAR_AND_TELLS

    def _is_near(self, question: Question) -> bool:
        """Tell whether a question that names nothing is about this article."""
        near = self.closeness(question)
        if self.holds(question):
            return near >= (_NEAR_AND_SURE if _asks_why_these(question) else _NEAR_AND_TELLS)
        return near >= _NEAR and near + self.title_closeness(question) >= _NEAR_WITH_TITLE

    def _covers(self, complaint: str, question: Question, topics: Topics) -> bool:
        """Tell whether the title names the complaint; where that is several things, whether it means hers."""
        if complaint not in self.complaints:
            return False
        topic = topics.get(complaint)
        if topic is None or not topic.several or self.closeness(question) >= _NEAR:
            return True
        named = (*question.topics, *question.beside)
        hers = [named.words.casefold() for named in named if named.topic == complaint]
        return any(words == complaint or words in self.article.title.casefold() for words in hers)


def _asks_why_these(question: Question) -> bool:
    """Tell whether it asks for the cause of something that both know of."""
    return question.intent in ("ask_cause", "ask_about") and points_back(question.text)


def index(article: Article, topics: Topics, vectors: NDArray[np.floating[Any]]) -> IndexedArticle:
    """Find out once what is needed to answer questions from an article, given its meanings."""
    texts = [passage.text for passage in article.passages]
    named = {topic.name: np.array([bool(topic.find(text)) for text in texts]) for topic in topics.details}
    return IndexedArticle(
        article,
        frozenset(topic.name for topic in topics.complaints if topic.find(article.title)),
        {name: found for name, found in named.items() if found.any()},
        stems(" ".join([article.title, *texts])),
        vectors.astype(np.float32),
        abbreviations(article),
    )


def choose(
    library: Sequence[IndexedArticle],
    question: Question,
    subject: Subject,
    topics: Topics,
    current: str | None,
) -> IndexedArticle | None:
    """Return the article that a question is about: the nearest of those that may cover it.

    Where the question names nothing, the one with the nearest title. The one that is talked about serves
    a question that names no complaint, and stays unless the chosen one is much nearer.
    """
    talked_about = [each for each in library if each.article.slug == current]
    candidates = [each for each in library if each.is_abbreviated(question)]
    candidates = candidates or [each for each in library if each.may_cover(question, subject, topics)]
    if not subject.complaints:
        candidates += [each for each in talked_about if each not in candidates]
    if not candidates:
        return None
    named = subject.complaints or subject.details
    best = max(
        candidates, key=lambda each: each.closeness(question) if named else each.title_closeness(question)
    )
    least = best.closeness(question) - _STAYS
    stays = (each for each in talked_about if each in candidates and each.closeness(question) >= least)
    return next(stays, best)
