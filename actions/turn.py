"""One turn of a conversation, read from Rasa's tracker."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from doula.answers import KINDS_OF_QUESTION
from doula.encoder import encoder
from doula.messages import Message, cited
from doula.observations import Observation, from_slot, to_slot
from doula.question import Question, carry_on
from doula.settings import settings
from doula.topics import Named

KINDS = ("timing", "temperature", "activity", "week")
_CHECK_IN = ("check_in", "assessed", "asking", "unheard", "degrees", "corrected", "sign_asked")
MAYBE_THE_SIGN = frozenset({"ask_sign", "ask_about", "ask_effect", "describe_symptom"})  # "is it normal?"
TELLING = ("inform", "affirm", "deny", "dont_know", "skip")


@dataclass(frozen=True)
class Turn:
    """What she says now, as Rasa read it, and what the conversation holds."""

    message: dict[str, Any]
    slots: dict[str, Any]
    conversation: str

    @property
    def text(self) -> str:
        """Return her words, or the payload of the button she pressed."""
        return self.message.get("text") or ""

    @property
    def intent(self) -> str:
        """Return what she most likely means."""
        return str(self.message["intent"]["name"])

    @property
    def sign(self) -> str:
        """Return the danger sign that triage found in her words."""
        return str(self.message["sign"])

    @property
    def tier(self) -> str:
        """Return how fast that sign needs help."""
        return str(self.message["tier"])

    @property
    def lost(self) -> bool:
        """Tell whether she said that she lost her pregnancy or her baby."""
        return bool(self.slots["loss"])

    @property
    def speaks_of_pregnancy(self) -> bool:
        """Tell whether her words show that she asks about pregnancy."""
        return any(e["entity"] == "pregnancy" for e in self._entities)

    @property
    def region(self) -> str:
        """Return whose help lines she needs."""
        return self.slots["region"] or settings().region

    @property
    def tells(self) -> tuple[Observation, ...]:
        """Return what she tells now, in so many words."""
        told = [e for e in self._entities if e["entity"] in KINDS]
        return tuple(Observation(e["entity"], e["value"], e.get("denied", False)) for e in told)

    @property
    def told(self) -> frozenset[Observation]:
        """Return what she has told in this check-in."""
        return frozenset(from_slot(kind, text) for kind in KINDS for text in self.slots[kind] or ())

    @property
    def checking_in(self) -> bool:
        """Tell whether follow-ups are open."""
        return bool(self.slots["check_in"]) and not self.slots["assessed"]

    @property
    def answers_follow_up(self) -> bool:
        """Tell whether a bare yes, no or skip is about a follow-up, not about a danger sign."""
        return self.checking_in and not self.slots["checking"]

    @property
    def interrupts(self) -> str | None:
        """Return the article whose check-in is open or was ended by an alarm, if it may be gone on with."""
        if self.lost:
            return None
        return self.slots["check_in"] if self.checking_in else self.slots["interrupted"]

    def asks(self, covered: frozenset[str]) -> dict[str, Any] | None:
        """Return the question in her words, to be answered when she is safe.

        What may be about the danger sign itself is one only if it plainly names what an article covers.
        """
        intent = self.message.get("asked") or self.message["intent"]
        unclear = frozenset() if covered.intersection(self._topics) else MAYBE_THE_SIGN
        if intent.get("name") not in KINDS_OF_QUESTION - unclear:
            return None
        kept = ("text", "entities", "intent_ranking", "questions")
        return {"intent": intent, **{key: self.message.get(key) for key in kept}}

    def postponed(self) -> Turn | None:
        """Return the turn in which danger came before what she asked."""
        return replace(self, message=self.slots["postponed"]) if self.slots["postponed"] else None

    @property
    def likely(self) -> dict[str, float]:
        """Return how likely she means each intent, of what was not understood."""
        return {i["name"]: i["confidence"] for i in self.message.get("intent_ranking") or ()}

    def questions(self) -> list[Question]:
        """Return what she asks, in her order, after what she asked before."""
        before = self.slots["last_asked"] or {"intent": "ask_about", "topics": ()}
        return [carry_on(each, before["intent"], _named(before["topics"])) for each in self._questions()]

    def _questions(self) -> list[Question]:
        """Return what she asks in this message alone; the payload of a button asks one thing."""
        asked = self.message.get("questions") or [self._pressed()]
        vectors = encoder().encode([each["text"] for each in asked])
        return [
            Question(
                each["intent"],
                each["kinds"],
                _named(each["topics"]),
                vector,
                frozenset(self.tells),
                each["text"],
                _named(each.get("beside", ())),
            )
            for each, vector in zip(asked, vectors, strict=True)
        ]

    def _pressed(self) -> dict[str, Any]:
        names = [e["value"] for e in self._entities if e["entity"] == "topic"]
        topics = [{"topic": name, "words": name} for name in names]
        return {"text": self.text, "intent": self.intent, "kinds": {self.intent: 1.0}, "topics": topics}

    @property
    def _topics(self) -> tuple[str, ...]:
        return tuple(e["value"] for e in self._entities if e["entity"] == "topic" and not e.get("weak"))

    @property
    def _entities(self) -> list[dict[str, Any]]:
        return self.message.get("entities") or []


def _named(topics: Iterable[dict[str, Any]]) -> tuple[Named, ...]:
    return tuple(Named(**topic) for topic in topics)


def turn_in(tracker: Tracker) -> Turn:
    """Return the turn that the tracker is in."""
    return Turn(tracker.latest_message, tracker.slots, tracker.sender_id)


def remember(told: frozenset[Observation]) -> list[EventType]:
    """Return the events that keep what she told, and nothing else."""
    kept = {kind: sorted(to_slot(o) for o in told if o.kind == kind) for kind in KINDS}
    return [SlotSet(kind, values or None) for kind, values in kept.items()]


def closed_check_in() -> list[EventType]:
    """Return the events that end a check-in and forget what she told in it."""
    return [*remember(frozenset()), *_reset(*_CHECK_IN, "interrupted")]


def interrupted_check_in(turn: Turn) -> list[EventType]:
    """Return the events that end a check-in and keep what she told in it, to go on when she is safe."""
    if turn.interrupts is None:
        return closed_check_in()
    return [*_reset(*_CHECK_IN), SlotSet("interrupted", turn.interrupts)]


def say(dispatcher: CollectingDispatcher, message: Message) -> list[EventType]:
    """Say a message, its id, outcome and citations as metadata; return what to keep of it."""
    parts = message.as_dict()
    dispatcher.utter_message(text=parts.pop("text"), buttons=parts.pop("buttons"), **parts)
    return [SlotSet("cited", cited(message.citations))] if message.citations else []


def _reset(*slots: str) -> list[EventType]:
    return [SlotSet(slot, None) for slot in slots]
