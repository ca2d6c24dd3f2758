"""Answering a question from the articles."""

from __future__ import annotations

from dataclasses import asdict

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.content import library, speech, topics
from actions.turn import Turn, say, turn_in
from doula.answers import ASKING_FOR_CAUSE, Answer, answer_all
from doula.causes import causes_of, open_questions


class ActionAnswer(Action):
    """Answer the mother's question from the knowledge base."""

    def name(self) -> str:
        """Return the name that domain.yml lists."""
        return "action_answer"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Say the passages that answer."""
        return answer_question(turn_in(tracker), dispatcher)


def answer_question(turn: Turn, dispatcher: CollectingDispatcher) -> list[EventType]:
    """Say the passages that answer; open a check-in where an article's causes can be told apart."""
    known = library()
    questions = turn.questions()
    found = answer_all(questions, known, topics(), turn.slots["article"])
    voice = speech().after_loss() if turn.slots["loss"] else speech()
    if found == Answer() and turn.speaks_of_pregnancy and not any(q.topics for q in questions):
        return say(dispatcher, voice.responses.message("utter_questions_other_pregnancy", "not_covered"))
    events = say(dispatcher, voice.answer(found, [each.article.title for each in known], turn.text))
    if found.article is None:
        return events
    last = {"intent": questions[-1].intent, "topics": [asdict(named) for named in questions[-1].topics]}
    events += [SlotSet("article", found.article.slug), SlotSet("last_asked", last)]
    for_cause = any(question.intent in ASKING_FOR_CAUSE for question in questions)
    if for_cause and found.passages and open_questions(causes_of(found.article), ()):
        events += [SlotSet("check_in", found.article.slug), SlotSet("assessed", False)]
    return events
