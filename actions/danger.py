"""Danger first: alarms, the question that settles a doubt, loss, and going on when she is safe."""

from __future__ import annotations

import re

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.answer import answer_question
from actions.content import alarms, covered
from actions.turn import Turn, closed_check_in, interrupted_check_in, say, turn_in
from doula.messages import Outcome

_NO = re.compile(r"\W*(?:no|nope|nah|none|neither|not at all)\b", re.I)
_SURE = 0.8
_DOUBT = re.compile(
    r"\b(?:idea|clue|mind|wait|yes|yeah|but|just|little|bit|slightly|sure|maybe|think|except|only|know)\b",
    re.I,
)


class ActionAlarm(Action):
    """Send her to help."""

    def name(self) -> str:
        """Return the name that domain.yml lists."""
        return "action_alarm"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Say how fast to get which help for the sign that she reports."""
        turn = turn_in(tracker)
        return await _alarm(turn.sign, turn.tier, turn, dispatcher)


class ActionCheckDanger(Action):
    """Settle a doubtful mention of a danger sign."""

    def name(self) -> str:
        """Return the name that domain.yml lists."""
        return "action_check_danger"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Ask the sign's one question; what she asked waits."""
        turn = turn_in(tracker)
        if turn.slots["checking"]:  # a doubt is no answer to the doubt before it
            return await _alarm(turn.slots["sign"], turn.slots["tier"], turn, dispatcher)
        asked = turn.asks(await covered()) or turn.slots["postponed"]
        return [*_check(turn.sign, turn.tier, turn, dispatcher), SlotSet("postponed", asked)]


class ActionSettleDanger(Action):
    """Take the answer to a danger sign's question: all but a plain no counts as yes where waiting harms."""

    def name(self) -> str:
        """Return the name that domain.yml lists."""
        return "action_settle_danger"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Raise the alarm, or go on with what she asked."""
        turn = turn_in(tracker)
        sign = turn.slots["sign"]
        unsure = turn.intent != "affirm" and not alarms().asks_for_help_when_unsure(sign)
        if not _says_no(turn) and not unsure:
            return await _alarm(sign, turn.slots["tier"], turn, dispatcher)
        return [*_settled(), *await _go_on(turn, dispatcher, "utter_danger_watch", "done")]


class ActionResume(Action):
    """Go on after an alarm."""

    def name(self) -> str:
        """Return the name that domain.yml lists."""
        return "action_resume"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Answer what she asked when danger came first, and take up the check-in that it ended."""
        return await _go_on(turn_in(tracker), dispatcher, "utter_danger_resumed", "small_talk")


class ActionLoss(Action):
    """Meet a loss."""

    def name(self) -> str:
        """Return the name that domain.yml lists."""
        return "action_loss"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Say a few kind words; follow-ups end for the rest of the conversation."""
        said = say(dispatcher, alarms().loss(turn_in(tracker).region))
        return [*said, *closed_check_in(), *_settled()]


class ActionTriageFailed(Action):
    """Be safe when danger could not be looked for."""

    def name(self) -> str:
        """Return the name that domain.yml lists."""
        return "action_triage_failed"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Say that the message was not checked, and name the signs and the numbers."""
        turn = turn_in(tracker)
        return say(dispatcher, alarms().unchecked(turn.region, turn.lost))


def ask_about(sign: str, turn: Turn, dispatcher: CollectingDispatcher) -> list[EventType]:
    """Ask about a sign that was not mentioned, once, before causes are assessed."""
    return [*_check(sign, None, turn, dispatcher), SlotSet("sign_asked", True)]


def _check(sign: str, tier: str | None, turn: Turn, dispatcher: CollectingDispatcher) -> list[EventType]:
    said = say(dispatcher, alarms().check(sign, turn.lost))
    return [*said, SlotSet("checking", True), SlotSet("sign", sign), SlotSet("tier", tier)]


async def _alarm(
    sign: str, tier: str | None, turn: Turn, dispatcher: CollectingDispatcher
) -> list[EventType]:
    alarmed = turn.slots["alarmed"] or []
    emergency = tier == "emergency" or _emergency(sign) in alarmed
    card = _emergency(sign) if emergency else sign
    asked = turn.asks(await covered()) or turn.slots["postponed"]
    asked_next = None if card in alarmed else alarms().asked_next(sign)
    alarm = alarms().urgent(
        sign,
        turn.region,
        emergency=emergency,
        said=alarmed.count(card),
        asked=bool(asked or turn.interrupts) and not asked_next,
        lost=turn.lost,
    )
    kept = [*interrupted_check_in(turn), *_settled(asked), SlotSet("alarmed", [*alarmed, card])]
    events = [*say(dispatcher, alarm), *kept]
    return [*events, *_check(asked_next, None, turn, dispatcher)] if asked_next else events


def _emergency(sign: str) -> str:
    """Name the card of a sign at its worst, to know it among those that she was shown."""
    return f"{sign} emergency"


async def _go_on(
    turn: Turn, dispatcher: CollectingDispatcher, otherwise: str, outcome: Outcome
) -> list[EventType]:
    """Answer what waited, or take up the check-in that waited, or else say so."""
    taken_up = [SlotSet("check_in", turn.slots["interrupted"]), SlotSet("interrupted", None)]
    events = [SlotSet("postponed", None), *(taken_up if turn.slots["interrupted"] else [])]
    if postponed := turn.postponed():
        return [*events, *await answer_question(postponed, dispatcher)]
    if turn.checking_in or turn.slots["interrupted"]:
        return events
    return [*events, *say(dispatcher, alarms().responses.message(otherwise, outcome))]


def _settled(postponed: object = None) -> list[EventType]:
    slots = {"checking": False, "sign": None, "tier": None, "postponed": postponed}
    return [SlotSet(slot, value) for slot, value in slots.items()]


def _says_no(turn: Turn) -> bool:
    """Tell whether she says a plain no; whatever she adds to it that sounds like doubt makes it none."""
    plainly = turn.intent == "deny" and turn.message["intent"].get("confidence", 1.0) >= _SURE
    return (plainly or bool(_NO.match(turn.text))) and not _DOUBT.search(turn.text)
