"""Topics: what a text is about, found by its wordings in clinical/topics.yml."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_GAP = r"\W+(?:\w+\W+){0,3}?"


class TopicError(ValueError):
    """An entry of the topics is wrong; the message names it."""


@dataclass(frozen=True)
class Topic:
    """Something mothers ask about, with the wordings it is known by."""

    name: str
    pattern: re.Pattern[str]
    other_meanings: re.Pattern[str] | None = None

    def find(self, text: str) -> re.Match[str] | None:
        """Return the first place where the text names this topic, else None."""
        meant = self.other_meanings.sub(_blank, text) if self.other_meanings else text
        return self.pattern.search(meant)


def read_topics(entries: Mapping[str, Mapping[str, Any]]) -> tuple[Topic, ...]:
    """Return the topics of clinical/topics.yml; raises TopicError naming a wrong entry."""
    return tuple(_topic(name, entry) for name, entry in entries.items())


def find_topics(text: str, topics: Iterable[Topic]) -> list[str]:
    """Return the names of the topics that a text names, in the order in which it names them."""
    found = [(match.start(), topic.name) for topic in topics if (match := topic.find(text))]
    return [name for _, name in sorted(found, key=lambda place: place[0])]


def _topic(name: str, entry: Mapping[str, Any]) -> Topic:
    try:
        others = entry.get("not", ())
        return Topic(name, _compile(entry["wordings"]), _compile(others) if others else None)
    except (KeyError, TypeError, AttributeError, re.error) as error:
        raise TopicError(f"topic {name!r}: {error}; see the top of topics.yml for how an entry is written") from error


def _compile(wordings: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(rf"(?<!\w)(?:{_regex(wording)})(?!\w)" for wording in wordings), re.IGNORECASE)


def _regex(wording: str) -> str:
    """Turn a wording into a regular expression: `*` any ending, ` ~ ` up to three words, a blank any gap."""
    return _GAP.join(
        re.sub(r"\s+", r"\\W+", part.strip()).replace("*", r"\w*")
        for part in wording.split(" ~ ")
    )


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])
