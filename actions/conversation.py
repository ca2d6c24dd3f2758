"""Small talk, sources, what is not understood, and being forgotten."""

from __future__ import annotations

from dataclasses import replace

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.answer import note_gap
from actions.content import alarms, knowledge, languages, speech
from actions.turn import Turn, closed_check_in, say, turn_in
from doula.knowledge import Asker, KnowledgeBase
from doula.messages import Citation
from doula.notes import Review
from doula.settings import secret

SAID_OTHERWISE_AFTER_LOSS = ("greet", "goodbye", "thank", "how_are_you", "praise", "out_of_scope")


class ActionSmallTalk(Action):
    """Answer small talk with the sentence written for it."""

    def name(self) -> str:
        """Return the name that domain.yml lists."""
        return "action_small_talk"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Say the response that is named like the intent; a goodbye ends the follow-ups."""
        turn = turn_in(tracker)
        if _says_where(turn):
            return say(dispatcher, alarms().where(turn.region))
        gently = turn.lost and turn.intent in SAID_OTHERWISE_AFTER_LOSS
        name = f"utter_after_loss_{turn.intent}" if gently else f"utter_small_talk_{turn.intent}"
        said = say(dispatcher, speech().responses.message(name, "small_talk"))
        leaving = turn.checking_in and turn.intent == "goodbye"
        return [*said, *closed_check_in()] if leaving else said


class ActionSource(Action):
    """Show where the last answer is from."""

    def name(self) -> str:
        """Return the name that domain.yml lists."""
        return "action_source"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Show title, exact sentences and review of what was last cited."""
        turn = turn_in(tracker)
        citations = [Citation(**cited) for cited in turn.slots["cited"] or ()]
        reviews = {
            known.slug: Review(known.reviewed_by, known.reviewed_at)
            for known in await knowledge().read(KnowledgeBase.articles)
            if known.reviewed_by and known.reviewed_at
        }
        voice = speech().after_loss() if turn.lost else speech()
        return say(dispatcher, voice.source(citations, reviews))


class ActionFallback(Action):
    """Say that a message was not understood."""

    def name(self) -> str:
        """Return the name that domain.yml lists."""
        return "action_fallback"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Offer the likeliest meanings, unless a follow-up is put again anyway."""
        turn = turn_in(tracker)
        if turn.checking_in:
            return []
        if _says_where(turn):
            return say(dispatcher, alarms().where(turn.region))
        if turn.lost:
            return say(dispatcher, speech().responses.message("utter_danger_here", "small_talk"))
        message = speech().which("utter_fallback_not_understood", turn.likely)
        await note_gap(turn, message)
        return say(dispatcher, message)


class ActionOtherLanguage(Action):
    """Say that only English is understood."""

    def name(self) -> str:
        """Return the name that domain.yml lists."""
        return "action_other_language"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Say it in English and, where there is a sentence for it, in her language."""
        said = speech().responses.message("utter_fallback_language", "not_covered")
        own = languages().get(turn_in(tracker).message.get("language"))
        return say(dispatcher, replace(said, text=f"{said.text}\n\n{own}") if own else said)


class ActionForget(Action):
    """Have everything she said in this conversation deleted."""

    def name(self) -> str:
        """Return the name that domain.yml lists."""
        return "action_forget"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Delete what is kept beside the conversation; the tracker store deletes that after this turn."""
        asker = Asker(tracker.sender_id, secret())
        await knowledge().write(lambda base: base.forget(asker))
        said = say(dispatcher, speech().responses.message("utter_privacy_forgotten", "done"))
        return [*said, SlotSet("forgotten", True)]


def _says_where(turn: Turn) -> bool:
    return alarms().region_in(turn.text) is not None
