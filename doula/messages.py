"""What the assistant says: a message with its outcome, buttons and citations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal
from uuid import uuid4

from doula.articles import Article, Passage

Outcome = Literal[
    "answer",
    "ask_back",
    "assessment",
    "urgent",
    "check_urgent",
    "not_covered",
    "clarify",
    "small_talk",
    "done",
]


@dataclass(frozen=True)
class Citation:
    """Proof of a sentence: quote == source[start:end] of the article's file, in characters.

    `id` names these characters of this edition of the text, and stays when the text changes.
    """

    article: str
    title: str
    start: int
    end: int
    quote: str
    aspect: str
    id: str = ""


@dataclass(frozen=True)
class Button:
    """A reply that she can press."""

    title: str
    payload: str


@dataclass(frozen=True)
class Message:
    """One message to the mother: plain text, paragraphs split by a blank line."""

    text: str
    outcome: Outcome
    buttons: tuple[Button, ...] = ()
    citations: tuple[Citation, ...] = ()
    id: str = field(default_factory=lambda: uuid4().hex)

    def as_dict(self) -> dict[str, Any]:
        """Return the message as the outside sees it."""
        return {
            **asdict(self),
            "buttons": [asdict(b) for b in self.buttons],
            "citations": cited(self.citations),
        }


class Responses:
    """The fixed sentences of data/*/responses.yml, by name."""

    def __init__(self, responses: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
        self._responses = responses

    def text(self, name: str, **values: object) -> str:
        """Return a sentence with its {names} replaced by the values."""
        return str(self._responses[name][0]["text"]).strip().format(**values)

    def buttons(self, name: str) -> tuple[Button, ...]:
        """Return the buttons that belong to a sentence."""
        return tuple(Button(**button) for button in self._responses[name][0].get("buttons", ()))

    def message(self, name: str, outcome: Outcome, **values: object) -> Message:
        """Return a sentence and its buttons as a message."""
        return Message(self.text(name, **values), outcome, self.buttons(name))


def cite(article: Article, passage: Passage) -> Citation:
    """Return the proof of one passage; what speaks of tablets is always known by it."""
    aspect = "supplement" if "supplement" in passage.aspects else min(passage.aspects, default="about")
    place = f"{article.edition}:{passage.start}-{passage.end}"
    return Citation(article.slug, article.title, passage.start, passage.end, passage.text, aspect, place)


def cited(citations: Sequence[Citation]) -> list[dict[str, Any]]:
    """Return citations as the outside sees them."""
    return [asdict(citation) for citation in citations]
