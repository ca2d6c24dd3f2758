"""One turn of a conversation, read from Rasa's tracker."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from doula.answers import Question, kinds_of
from doula.encoder import encoder
from doula.messages import Message, cited
from doula.observations import Observation, from_slot, to_slot

KINDS = ("timing", "temperature", "activity", "week")
TELLING = ("inform", "affirm", "deny", "dont_know", "skip")


@dataclass(frozen=True)
class Turn:
    """What she says now, and what the conversation holds."""

    text: str
    ranking: dict[str, float]
    entities: tuple[dict[str, Any], ...]
    slots: dict[str, Any]

    @property
    def intent(self) -> str:
        """Return what she most likely means."""
        return next(iter(self.ranking))

    @property
    def tells(self) -> tuple[Observation, ...]:
        """Return what she tells now, in so many words."""
        told = [e for e in self.entities if e["entity"] in KINDS]
        return tuple(Observation(e["entity"], e["value"], e.get("denied", False)) for e in told)

    @property
    def told(self) -> frozenset[Observation]:
        """Return what she has told in this check-in."""
        return frozenset(from_slot(kind, text) for kind in KINDS for text in self.slots[kind] or ())

    @property
    def question(self) -> Question:
        """Return what she asks."""
        topics = tuple(e["value"] for e in self.entities if e["entity"] == "topic")
        (meaning,) = encoder().encode([self.text])
        return Question(self.intent, kinds_of(self.ranking), topics, meaning, frozenset(self.tells))

    @property
    def checking_in(self) -> bool:
        """Tell whether follow-ups are open."""
        return bool(self.slots["check_in"]) and not self.slots["assessed"]


def turn_in(tracker: Tracker) -> Turn:
    """Return the turn that the tracker is in."""
    message = tracker.latest_message
    ranked = [message["intent"], *message.get("intent_ranking", ())]
    ranking = {intent["name"]: intent.get("confidence", 1.0) for intent in ranked}
    return Turn(message.get("text") or "", ranking, tuple(message.get("entities", ())), tracker.slots)


def remember(told: frozenset[Observation]) -> list[EventType]:
    """Return the events that keep what she told, and nothing else."""
    kept = {kind: sorted(to_slot(o) for o in told if o.kind == kind) for kind in KINDS}
    return [SlotSet(kind, values or None) for kind, values in kept.items()]


def say(dispatcher: CollectingDispatcher, message: Message) -> list[EventType]:
    """Say a message, its id, outcome and citations as metadata; return what to keep of it."""
    parts = message.as_dict()
    dispatcher.utter_message(text=parts.pop("text"), buttons=parts.pop("buttons"), **parts)
    return [SlotSet("cited", cited(message.citations))] if message.citations else []
