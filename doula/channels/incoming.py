"""What a messaging service hands over: a request, and what people sent in it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["words", "press", "start", "stop", "left", "flood"]


@dataclass(frozen=True)
class Arrival:
    """A request as it arrived, before anything is believed of it; names of headers in small letters."""

    url: str
    headers: Mapping[str, str]
    query: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Incoming:
    """One thing that a person sent: words, a pressed button, or a wish about the chat itself.

    `id` is the service's name for it, `to` is where the answer goes, `sent` is in seconds since 1970 (0: not
    told), `unread` says that something came with it that is no text, `number` is the service's own count,
    `request` is the id of the request that brought it.
    """

    id: str
    sender: str
    to: str
    text: str = ""
    kind: Kind = "words"
    sent: float = 0
    unread: bool = False
    number: int = 0
    request: str = ""

    @property
    def place(self) -> float:
        """Return what orders the messages of one person: the service's count, or when they were sent."""
        return self.number or self.sent


def read_json(body: bytes | str) -> Any:
    """Return what JSON says; raises ValueError."""
    try:
        return json.loads(body)
    except RecursionError:
        raise ValueError("too deep") from None


def at(tree: Any, *path: str | int) -> Any:
    """Return what lies at the end of a path into JSON, or None."""
    for step in path:
        if isinstance(step, int):
            tree = tree[step] if isinstance(tree, list) and -len(tree) <= step < len(tree) else None
        else:
            tree = tree.get(step) if isinstance(tree, dict) else None
    return tree


def text_at(tree: Any, *path: str | int) -> str:
    """Return the text at the end of a path into JSON; empty if there is none."""
    value = at(tree, *path)
    return value if isinstance(value, str) else ""


def number_at(tree: Any, *path: str | int) -> float:
    """Return the number at the end of a path into JSON, perhaps written as a text; 0 if there is none."""
    value = at(tree, *path)
    try:
        return float(value) if isinstance(value, (int, float, str)) else 0
    except (ValueError, OverflowError):
        return 0


def items_at(tree: Any, *path: str | int) -> Iterator[Any]:
    """List what the list at the end of a path into JSON holds; nothing if there is none."""
    value = at(tree, *path)
    yield from value if isinstance(value, list) else ()
