"""Topics: what a text is about, found by its wordings in clinical/topics.yml."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

_GAP = r"\W+(?:\w+\W+){0,3}?"
_NOTHING = re.compile(r"(?!)")
_COMES_BACK = re.compile(
    r"\b(?:(?:should|shall|can|could|do|does) (?:i|she|we|he|you)\b"
    r"(?:\W+\w+){0,3}?\W+(?:it|them|this|these|those)"
    r"|(?:is|are|could|can|does|do|would) (?:this|they|these|those|that))\b",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?;\n]")


class TopicError(ValueError):
    """An entry of the topics is wrong; the message names it."""


@dataclass(frozen=True)
class Mention:
    """A topic named in a text, with the characters that name it; `mere` if it is only mentioned."""

    topic: str
    start: int
    end: int
    mere: bool = False
    complaint: bool = False
    weak: bool = False
    entity: str = "topic"

    def as_entity(self) -> dict[str, Any]:
        """Return the mention as a Rasa entity."""
        entity = {"entity": self.entity, "value": self.topic, "start": self.start, "end": self.end}
        flags = {"mere": self.mere, "complaint": self.complaint, "weak": self.weak}
        return entity | {name: True for name, holds in flags.items() if holds}


@dataclass(frozen=True)
class Named:
    """A topic in her words for it; `mere` if she only mentions it, `weak` if her words may mean another."""

    topic: str
    words: str
    mere: bool = False
    complaint: bool = False
    weak: bool = False


@dataclass(frozen=True)
class Topic:
    """Something mothers ask about: a complaint, or a detail such as food, a remedy, a habit or an illness.

    `weak`: what means it where no other complaint is named. `takes_over`: what names it is about it.
    `in_passing`: only a question about it is about it.
    `as_said`: it goes by her own word. `several`: it stands for several things that are not the same.
    """

    name: str
    pattern: re.Pattern[str]
    other_meanings: re.Pattern[str] | None
    weak: Topic | None = None
    takes_over: bool = False
    in_passing: bool = False
    as_said: bool = False
    several: bool = False

    def find(self, text: str) -> Mention | None:
        """Return the first place where the text names this topic, else None."""
        return next(self.find_all(text), None)

    def find_all(self, text: str) -> Iterator[Mention]:
        """Yield every place where the text names this topic."""
        if not self.pattern.search(text):
            return iter(())  # blanking is dear, and a message names few topics
        meant = self.other_meanings.sub(_blank, text) if self.other_meanings else text
        return (Mention(self.name, match.start(), match.end()) for match in self.pattern.finditer(meant))


@dataclass(frozen=True)
class Topics:
    """All topics: an article is about complaints, a passage about details; any may be only mentioned."""

    complaints: tuple[Topic, ...]
    details: tuple[Topic, ...]
    pregnancy: Topic | None = None
    animals: Topic | None = None
    asked: re.Pattern[str] = _NOTHING
    before: re.Pattern[str] = _NOTHING
    after: re.Pattern[str] = _NOTHING

    def find(self, text: str) -> list[Mention]:
        """Return the topics that a text names, in the order in which it names them."""
        complaints = [replace(m, complaint=True) for t in self.complaints if (m := self._meant(t, text))]
        if not any(self._rules_out_weak(mention) for mention in complaints):
            complaints += self._weakly(text)
        details = [mention for topic in self.details if (mention := self._meant(topic, text))]
        return sorted([*complaints, *details], key=lambda mention: mention.start)

    def find_pregnancy(self, text: str) -> Mention | None:
        """Return the first words that show that a text is about pregnancy."""
        mention = self.pregnancy.find(text) if self.pregnancy else None
        return mention and replace(mention, entity="pregnancy")

    def find_animal(self, text: str) -> Mention | None:
        """Return the first words that show that a text is about an animal."""
        mention = self.animals.find(text) if self.animals else None
        return mention and replace(mention, entity="animal")

    def get(self, name: str) -> Topic | None:
        """Return the topic of that name."""
        return next((topic for topic in (*self.complaints, *self.details) if topic.name == name), None)

    def _rules_out_weak(self, mention: Mention) -> bool:
        """Tell whether a complaint is no mere circumstance, such as work or other children."""
        topic = self.get(mention.topic)
        return topic is None or not (topic.in_passing and topic.several)

    def _weakly(self, text: str) -> list[Mention]:
        """Return the complaints that a text means if it names none."""
        weak = [topic.weak for topic in self.complaints if topic.weak]
        return [
            replace(mention, complaint=True, weak=True) for topic in weak if (mention := topic.find(text))
        ]

    def _meant(self, topic: Topic, text: str) -> Mention | None:
        """Return the first place that means the topic, else the first that merely mentions it."""
        mentions = [self._weighed(mention, text) for mention in topic.find_all(text)]
        return min(mentions, key=lambda mention: (mention.mere, mention.start), default=None)

    def _weighed(self, mention: Mention, text: str) -> Mention:
        before = self.asked.sub(_blank, _SENTENCE_END.split(text[: mention.start])[-1])
        after = text[mention.end :]
        mere = not _COMES_BACK.search(after) and (self.before.search(before) or self.after.match(after))
        return replace(mention, mere=bool(mere))


def read_topics(content: Mapping[str, Any]) -> Topics:
    """Return the topics of clinical/topics.yml; raises TopicError naming a wrong entry."""
    try:
        complaints, details = content["complaints"].items(), content["details"].items()
        pregnancy, animals = content.get("pregnancy", {}), content.get("animals", {})
        mentions = content.get("mentions", {})
    except (KeyError, TypeError, AttributeError) as error:
        raise TopicError("topics need the two groups `complaints` and `details`") from error
    return Topics(
        tuple(_topic(*entry) for entry in complaints),
        tuple(_topic(*entry) for entry in details),
        pregnancy=next((_topic(*entry) for entry in pregnancy.items()), None),
        animals=next((_topic(*entry) for entry in animals.items()), None),
        asked=_around("asked", mentions, r"(?<!\w)(?:{})(?!\w)"),
        before=_around("before", mentions, r"(?<!\w)(?:{})\W+(?:[\w']+\W+){{0,3}}$"),
        after=_around("after", mentions, r"\W+(?:{})(?!\w)"),
    )


def _topic(name: str, entry: Mapping[str, Any]) -> Topic:
    try:
        others = entry.get("not", ())
        weak = {"wordings": entry["weak"], "not": entry.get("weak_not", ())} if "weak" in entry else None
        flags = (bool(entry.get(flag)) for flag in ("takes_over", "in_passing", "as_said", "several"))
        return Topic(
            name,
            _compile(entry["wordings"]),
            _compile(others) if others else None,
            _topic(name, weak) if weak else None,
            *flags,
        )
    except (KeyError, TypeError, AttributeError, re.error) as error:
        raise TopicError(
            f"topic {name!r}: {error}; the top of the file shows how an entry is written"
        ) from error


def _around(place: str, mentions: Mapping[str, Sequence[str]], frame: str) -> re.Pattern[str]:
    if not mentions.get(place):
        return _NOTHING
    try:
        return re.compile(frame.format("|".join(map(_regex, mentions[place]))), re.IGNORECASE)
    except re.error as error:
        raise TopicError(f"mentions: {place}: {error}") from error


def _compile(wordings: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?=\w)(?:{'|'.join(map(_regex, wordings))})(?!\w)", re.IGNORECASE)


def _regex(wording: str) -> str:
    """Turn a wording into a regular expression: `*` any ending, ` ~ ` up to three words, a blank any gap."""
    parts = wording.split(" ~ ")
    return _GAP.join(re.sub(r"\s+", r"\\W+", part.strip()).replace("*", r"\w*") for part in parts)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])
