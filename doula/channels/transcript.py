"""A conversation as the outside sees it, read from Rasa's events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

from rasa.shared.core.constants import IS_EXTERNAL
from rasa.shared.core.events import BotUttered, Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker


def message_of(event: BotUttered) -> dict[str, Any]:
    """Return a message of the assistant in the shape that every channel shows."""
    return {
        "id": event.metadata.get("id") or _stable_id(event),
        "text": event.text or "",
        "outcome": event.metadata.get("outcome", "small_talk"),
        "buttons": _buttons_of(event),
        "citations": event.metadata.get("citations") or [],
    }


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
            said.append({"from": "user", "id": event.message_id, "text": titles.get(event.text, event.text)})
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


def replies_to(sent: str, events: Iterable[Event]) -> list[dict[str, Any]]:
    """Return what was replied to the message with this id; nothing if it never came."""
    replies: list[dict[str, Any]] = []
    latest = None
    for event in events:
        if _is_from_mother(event):
            latest = event.message_id
        elif isinstance(event, BotUttered) and latest == sent:
            replies.append(message_of(event))
    return replies


def is_offered(payload: str, events: Iterable[Event]) -> bool:
    """Tell whether one of the assistant's buttons carries this payload."""
    uttered = (event for event in events if isinstance(event, BotUttered))
    return any(button["payload"] == payload for event in uttered for button in _buttons_of(event))


def _uttered_since(tracker: DialogueStateTracker, position: int) -> list[BotUttered]:
    return [event for event in list(tracker.events)[position:] if isinstance(event, BotUttered)]


def _buttons_of(event: BotUttered) -> list[dict[str, str]]:
    buttons = event.data.get("buttons") or []
    return [{"title": button["title"], "payload": button["payload"]} for button in buttons]


def _is_from_mother(event: Event) -> bool:
    return isinstance(event, UserUttered) and not event.metadata.get(IS_EXTERNAL)


def _stable_id(event: BotUttered) -> str:
    return sha256(f"{event.timestamp!r} {event.text}".encode()).hexdigest()[:32]
