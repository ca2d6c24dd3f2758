"""Topics: what a text is about, found by its wordings in clinical/topics.yml."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_GAP = r"\W+(?:\w+\W+){0,3}?"


class TopicError(ValueError):
    """An entry of the topics is wrong; the message names it."""


@dataclass(frozen=True)
class Mention:
    """A topic named in a text, with the characters that name it."""

    topic: str
    start: int
    end: int

    def as_entity(self) -> dict[str, Any]:
        """Return the mention as a Rasa entity."""
        return {"entity": "topic", "value": self.topic, "start": self.start, "end": self.end}


@dataclass(frozen=True)
class Topic:
    """Something mothers ask about: a complaint, or a detail such as food, a remedy or a habit."""

    name: str
    pattern: re.Pattern[str]
    other_meanings: re.Pattern[str] | None

    def find(self, text: str) -> Mention | None:
        """Return the first place where the text names this topic, else None."""
        meant = self.other_meanings.sub(_blank, text) if self.other_meanings else text
        match = self.pattern.search(meant)
        return match and Mention(self.name, match.start(), match.end())


@dataclass(frozen=True)
class Topics:
    """All topics: an article is about complaints, a passage about details."""

    complaints: tuple[Topic, ...]
    details: tuple[Topic, ...]

    def find(self, text: str) -> list[Mention]:
        """Return the topics that a text names, in the order in which it names them."""
        found = [mention for topic in (*self.complaints, *self.details) if (mention := topic.find(text))]
        return sorted(found, key=lambda mention: mention.start)


def read_topics(content: Mapping[str, Any]) -> Topics:
    """Return the topics of clinical/topics.yml; raises TopicError naming a wrong entry."""
    try:
        complaints, details = content["complaints"].items(), content["details"].items()
    except (KeyError, TypeError, AttributeError) as error:
        raise TopicError("topics need the two groups `complaints` and `details`") from error
    return Topics(tuple(_topic(*entry) for entry in complaints), tuple(_topic(*entry) for entry in details))


def _topic(name: str, entry: Mapping[str, Any]) -> Topic:
    try:
        others = entry.get("not", ())
        return Topic(name, _compile(entry["wordings"]), _compile(others) if others else None)
    except (KeyError, TypeError, AttributeError, re.error) as error:
        raise TopicError(
            f"topic {name!r}: {error}; the top of the file shows how an entry is written"
        ) from error


def _compile(wordings: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(rf"(?<!\w)(?:{_regex(wording)})(?!\w)" for wording in wordings), re.IGNORECASE)


def _regex(wording: str) -> str:
    """Turn a wording into a regular expression: `*` any ending, ` ~ ` up to three words, a blank any gap."""
    parts = wording.split(" ~ ")
    return _GAP.join(re.sub(r"\s+", r"\\W+", part.strip()).replace("*", r"\w*") for part in parts)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])
