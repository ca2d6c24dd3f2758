"""Keeping what the mother tells, on every turn and before any rule."""

from __future__ import annotations

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.content import alarms, vocabulary
from actions.turn import Turn, remember, turn_in
from doula.answers import ASKING_FOR_CAUSE
from doula.causes import give_up
from doula.observations import UNCLEAR_UNIT, Observation, merge, reply, temperature_of
from doula.quantities import degrees_in, unit_in


class ActionObserve(Action):
    """Merge what this message tells into what she told before."""

    def name(self) -> str:
        """Return the name under which Rasa runs an action after every message."""
        return "action_validate_slot_mappings"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Return the slots as they are after this message."""
        turn = turn_in(tracker)
        anew = turn.slots["assessed"] and turn.intent in ASKING_FOR_CAUSE
        now = [*turn.tells, *_answered(turn)]
        merged = merge(frozenset() if anew else _before(turn), now, vocabulary())
        unclear = any(observation.value == UNCLEAR_UNIT for observation in now)
        return [
            *remember(merged.told),
            SlotSet("degrees", degrees_in(turn.text) if unclear else turn.slots["degrees"]),
            SlotSet("corrected", bool(merged.replaced)),
            SlotSet("region", alarms().region_in(turn.text) or turn.slots["region"]),
            SlotSet("loss", turn.message.get("loss") or turn.slots["loss"]),
            SlotSet("sign_asked", None if anew else turn.slots["sign_asked"]),
        ]


def _before(turn: Turn) -> frozenset[Observation]:
    """Return what she told before; a question that she skips counts as answered."""
    asked = turn.slots["asking"]
    skipped = turn.answers_follow_up and asked and turn.intent in ("dont_know", "skip") and not turn.tells
    return give_up(turn.told, asked) if skipped else turn.told


def _answered(turn: Turn) -> list[Observation]:
    """Return what a bare yes, no or unit says to the follow-up that is open."""
    asked = turn.slots["asking"]
    if not turn.answers_follow_up or not asked or turn.tells:
        return []
    if asked == "unit":
        unit = unit_in(turn.text)
        value = unit and temperature_of(turn.slots["degrees"], unit, vocabulary())
        return [Observation("temperature", value)] if value else []
    meant = reply(asked, turn.intent == "affirm", vocabulary()) if turn.intent in ("affirm", "deny") else None
    return [meant] if meant else []
