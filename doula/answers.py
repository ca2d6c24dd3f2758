"""Answers: which passages of which article answer a question, and what no article covers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import log

import numpy as np
from numpy.typing import NDArray

from doula.articles import Article, Passage
from doula.causes import causes_of
from doula.library import IndexedArticle, choose
from doula.question import Question
from doula.subject import Asked, Subject, subject_of
from doula.things import find_thing, is_spoken_of
from doula.topics import Topics

ASKING_FOR_CAUSE = ("ask_cause", "describe_symptom")
_NORMAL = re.compile(
    r"^(?!.*\b(?:sign|symptom|mean|indicat|prove|defici|lack|low|short)).*"
    r"\b(?:normal|usual|common|natural|supposed|meant|everyone|worr\w*|wrong|serious"
    r"|(?<!\A)(?:ok|okay|alright))\b",
    re.IGNORECASE | re.DOTALL,
)
_SO_PAINFUL = re.compile(
    r"\bwhy\b.{0,20}\b(?:it|they|this|that|cramps?|ones?|these|spasms?)\b.{0,12}\b(?:hurt|pain|sore)\w*",
    re.IGNORECASE,
)
_UNDER_WAY = re.compile(
    r"\b(?:(?:already|just) (?:start|beg[au]n|c[ao]me|happen|here|there|set in)\w*"
    r"|once (?:it|one|they|the|an?)|right now|in the middle of)\b",
    re.IGNORECASE,
)
MOST_PASSAGES, _FEW_PASSAGES = 4, 2

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
_MAY_ASK = 0.2  # that a story also asks for relief


@dataclass(frozen=True)
class Answer:
    """The passages that answer, all of one article, and the topics asked about that no passage covers."""

    article: Article | None = None
    passages: tuple[Passage, ...] = ()
    absent: tuple[str, ...] = ()


def answer_all(
    asked: Sequence[tuple[Question, Sequence[IndexedArticle]]], topics: Topics, current: str | None
) -> Answer:
    """Return what answers all questions of a message, in their order, and what no article covers of them.

    Each question comes with the articles that search found for it.
    """
    found = [answer(question, library, topics, current) for question, library in asked]
    answered = [each for each in found if each.passages]
    article = next((each.article for each in answered or found if each.article), None)
    passages = dict.fromkeys(p for each in answered if each.article is article for p in each.passages)
    return Answer(article, tuple(passages), tuple(dict.fromkeys(a for each in found for a in each.absent)))


def answer(
    question: Question, library: Sequence[IndexedArticle], topics: Topics, current: str | None
) -> Answer:
    """Return the passages that answer a question; none where no article covers it.

    `library` holds the articles that search found, best first. `current` is the slug of the article the
    conversation is about: it serves a question that names none.
    """
    subject = subject_of(Asked(question.text, question.intent, question.topics, question.beside), topics)
    best = choose(library, question, subject, topics, current)
    if best is None:
        return Answer(absent=_by_manner(question) or subject.uncovered())
    if question.intent == "ask_other":
        if not best.is_named_by(question):
            return Answer()
        question = replace(question, intent="ask_about", kinds={"ask_about": 1})
    if lacking := _lacking(best, question, subject):
        return Answer(best.article, absent=lacking)
    known = _known(best, question, subject)
    absent = subject.absent(best.covers)
    if subject.is_taken_over(best.covers) or (absent and not known and not subject.open):
        return Answer(best.article, absent=absent)
    absent = (*absent, *subject.told_beside(best.covers))
    return Answer(best.article, _passages(best, question, known), absent)


def _lacking(each: IndexedArticle, question: Question, subject: Subject) -> tuple[str, ...]:
    """Return what the form of her question asks about, where the article says nothing of it."""
    thing = find_thing(question.text)
    if thing is None or is_spoken_of(thing, each.stems):
        return ()
    named = tuple(name.topic for name in question.topics if name.words.lower() in thing.words)
    told = not thing.by_manner and each.holds(question)
    return () if told or each.covers.intersection(named) else subject.called(named) or (thing.words,)


def _by_manner(question: Question) -> tuple[str, ...]:
    thing = find_thing(question.text)
    return (thing.words,) if thing and thing.by_manner else ()


def _known(each: IndexedArticle, question: Question, subject: Subject) -> tuple[str, ...]:
    """Return the details that the article speaks of; for an open question or a story, among its causes."""
    known = tuple(name for name in subject.details if name in each.details)
    complains = any(named.complaint for named in question.topics)
    story = question.intent == "describe_symptom" and "?" not in question.text
    if not complains or not (subject.open or story):
        return known
    causes = np.array([bool(passage.cause) for passage in each.article.passages])
    return tuple(name for name in known if (each.details[name] & causes).any())


def _passages(each: IndexedArticle, question: Question, details: Sequence[str]) -> tuple[Passage, ...]:
    """Return the causes for an open question about them, else what fits best."""
    if question.intent == "ask_cause" and not details and _SO_PAINFUL.search(question.text):
        return _normal(each, question)
    if question.intent in ASKING_FOR_CAUSE:
        causes = _causes(each.article, question)
        if causes and not details:
            eases = question.kinds.get("ask_relief", 0) >= _MAY_ASK
            return (*causes, *(_plainest(each, question, (), "relief") if eases else ()))
    if question.intent == "ask_sign" and not details and _NORMAL.search(question.text):
        return _normal(each, question)
    if question.intent == "ask_prevention" and _UNDER_WAY.search(question.text):
        question = replace(question, kinds={"ask_relief": 1})  # it is too late to prevent it
    return _best(each, question, details, MOST_PASSAGES)


def _normal(each: IndexedArticle, question: Question) -> tuple[Passage, ...]:
    """Return what tells whether a complaint, or so much of it, is normal: what it is like, what causes it."""
    about = replace(question, intent="ask_about", kinds={"ask_about": 1})
    story = replace(question, intent="describe_symptom")
    return tuple(dict.fromkeys([*_best(each, about, (), _FEW_PASSAGES), *_causes(each.article, story)]))


def _best(each: IndexedArticle, question: Question, details: Sequence[str], most: int) -> tuple[Passage, ...]:
    """Return what fits best, and something for each detail, in reading order."""
    passages, fits = each.article.passages, _fits(each, question, details)
    good = np.flatnonzero(fits >= fits.max() - _NEARLY_AS_GOOD)
    best = set(np.argsort(-fits)[:most]) & set(good)
    for_each = {int(np.where(each.details[name], fits, -np.inf).argmax()) for name in details}
    chosen = {passages[place] for place in best | for_each}
    if question.kinds.get("ask_relief", 0) >= _MAY_ASK and not details:
        chosen.update(_plainest(each, question, details, "relief"))
    return tuple(passage for passage in passages if passage in chosen)


def _plainest(
    each: IndexedArticle, question: Question, details: Sequence[str], aspect: str
) -> tuple[Passage, ...]:
    """Return what fits best of the passages that are about this aspect and nothing else."""
    fits = zip(_fits(each, question, details), each.article.passages, strict=True)
    plain = [(fit, passage) for fit, passage in fits if passage.aspects == {aspect}]
    return (max(plain, key=lambda pair: pair[0])[1],) if plain else ()


def _causes(article: Article, question: Question) -> tuple[Passage, ...]:
    """Return the passages on what she told; the others that name a cause too, unless she asks why."""
    causes = causes_of(article)
    fitting = tuple(p for cause in causes for p in cause.passages if p.conditions & question.told)
    if fitting and question.intent == "ask_cause":
        return fitting
    others = (c.passages[0] for c in causes if not any(p in fitting for p in c.passages))
    return (*fitting, *others)


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
