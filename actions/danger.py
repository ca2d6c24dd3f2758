"""Danger first: alarms, the question that settles a doubt, loss, and going on when she is safe."""

from __future__ import annotations

import re
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.answer import answer_question
from actions.content import alarms, knowledge
from actions.turn import Turn, closed_check_in, say, turn_in

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
        return _alarm(turn.sign, turn, dispatcher)


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
            return _alarm(turn.slots["sign"], turn, dispatcher)
        said = say(dispatcher, alarms().check(turn.sign, turn.tells_loss))
        return [*said, *_checking(turn.sign), SlotSet("postponed", turn.asked or turn.slots["postponed"])]


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
            return _alarm(sign, turn, dispatcher)
        postponed = turn.postponed()
        if postponed:
            return [*_settled(), *answer_question(postponed, dispatcher)]
        if turn.checking_in:
            return _settled()
        return [*_settled(), *say(dispatcher, alarms().responses.message("utter_danger_watch", "done"))]


class ActionResume(Action):
    """Go on after an alarm."""

    def name(self) -> str:
        """Return the name that domain.yml lists."""
        return "action_resume"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Answer what she asked when danger came first."""
        turn = turn_in(tracker)
        postponed = turn.postponed()
        if postponed:
            return [SlotSet("postponed", None), *answer_question(postponed, dispatcher)]
        if turn.checking_in:
            return []
        return say(dispatcher, alarms().responses.message("utter_danger_resumed", "small_talk"))


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
        return say(dispatcher, alarms().unchecked(turn_in(tracker).region))


def ask_about(sign: str, dispatcher: CollectingDispatcher) -> list[EventType]:
    """Ask about a sign that was not mentioned, once, before causes are assessed."""
    return [*say(dispatcher, alarms().check(sign)), *_checking(sign), SlotSet("sign_asked", True)]


def _checking(sign: str) -> list[EventType]:
    return [SlotSet("checking", True), SlotSet("sign", sign)]


def _alarm(sign: str, turn: Turn, dispatcher: CollectingDispatcher) -> list[EventType]:
    alarmed = turn.slots["alarmed"] or []
    asked = turn.asked or turn.slots["postponed"] or _open_question(turn)
    alarm = alarms().urgent(
        sign, turn.region, repeated=sign in alarmed, asked=bool(asked), lost=turn.tells_loss
    )
    said = say(dispatcher, alarm)
    return [*said, *closed_check_in(), *_settled(asked), SlotSet("alarmed", sorted({*alarmed, sign}))]


def _open_question(turn: Turn) -> dict[str, Any] | None:
    """Return the question of the check-in that an alarm ends: what its article is about."""
    article = knowledge().article(turn.slots["check_in"]) if turn.checking_in else None
    return {"text": article.title, "intent": {"name": "ask_cause", "confidence": 1.0}} if article else None


def _settled(postponed: object = None) -> list[EventType]:
    return [SlotSet("checking", False), SlotSet("sign", None), SlotSet("postponed", postponed)]


def _says_no(turn: Turn) -> bool:
    """Tell whether she says a plain no; whatever she adds to it that sounds like doubt makes it none."""
    plainly = turn.intent == "deny" and turn.message["intent"].get("confidence", 1.0) >= _SURE
    return (plainly or bool(_NO.match(turn.text))) and not _DOUBT.search(turn.text)
