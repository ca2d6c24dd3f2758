"""A conversation as the outside sees it, read from Rasa's events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from rasa.shared.core.constants import IS_EXTERNAL
from rasa.shared.core.events import BotUttered, Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

CONTENT = "content"  # of what she sent, as a digest: in the metadata of her message, or of what refuses it
TITLE = "title"  # of the button that she pressed: in the metadata of her message


class ReusedIdError(Exception):
    """Raised when an id that stood for one message comes with another."""


@dataclass(frozen=True)
class Page:
    """A part of a conversation, oldest first; more was said before the place `earlier`, if there is one."""

    messages: list[dict[str, Any]]
    earlier: int | None = None


def message_of(event: BotUttered) -> dict[str, Any]:
    """Return a message of the assistant in the shape that every channel shows."""
    return {
        "id": id_of(event),
        "text": event.text or "",
        "outcome": event.metadata.get("outcome", "small_talk"),
        "buttons": _buttons_of(event),
        "citations": event.metadata.get("citations") or [],
    }


def id_of(event: BotUttered) -> str:
    """Return the id of a message of the assistant: the same after a reload."""
    return str(event.metadata.get("id") or _stable_id(event))


def refusal_id(conversation: str, sent: str) -> str:
    """Return the id of the message that refuses what she sent under an id; by it the refusal is found."""
    return _digest(f"{conversation} {sent}")[:32]


def content_of(text: str) -> str:
    """Return a digest of what she sent, by which the same is known again."""
    return _digest(text)


def messages_since(tracker: DialogueStateTracker, position: int) -> list[dict[str, Any]]:
    """Return the assistant's messages among the events from a position on."""
    return [message_of(event) for event in _uttered_since(tracker, position)]


def outcome_since(tracker: DialogueStateTracker, position: int, failure: str) -> str:
    """Return what came of a turn: its first message's outcome, or that the failure's response was said."""
    said = _uttered_since(tracker, position)
    if any(event.metadata.get("utter_action") == failure for event in said):
        return "failed"
    return str(message_of(said[0])["outcome"]) if said else "failed"


def transcript(events: Iterable[Event]) -> list[dict[str, Any]]:
    """Return both sides of a conversation, oldest first; a pressed button reads as its title."""
    said: list[dict[str, Any]] = []
    titles: dict[str, str] = {}
    for event in events:
        if isinstance(event, BotUttered):
            titles.update({button["payload"]: button["title"] for button in _buttons_of(event)})
            said.append({"from": "assistant", **message_of(event)})
        elif _is_from_mother(event):
            title = event.metadata.get(TITLE) or titles.get(event.text, event.text)
            said.append({"from": "user", "id": event.message_id, "text": title})
    return said


def asked_before(message_id: str, said: Iterable[Mapping[str, Any]]) -> str | None:
    """Return what the mother had last said when the assistant said a message."""
    asked = None
    for each in said:
        if each["from"] == "user":
            asked = each["text"]
        elif each["id"] == message_id:
            return asked
    return None


def replies_to(text: str, turn: Sequence[Event]) -> list[dict[str, Any]]:
    """Return what was replied in a turn, if it was of this text; raises ReusedIdError."""
    first, *later = turn
    content = content_of(text)
    if first.metadata.get(CONTENT, content) != content:  # one of an older release has none
        raise ReusedIdError
    replies = [event for event in later if CONTENT not in event.metadata]  # what is refused is another turn
    return [message_of(event) for event in (first, *replies) if isinstance(event, BotUttered)]


def title_of(payload: str, events: Iterable[Event]) -> str | None:
    """Return the title of the assistant's newest button with this payload, None if it never had one."""
    uttered = (event for event in events if isinstance(event, BotUttered))
    buttons = (button for event in uttered for button in _buttons_of(event))
    titles = [button["title"] for button in buttons if button["payload"] == payload]
    return titles[-1] if titles else None


def _uttered_since(tracker: DialogueStateTracker, position: int) -> list[BotUttered]:
    return [event for event in list(tracker.events)[position:] if isinstance(event, BotUttered)]


def _buttons_of(event: BotUttered) -> list[dict[str, str]]:
    buttons = event.data.get("buttons") or []
    return [{"title": button["title"], "payload": button["payload"]} for button in buttons]


def _is_from_mother(event: Event) -> bool:
    return isinstance(event, UserUttered) and not event.metadata.get(IS_EXTERNAL)


def _stable_id(event: BotUttered) -> str:
    return _digest(f"{event.timestamp!r} {event.text}")[:32]


def _digest(text: str) -> str:
    return sha256(text.encode(errors="surrogatepass")).hexdigest()
