"""Sessions: the part of a conversation that the rules see, bounded in time and in length."""

from __future__ import annotations

import time
from typing import Any

from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

LONGEST = 25  # messages of both sides; a turn costs what its session is long
LASTING = ("article", "last_asked", "cited", "loss", "region")  # outlive a session that time ended


def begin(tracker: DialogueStateTracker, minutes: float) -> list[Event]:
    """Return the events that begin a new session, none while one goes on; 0 minutes never end one.

    A session that ends by its length is gone on with unnoticed; one that ends by time leaves the topic and
    what is true of her, and all of it while a check-in or a danger sign's question is open.
    """
    said = [event for event in tracker.applied_events() if isinstance(event, (UserUttered, BotUttered))]
    old = bool(minutes and said) and time.time() - said[-1].timestamp > minutes * 60
    if tracker.events and not old and len(said) < LONGEST:
        return []
    slots = {name: value for name, value in tracker.current_slot_values().items() if value is not None}
    kept = LASTING if old and not _is_open(slots) else slots
    carried = [SlotSet(name, value) for name, value in slots.items() if name in kept]
    begun = [ActionExecuted(ACTION_SESSION_START_NAME), SessionStarted()]
    return [*begun, *carried, ActionExecuted(ACTION_LISTEN_NAME)]


def _is_open(slots: dict[str, Any]) -> bool:
    """Tell whether a follow-up or a danger sign's question waits for an answer."""
    return bool(slots.get("checking") or (slots.get("check_in") and not slots.get("assessed")))
