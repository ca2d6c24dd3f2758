"""Rasa graph component: one message again, with what its sentences ask."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from doula.answers import KINDS_OF_QUESTION
from doula.asking import Part, asked
from doula.parts import looks_asked
from doula.topics import Named
from doula.understanding.finder import Finder
from doula.understanding.part_splitter import GIBBERISH, PART, REPAIRED, ROLE

_SET_BY_TRIAGE = ("asked", "sign", "tier", "loss")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class PartJoiner(Finder):
    """Adds to each message what PartSplitter put after it: topics, observations, danger and questions."""

    def process(self, messages: list[Message]) -> list[Message]:
        """Return the messages that were there before PartSplitter."""
        return [_joined(message, beside) for message, beside in _groups(messages)]


def _groups(messages: Iterable[Message]) -> Iterator[tuple[Message, list[Message]]]:
    groups: list[tuple[Message, list[Message]]] = []
    for message in messages:
        if message.get(ROLE):
            groups[-1][1].append(message)
        else:
            groups.append((message, []))
    yield from groups


def _joined(message: Message, beside: list[Message]) -> Message:
    if (message.get(TEXT) or "").startswith("/") or message.get("language"):
        return message
    if message.get(GIBBERISH) and not message.get("asked"):
        message.set(INTENT, {"name": "nlu_fallback", "confidence": 1.0}, add_to_output=True)
        message.set(INTENT_RANKING_KEY, [], add_to_output=True)
        return message
    spelt = next((each for each in beside if each.get(ROLE) == REPAIRED), message)
    if spelt is not message:
        _take_over(message, spelt)
    whole = _part(spelt)
    parts = [_part(each).without_others_than(whole) for each in beside if each.get(ROLE) == PART]
    questions = asked(whole, parts)
    if questions[0].intent != _meant(message).get("name"):
        _set_meant(message, questions[0])
    message.set("questions", [asdict(question) for question in questions], add_to_output=True)
    return message


def _take_over(message: Message, spelt: Message) -> None:
    """Take what was found in the repaired wording; danger found in her own words stays."""
    message.set(ENTITIES, spelt.get(ENTITIES, []), add_to_output=True)
    if message.get("asked"):
        message.set("asked", _meant(spelt), add_to_output=True)
        return
    for key in (INTENT, INTENT_RANKING_KEY, *_SET_BY_TRIAGE):
        if spelt.get(key):
            message.set(key, spelt.get(key), add_to_output=True)


def _set_meant(message: Message, question: Part) -> None:
    """Make the first question the message's meaning, or what waits until a danger is dealt with."""
    meant = {"name": question.intent, "confidence": question.kinds.get(question.intent, 0.0)}
    message.set("asked" if message.get("asked") else INTENT, meant, add_to_output=True)


def _meant(message: Message) -> dict[str, Any]:
    """Return the intent before triage had its say."""
    return message.get("asked") or message.get(INTENT) or {}


def _part(message: Message) -> Part:
    text = message.get(TEXT) or ""
    ranking = message.get(INTENT_RANKING_KEY) or []
    kinds = {i["name"]: i["confidence"] for i in ranking if i["name"] in KINDS_OF_QUESTION}
    entities, meant = message.get(ENTITIES, []), _meant(message)
    about = {each["entity"] for each in entities}
    found = [each for each in entities if each["entity"] == "topic"]
    named = tuple(
        Named(
            each["value"],
            text[each["start"] : each["end"]],
            each.get("mere", False),
            each.get("complaint", False),
            each.get("weak", False),
        )
        for each in found
    )
    return Part(
        text,
        str(meant.get("name")),
        meant.get("confidence", 0.0),
        kinds,
        named,
        pregnancy="pregnancy" in about,
        animal="animal" in about,
        looks_asked=looks_asked(text),
    ).weighed()
