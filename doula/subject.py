"""Subject: what a question is about, apart from what she only mentions or does in passing."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from doula.topics import Named, Topics

_WHETHER = r"\b(?:is|are|does|do|did|can|could|will|would|should|may)\b\W+(?:\w+\W+){0,4}?"
_MEANS = r"\bmean(?:s|ing)?\b\W+(?:\w+\W+){0,5}?"
_SUSPECTS = re.compile(
    r"\b(?:caus(?:e[sd]?|ing)|because|coz|due to|from|behind|blame|related|linked?|giv(?:e|es|ing)|gave"
    r"|mak(?:e|es|ing)|trigger\w*|bring\w*|fault|reason|thanks to"
    r"|(?:is|are|was|were|could|can|might) (?:it|they|this|that|the|my))\b",
    re.IGNORECASE,
)
_WHY = re.compile(
    r"\bwhy\b|\bwhat(?:'s|s| is| are| does| do| could| can)?\b.{0,20}\b(?:caus|bring|reason)", re.IGNORECASE
)
_WONDERS = ("ask_cause", "ask_about")
_STORY = (*_WONDERS, "describe_symptom")


@dataclass(frozen=True)
class Subject:
    """What a question is about: complaints, details, and those of both that outweigh all others.

    `aside` is told beside the question and outweighs nothing. `names` are her words where they are used.
    `open`: it asks why without suspecting something.
    """

    complaints: tuple[str, ...]
    details: tuple[str, ...]
    weighty: frozenset[str]
    aside: tuple[str, ...]
    names: Mapping[str, str]
    open: bool

    def absent(self, covered: Collection[str]) -> tuple[str, ...]:
        """Return what is asked about and not covered, as it is called to her."""
        named = (*(c for c in self.complaints if c in self.weighty), *self.details)
        return self.called(name for name in named if name not in covered)

    def told_beside(self, covered: Collection[str]) -> tuple[str, ...]:
        """Return what she tells beside the question that is not covered either."""
        return self.called(name for name in self.aside if name not in covered)

    def uncovered(self) -> tuple[str, ...]:
        """Return what it is about, as it is called to her, where no article covers any of it."""
        return self.called(self.complaints or self.details)

    def is_taken_over(self, covered: Collection[str]) -> bool:
        """Tell whether something that outweighs all others is not covered."""
        return not self.weighty <= set(covered)

    def called(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return topics as they are called to her, each once."""
        return tuple(dict.fromkeys(self.names.get(name, name) for name in names))


@dataclass(frozen=True)
class Asked:
    """The words of a question, its kind, its topics, and those of the rest of the message."""

    text: str
    intent: str
    topics: tuple[Named, ...]
    beside: tuple[Named, ...] = ()


def subject_of(asked: Asked, topics: Topics) -> Subject:
    """Return what a question is about."""
    told = [named for named in asked.beside if _outweighs(named, topics) and named not in asked.topics]
    asks_why = asked.intent in (*_STORY, "ask_sign")
    meant = _without_passing([*asked.topics, *(told if asks_why else ())], asked, topics)
    known = {topic.name for topic in topics.complaints}
    complaints = tuple(n.topic for n in meant if n.topic in known)
    suspects = asked.intent == "ask_sign" or (asked.intent in _WONDERS and _SUSPECTS.search(asked.text))
    details = tuple(n.topic for n in meant if n.topic not in known)
    around = (n for n in asked.beside if n.topic in known and not _is_aside(n, topics, bool(details)))
    weighty = {n.topic for n in meant if _outweighs(n, topics)} | (set(complaints) if suspects else set())
    return Subject(
        complaints or tuple(n.topic for n in around),
        details,
        frozenset(weighty),
        () if asks_why else tuple(n.topic for n in told),
        {n.topic: n.words.lower() for n in (*meant, *told) if (t := topics.get(n.topic)) and t.as_said},
        asked.intent == "ask_cause" and bool(_WHY.search(asked.text)),
    )


def _without_passing(named: Sequence[Named], asked: Asked, topics: Topics) -> list[Named]:
    """Leave out what is only mentioned or done in passing; something stays where nothing else is named."""
    complaints = {topic.name for topic in topics.complaints}
    meant = [n for n in named if not n.mere or (n.topic in complaints and not _takes_over(n, topics))]
    weighed = [n for n in meant if not _in_passing(n, asked, topics)]
    return weighed or [n for n in meant if n.topic in complaints]


def _outweighs(named: Named, topics: Topics) -> bool:
    return _takes_over(named, topics) and not named.mere


def _takes_over(named: Named, topics: Topics) -> bool:
    topic = topics.get(named.topic)
    return bool(topic and topic.takes_over)


def _is_aside(named: Named, topics: Topics, beside_details: bool) -> bool:
    """Tell whether a complaint that stands elsewhere in the message is no part of the question."""
    topic = topics.get(named.topic)
    return bool(topic and topic.in_passing and (topic.several or beside_details))


def _in_passing(named: Named, asked: Asked, topics: Topics) -> bool:
    topic = topics.get(named.topic)
    if not topic or not topic.in_passing:
        return False
    words = re.escape(named.words)
    if re.search(_MEANS + words, asked.text, re.IGNORECASE):
        return False
    asks_whether = re.search(_WHETHER + words, asked.text, re.IGNORECASE)
    return asked.intent in _STORY or not asks_whether
