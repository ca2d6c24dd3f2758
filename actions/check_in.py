"""The check-in: follow-ups that tell an article's causes apart, then the assessment."""

from __future__ import annotations

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.content import alarms, knowledge, speech
from actions.danger import ask_about
from actions.turn import TELLING, Turn, closed_check_in, remember, say, turn_in
from doula.articles import Article
from doula.causes import causes_of, give_up, next_question, rank_causes
from doula.messages import Outcome

MOST_TRIES = 2  # a question that was not answered twice is dropped


class ActionCheckIn(Action):
    """Ask the next follow-up, or assess when none is left."""

    def name(self) -> str:
        """Return the name that domain.yml lists."""
        return "action_check_in"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Go on with the check-in if one is open, or if she changes what the last one was about."""
        turn = turn_in(tracker)
        told = turn.intent in TELLING and tracker.latest_action_name != "action_settle_danger"
        if turn.slots["checking"]:
            return []
        if turn.slots["loss"]:
            return _say("utter_danger_here", "small_talk", dispatcher) if told else []
        slug = turn.slots["check_in"]
        article = await knowledge().read(lambda base: base.article(slug)) if slug else None
        if article and (turn.checking_in or (told and turn.tells)):
            return _go_on(article, turn, dispatcher, unheard=told and not turn.tells)
        return _say("utter_check_in_told", "clarify", dispatcher) if told else []


class ActionExplainQuestion(Action):
    """Say why a follow-up is asked."""

    def name(self) -> str:
        """Return the name that domain.yml lists."""
        return "action_explain_question"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Explain the question that is open."""
        turn = turn_in(tracker)
        asked = turn.slots["asking"] if turn.checking_in else "nothing"
        return _say(f"utter_check_in_why_{asked}", "small_talk", dispatcher)


class ActionStop(Action):
    """End the follow-ups."""

    def name(self) -> str:
        """Return the name that domain.yml lists."""
        return "action_stop"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Close the check-in; what she told is not used again."""
        said = _say("utter_check_in_stopped", "done", dispatcher)
        return [*said, *closed_check_in(), SlotSet("postponed", None)]


class ActionStartOver(Action):
    """Begin again."""

    def name(self) -> str:
        """Return the name that domain.yml lists."""
        return "action_start_over"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Close the check-in and forget what the conversation was about."""
        said = _say("utter_check_in_started_over", "done", dispatcher)
        return [
            *said,
            *closed_check_in(),
            *(SlotSet(slot, None) for slot in ("article", "last_asked", "cited", "postponed")),
        ]


def _say(name: str, outcome: Outcome, dispatcher: CollectingDispatcher) -> list[EventType]:
    return say(dispatcher, speech().responses.message(name, outcome))


def _go_on(
    article: Article, turn: Turn, dispatcher: CollectingDispatcher, *, unheard: bool
) -> list[EventType]:
    causes, told, tries = causes_of(article), turn.told, 0
    asked = next_question(causes, told)
    unclear = turn.intent == "nlu_fallback" and not turn.tells
    if asked and asked == turn.slots["asking"] and (unheard or unclear):
        tries = (turn.slots["unheard"] or 0) + 1
    if asked and tries == MOST_TRIES:
        told, tries = give_up(told, asked), 0
        asked = next_question(causes, told)
    sign = None if turn.slots["sign_asked"] else alarms().before_assessment(article.topics)
    if asked is None and sign:
        return [*ask_about(sign, turn, dispatcher), *remember(told), SlotSet("asking", None)]
    if asked:
        prefix = "corrected" if turn.slots["corrected"] else "unheard" if tries else None
        said = say(dispatcher, speech().follow_up(asked, prefix, turn.slots["degrees"]))
    else:
        ranked, corrected = rank_causes(causes, told), bool(turn.slots["corrected"])
        said = say(dispatcher, speech().assessment(article, ranked, corrected=corrected))
    kept = [SlotSet("asking", asked), SlotSet("unheard", tries), SlotSet("assessed", asked is None)]
    return [*said, *remember(told), *kept]
