"""Actions of the tiny assistant that the channel tests talk to."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

NIGHT = {"title": "At night", "payload": '/inform{"timing": "night"}'}
PROOF = {"article": "tiny", "title": "Cramps", "start": 0, "end": 4, "quote": "Cold", "aspect": "cause"}


def say(dispatcher: CollectingDispatcher, text: str, outcome: str, **more: Any) -> None:
    dispatcher.utter_message(
        text=text, id=uuid4().hex, outcome=outcome, citations=more.pop("citations", []), **more
    )


class ActionTinyGreet(Action):
    def name(self) -> str:
        return "action_tiny_greet"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[Any]:
        say(dispatcher, "Hello. What can I do for you?", "small_talk")
        return []


class ActionTinyAnswer(Action):
    def name(self) -> str:
        return "action_tiny_answer"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[Any]:
        say(dispatcher, "The article says: cold.\n\nIt also says: standing.", "answer", citations=[PROOF])
        say(dispatcher, "When do they come?", "ask_back", buttons=[NIGHT])
        return []


class ActionTinyNote(Action):
    def name(self) -> str:
        return "action_tiny_note"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[Any]:
        say(dispatcher, f"You said {tracker.get_slot('timing')}.", "assessment", citations=[PROOF])
        return []


class ActionTinyForget(Action):
    def name(self) -> str:
        return "action_tiny_forget"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[Any]:
        say(dispatcher, "Everything is deleted.", "done")
        return [SlotSet("forgotten", True)]


class ActionTinyBreak(Action):
    def name(self) -> str:
        return "action_tiny_break"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[Any]:
        raise ValueError(f"broken by {tracker.latest_message['text']}")


class ActionStaySilent(Action):
    def name(self) -> str:
        return "action_stay_silent"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[Any]:
        return []
