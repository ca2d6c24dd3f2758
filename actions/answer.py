"""Answering a question from the articles."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from itertools import chain

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.content import articles_for, knowledge, offer_for, speech, topics
from actions.turn import Turn, say, turn_in
from doula.answers import ASKING_FOR_CAUSE, Answer, answer_all
from doula.causes import causes_of, open_questions
from doula.knowledge import Asker, Kind, KnowledgeError
from doula.messages import Message
from doula.question import Question
from doula.replies import Offer
from doula.settings import SettingsError, secret, settings

GAP_WAITS = 2.0  # seconds; then she gets her answer, and the authors do not get the question


class ActionAnswer(Action):
    """Answer the mother's question from the knowledge base."""

    def name(self) -> str:
        """Return the name that domain.yml lists."""
        return "action_answer"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Say the passages that answer."""
        return await answer_question(turn_in(tracker), dispatcher)


async def answer_question(turn: Turn, dispatcher: CollectingDispatcher) -> list[EventType]:
    """Say the passages that answer; open a check-in where an article's causes can be told apart."""
    questions, current = turn.questions(), turn.slots["article"]
    libraries = await articles_for(questions, current)
    found = answer_all(list(zip(questions, libraries, strict=True)), topics(), current)
    offer = Offer() if found.passages else await offer_for(questions, dict.fromkeys(chain(*libraries)))
    message = _reply(turn, questions, found, offer)
    await note_gap(turn, message)
    events = say(dispatcher, message)
    if found.article is None:
        return events
    last = {"intent": questions[-1].intent, "topics": [asdict(named) for named in questions[-1].topics]}
    events += [SlotSet("article", found.article.slug), SlotSet("last_asked", last)]
    for_cause = any(question.intent in ASKING_FOR_CAUSE for question in questions)
    if for_cause and found.passages and open_questions(causes_of(found.article), ()):
        events += [SlotSet("check_in", found.article.slug), SlotSet("assessed", False)]
    return events


def _reply(turn: Turn, questions: Sequence[Question], found: Answer, offer: Offer) -> Message:
    voice = speech().after_loss() if turn.slots["loss"] else speech()
    nothing = found == Answer() and not offer.heard_of and not any(each.topics for each in questions)
    if nothing and turn.speaks_of_pregnancy:
        return voice.responses.message("utter_questions_other_pregnancy", "not_covered")
    return voice.answer(found, offer, turn.text)


async def note_gap(turn: Turn, message: Message) -> None:
    """Keep what could not be answered for the authors, not who asked; a failure to do so stays unseen."""
    kinds: dict[str, Kind] = {"not_covered": "unanswered", "clarify": "clarified"}
    if (kind := kinds.get(message.outcome)) and not turn.text.startswith("/"):
        with suppress(KnowledgeError, SettingsError):
            asker = Asker(turn.conversation, secret())
            await knowledge().write(
                lambda base: base.note_gap(turn.text, kind, settings().gap_days, asker), GAP_WAITS
            )
