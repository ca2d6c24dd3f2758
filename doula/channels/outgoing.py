"""Messages of the assistant as a messaging service sends them: urgent ones first, sources as a line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from doula.messages import Button, Responses


@dataclass(frozen=True)
class Outgoing:
    """One message to send, the buttons below it, and the label of a list of them."""

    text: str
    buttons: tuple[Button, ...] = ()
    label: str = ""


def outgoing(messages: Iterable[Mapping[str, Any]], responses: Responses) -> list[Outgoing]:
    """Return what to send for the messages of a turn; an urgent one stands first and alone."""
    ordered = sorted(messages, key=lambda message: message["outcome"] != "urgent")
    return [Outgoing(_with_source(message, responses), buttons_of(message)) for message in ordered]


def open_list(history: Sequence[Mapping[str, Any]]) -> tuple[Button, ...]:
    """Return the buttons of the assistant's last words, if the mother has not answered since."""
    for message in reversed(history):
        if message["from"] != "assistant":
            break
        if message["buttons"]:
            return buttons_of(message)
    return ()


def buttons_of(message: Mapping[str, Any]) -> tuple[Button, ...]:
    """Return the buttons of a message."""
    return tuple(Button(**button) for button in message["buttons"])


def _with_source(message: Mapping[str, Any], responses: Responses) -> str:
    titles = dict.fromkeys(f"“{citation['title']}”" for citation in message["citations"])
    if not titles:
        return str(message["text"])
    return f"{message['text']}\n\n{responses.text('utter_messaging_source', titles=', '.join(titles))}"
